// Eight panels on one collector over HTTP/1.1, to which a browser keeps six connections for all of its
// tabs. By Puppeteer: under Playwright every tab takes itself for the one that is shown.
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {uuidV7} from '@throughline/contracts';
import {launch, type Browser, type Page} from 'puppeteer-core';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {chromeArgs, chromePath} from '../browser.ts';
import {dataFolder, startCollector, throughline, type Running} from './processes.ts';

const TABS = 8;
const patient = {timeout: 20_000, interval: 50};

describe('a panel in each of eight tabs', () => {
  let folder: Awaited<ReturnType<typeof dataFolder>>;
  let collector: Running;
  let url: string;
  let keys: {writeKey: string; secretKey: string};
  let desk: Server;
  let browser: Browser;

  const post = async <T>(path: string, body: object, bearer = ''): Promise<T> => {
    const headers = {authorization: `Bearer ${bearer}`};
    const init = {method: 'POST', body: JSON.stringify(body), ...(bearer && {headers})};
    return (await (await fetch(url + path, init)).json()) as T;
  };
  const view = (title: string) => {
    const now = Date.now();
    const touchpoint = {
      id: uuidV7(now),
      name: 'page_viewed',
      occurredAt: now,
      channel: 'web',
      identifiers: [{kind: 'user', value: 'u7'}],
      page: {url: 'https://shop.example/', title},
    };
    return post('/v1/touchpoints', {key: keys.writeKey, sentAt: now, touchpoints: [touchpoint]});
  };

  beforeAll(async () => {
    folder = await dataFolder();
    collector = startCollector(folder.data);
    url = (await collector.line(/^ready (http:.*)$/))[1]!;
    let token = '';
    desk = createServer((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="en"><title>Desk</title>
        <script type="module" src="${url}/elements.js"></script>
        <journey-panel src="${url}" token="${token}" user="u7"></journey-panel>`);
    });
    await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(desk.address() as AddressInfo).port}`;
    const create = ['tenant', 'create', 'shop', '--json', '--data', folder.data];
    keys = JSON.parse(await throughline(...create, '--panel-origin', origin)) as typeof keys;
    ({token} = await post<{token: string}>('/v1/tokens', {agent: 'a'}, keys.secretKey));
    browser = await launch({executablePath: chromePath(), args: chromeArgs()});
  });
  afterAll(async () => {
    await browser?.close();
    desk?.close();
    await collector?.stop();
    await folder?.remove();
  });

  const reads = (page: Page, words: string) =>
    vi.waitFor(async () => {
      const text = await page.evaluate(() => {
        const panel = document.querySelector('journey-panel')?.shadowRoot;
        const rows = panel?.querySelector('journey-timeline')?.shadowRoot;
        return `${panel?.querySelector('.live')?.textContent} ${rows?.textContent}`;
      });
      expect(text).toContain(words);
      return text;
    }, patient);
  const streams = (count: number) =>
    vi.waitFor(async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      expect(text).toMatch(new RegExp(`^throughline_live_streams ${count}$`, 'm'));
    }, patient);

  it('is read in every one, holds a stream in the one that is shown, and misses nothing', async () => {
    const {port} = desk.address() as AddressInfo;
    await view('The first page');
    const tabs: Page[] = [];
    for (let n = 0; n < TABS; n += 1) {
      const tab = await browser.newPage();
      await tab.goto(`http://127.0.0.1:${port}/`);
      await reads(tab, 'The first page');
      tabs.push(tab);
    }
    await streams(1);

    await view('Seen by one, at once');
    await reads(tabs.at(-1)!, 'Seen by one, at once');
    for (const tab of tabs) {
      await tab.bringToFront();
      expect(await reads(tab, 'Seen by one, at once')).toMatch(/^(Live)? /);
      await reads(tab, 'Live ');
      await streams(1);
    }
  });

  it('is read in one that was never shown, too', async () => {
    const {port} = desk.address() as AddressInfo;
    const front = (await browser.pages()).at(-1)!;
    const opened = browser.waitForTarget((target) => target.url().endsWith('/?behind'));
    const session = await browser.target().createCDPSession();
    await session.send('Target.createTarget', {
      url: `http://127.0.0.1:${port}/?behind`,
      background: true,
    });
    const behind = (await (await opened).page())!;
    expect(await reads(behind, 'The first page')).toMatch(/^ /);
    expect(await behind.evaluate(() => document.visibilityState)).toBe('hidden');
    await streams(1);
    await view('Behind its back');
    await reads(front, 'Behind its back');
    await behind.bringToFront();
    await reads(behind, 'Behind its back');
    await streams(1);
  });
});
