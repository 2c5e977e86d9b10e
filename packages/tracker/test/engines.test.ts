// The tracker's main paths in whatever engine `ENGINE` names: `npm run test:engines`. Everything else
// is tested in Chromium, by the files beside this one.
import {launch} from 'puppeteer-core';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {chromeArgs, chromePath} from '../../../test/browser.ts';
import {engine, firefoxPath} from '../../../test/engines.ts';
import {startWebKit} from '../../../test/webkit.ts';
import {startFarEnd, startSite, type FarEnd} from './far-end.ts';

/** As much of a browser as is asked of each engine. */
interface Tab {
  goto: (url: string) => Promise<unknown>;
  /** The value of an expression in the page; a promise is waited for. */
  evaluate: (expression: string) => Promise<unknown>;
}

const openPuppeteer = async () => {
  const browser = await launch(
    engine() === 'firefox'
      ? {browser: 'firefox', executablePath: firefoxPath()!, defaultViewport: null}
      : {executablePath: chromePath(), args: chromeArgs()},
  );
  return {
    async tab(): Promise<Tab> {
      const page = await (await browser.createBrowserContext()).newPage();
      return {
        goto: (url) => page.goto(url),
        evaluate: (expression) => page.evaluate(`(async () => (${expression}))()`),
      };
    },
    close: () => browser.close(),
  };
};

const openWebKit = async () => {
  const driver = await startWebKit();
  let last: Awaited<ReturnType<typeof driver.open>> | undefined;
  return {
    async tab(): Promise<Tab> {
      await last?.close();
      const {ask, evaluate} = (last = await driver.open());
      return {goto: (url) => ask('POST', '/url', {url}), evaluate};
    },
    async close() {
      await last?.close();
      await driver.stop();
    },
  };
};

let far: FarEnd;
let site: Awaited<ReturnType<typeof startSite>>;
let browser: Awaited<ReturnType<typeof openPuppeteer>>;
let tab: Tab;
let attributes: string;
let first: number;

beforeAll(async () => {
  far = await startFarEnd();
  site = await startSite((path) => ({
    html: `<!doctype html><title>Page ${path}</title><script>dataLayer = []</script>
      <script>window.throughline ??= function () { (throughline.q ??= []).push(arguments); };</script>
      <script async src="${far.url}/throughline.js" data-key="pk_test" ${attributes}></script>
      <button data-journey="product_added" data-journey-sku="A1">Add</button>
      <p><button id="fill">Fill</button><button id="go">Fill, and go there</button></p><p><input></p>
      <script>
        fill.onclick = () => (document.querySelector('input').value += 'x');
        go.onclick = () => { fill.onclick(); document.querySelector('input').focus(); };
      </script>`,
  }));
  browser = await (engine() === 'webkit' ? openWebKit() : openPuppeteer());
});
afterAll(async () => {
  await browser.close();
  await far.close();
  await site.close();
});
beforeEach(async () => {
  far.set('up');
  attributes = 'data-consent="granted"';
  first = far.all().length;
  tab = await browser.tab();
});

const seen = (name: string) => far.all(name).filter((each) => far.all().indexOf(each) >= first);
const arrived = (name: string, count = 1) => far.until(() => seen(name).length >= count, 30_000);
const ready = () =>
  tab.evaluate(`new Promise((done) => throughline('ready', ({consent}) => done(consent)))`);
const probe = (from: number, count: number) =>
  tab.evaluate(`(() => { for (let n = ${from}; n < ${from + count}; n++)
    throughline('track', 'probed', {number: n}); })()`);
const numbers = () =>
  seen('probed')
    .map(({properties}) => properties!['number'] as number)
    .toSorted((one, other) => one - other);
const upTo = (count: number) => Array.from({length: count}, (_, number) => number);

describe(`the tracker in ${engine()}`, () => {
  it('stores nothing and sends nothing before it may', async () => {
    attributes = '';
    const before = far.requests.length;
    await tab.goto(`${site.url}/shop`);
    expect(await ready()).toBe('unknown');
    await tab.evaluate(`throughline('track', 'probed', {number: 0})`);
    await tab.evaluate('new Promise((done) => setTimeout(done, 500))');
    expect(await tab.evaluate('indexedDB.databases().then(({length}) => length)')).toBe(0);
    expect(await tab.evaluate('document.cookie + localStorage.length')).toBe('0');
    expect(far.requests.length).toBe(before);
    await tab.evaluate(`throughline('consent', {support: true})`);
    await arrived('page_viewed');
  });

  it('remembers the choice on the next page', async () => {
    attributes = '';
    await tab.goto(`${site.url}/shop`);
    await tab.evaluate(`throughline('consent', {support: true})`);
    await arrived('page_viewed');
    await tab.goto(`${site.url}/next`);
    expect(await ready()).toBe('granted');
    await arrived('page_viewed', 2);
  });

  it('goes on when the visitor comes back', async () => {
    await tab.goto(`${site.url}/shop`);
    await arrived('page_viewed');
    await tab.goto(`${site.url}/next`);
    await arrived('page_viewed', 2);
    await tab.evaluate('void history.back()');
    await arrived('page_viewed', 3);
    await probe(0, 5);
    await arrived('probed', 5);
    expect(numbers()).toEqual(upTo(5));
  });

  it('captures pages, routes, the data layer and markup', async () => {
    await tab.goto(`${site.url}/shop`);
    await arrived('page_viewed');
    await tab.evaluate(`history.pushState({}, '', '/kettle')`);
    await arrived('page_viewed', 2);
    expect(seen('page_viewed').map(({page}) => page!['path'])).toEqual(['/shop', '/kettle']);
    await tab.evaluate(`document.querySelector('button').click()`);
    await tab.evaluate(
      `dataLayer.push({event: 'purchase', ecommerce: {transaction_id: 'T1', value: 79.9, currency: 'EUR'}})`,
    );
    await arrived('product_added');
    await arrived('order_completed');
    expect(seen('product_added')[0]!.commerce).toEqual({items: [{sku: 'A1'}]});
    expect(seen('order_completed')[0]!.commerce).toMatchObject({orderId: 'T1', valueMinor: 7990});
  });

  it('feels as a dead click what fills a field, where no browser tells, unless the focus goes there', async () => {
    await tab.goto(`${site.url}/shop`);
    await arrived('page_viewed');
    for (const id of ['fill', 'go']) {
      await tab.evaluate(
        `${id}.dispatchEvent(new MouseEvent('click', {bubbles: true, detail: 1}))`,
      );
      await tab.evaluate('new Promise((done) => setTimeout(done, 3000))');
    }
    await probe(0, 1);
    await arrived('probed');
    const elements = seen('friction_detected').map(({page}) => page!['element']);
    expect(elements).toEqual(engine() === 'chromium' ? [] : ['button#fill']);
  });

  it('loses nothing when the visitor goes to another page at once', async () => {
    await tab.goto(`${site.url}/shop`);
    await ready();
    await tab.evaluate(`(() => { for (let n = 0; n < 20; n++)
      throughline('track', 'probed', {number: n}); setTimeout(() => (location.href = '/next')); })()`);
    await arrived('probed', 20);
    expect(numbers()).toEqual(upTo(20));
  });

  it('keeps over an outage and a reload what was captured, and sends it once', async () => {
    await tab.goto(`${site.url}/shop`);
    await ready();
    await arrived('page_viewed');
    await expect.poll(() => tab.evaluate(`throughline('account')`)).toMatchObject({pending: 0});
    far.set('down');
    await probe(0, 20);
    expect(await tab.evaluate(`throughline('account')`)).toMatchObject({pending: 20});
    await tab.goto(`${site.url}/shop`);
    await ready();
    await probe(20, 20);
    far.set('up');
    await arrived('probed', 40);
    expect(numbers()).toEqual(upTo(40));
  });

  it('takes turns with another page of the site', async () => {
    await tab.goto(`${site.url}/shop`);
    await ready();
    await tab.evaluate(`new Promise((done) => {
      const frame = document.createElement('iframe');
      frame.src = '/other';
      frame.onload = () => frame.contentWindow.throughline('ready', done);
      document.body.append(frame);
    })`);
    far.set('slow');
    await tab.evaluate(`(() => { for (let n = 0; n < 20; n++)
      [window, frames[0]][n % 2].throughline('track', 'probed', {number: n}); })()`);
    await arrived('probed', 20);
    expect(numbers()).toEqual(upTo(20));
  });
});
