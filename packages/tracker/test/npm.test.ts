import type {BrowserContext, Page} from 'playwright-core';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {dropProfile, makeProfile, openBrowser, type OpenBrowser} from './browser.ts';
import {startFarEnd, startSite, type FarEnd} from './far-end.ts';

let far: FarEnd;
let site: Awaited<ReturnType<typeof startSite>>;
let profile: string;
let open: OpenBrowser;
let context: BrowserContext;
let page: Page;
let first: number;

beforeAll(async () => {
  far = await startFarEnd();
  site = await startSite(() => ({html: '<!doctype html><title>App</title>'}));
  profile = makeProfile();
  open = await openBrowser(profile);
});
afterAll(async () => {
  await open.close();
  await far.close();
  await site.close();
  dropProfile(profile);
});
beforeEach(async () => {
  first = far.all().length;
  context = await open.browser.newContext();
  page = await context.newPage();
  await page.goto(site.url);
});
afterEach(() => context.close());

const seen = (name: string) =>
  far
    .all()
    .slice(first)
    .filter((each) => each.name === name);
const next = async (name: string, count = 1) => {
  await far.until(() => seen(name).length >= count);
  return seen(name).at(-1)!;
};
/** Runs a module in the page, with the package imported as `lib` and `start(options)`. */
const run = (body: string) =>
  page.evaluate(`(async () => {
    const lib = await import('${far.url}/core.js');
    const start = (options) => new Promise((done) => {
      const tracker = lib.createTracker({key: 'pk_test', endpoint: '${far.url}', consent: 'granted', ...options});
      tracker.ready((state) => done(Object.assign(tracker, {state})));
    });
    ${body}
  })()`);

describe('createTracker from npm', () => {
  it('captures from the first call on, before the store is open', async () => {
    await run(
      `lib.createTracker({key: 'pk_test', endpoint: '${far.url}', consent: 'granted'}).track('Probed Early', {a: 1})`,
    );
    expect((await next('probed_early')).properties).toEqual({a: 1});
  });

  it('begins another visit after 30 minutes of rest, for the same visitor', async () => {
    await run(`let clock = Date.now() - 3_600_000;
      const tracker = await start({now: () => clock});
      tracker.track('probed'); clock += 29 * 60_000; tracker.track('probed'); clock += 31 * 60_000; tracker.track('probed');
      await tracker.flush();`);
    await next('probed', 3);
    const [a, b, c] = seen('probed');
    expect([a!.sessionId === b!.sessionId, b!.sessionId === c!.sessionId]).toEqual([true, false]);
    expect([a!.seq, b!.seq, c!.seq]).toEqual([0, 1, 0]);
    expect(c!.identifiers).toEqual(a!.identifiers);
  });

  it('is another visitor after 13 months, and asks again', async () => {
    const state = (await run(`const before = await start({consent: 'ask'});
      before.consent({support: true});
      await new Promise((done) => before.ready((state) => state.anonymousId && done()));
      before.stop();
      await new Promise((done) => setTimeout(done, 100));
      const after = await start({consent: 'ask', now: () => Date.now() + 396 * 24 * 3_600_000});
      return after.state;`)) as {consent: string};
    expect(state.consent).toBe('unknown');
  });

  it('writes down which purposes were granted', async () => {
    await run(`const tracker = await start({consent: 'ask'});
      tracker.consent({support: true, analytics: true});
      await new Promise((done) => tracker.ready((state) => state.anonymousId && done()));
      tracker.track('probed');`);
    expect((await next('probed')).consent).toMatchObject({
      purposes: ['support', 'analytics'],
      basis: 'consent',
    });
  });

  it('redacts, coarsely, without the plugin for it', async () => {
    await run(
      `const tracker = await start({}); tracker.track('probed', {note: 'ada@example.com or 0664 123456'});`,
    );
    expect((await next('probed')).properties).toEqual({note: '[redacted] or [redacted]'});
  });

  it('lets a plugin map, redact and listen, and survives one that throws', async () => {
    const errors = await run(`const errors = [];
      const tracker = await start({onError: (error) => errors.push(error.message), plugins: [
        {name: 'bad', setup() { throw new Error('mine'); }},
        {name: 'good', map: (name, fields) => ({...fields, mapped: name}), redact: (text) => text.toUpperCase(),
          setup({listen, track}) { listen(document, 'newsletter', () => track('newsletter_joined')); listen(document, 'newsletter', () => { throw new Error('handler'); }); }},
      ]});
      document.dispatchEvent(new Event('newsletter'));
      return errors;`);
    expect((await next('newsletter_joined')).properties).toEqual({mapped: 'NEWSLETTER_JOINED'});
    expect(errors).toEqual(['mine', 'handler']);
  });

  it('keeps two trackers on one page apart by their names', async () => {
    await run(`const one = await start({name: 'one'}); const two = await start({name: 'two', key: 'pk_two'});
      one.track('probed'); two.track('probed');`);
    await next('probed', 2);
    expect(new Set(seen('probed').map(({identifiers}) => identifiers[0]!.value)).size).toBe(2);
  });

  it('begins anew when the collector asks to forget the visitor', async () => {
    far.answerWith((batch) => ({
      status: 200,
      body: {stored: batch.length, duplicates: 0, refused: [], purge: true},
    }));
    const [before, after, account] = (await run(`const tracker = await start({});
      tracker.track('probed'); await tracker.flush();
      return new Promise((done) => setTimeout(() => tracker.ready(async ({anonymousId}) => done([tracker.state.anonymousId, anonymousId, await tracker.account()])), 200));`)) as [
      string,
      string,
      {pending: number},
    ];
    far.answerWith(undefined);
    expect(after).not.toBe(before);
    expect(account.pending).toBe(0);
  });

  it('knows for one visit alone who it is, where that is misspelt', async () => {
    const [before, after] = (await run(`let now = Date.now();
      const tracker = await start({identity: 'None', now: () => now});
      const before = tracker.state.anonymousId;
      now += 31 * 60000;
      tracker.track('probed');
      await tracker.flush();
      return new Promise((done) => tracker.ready(({anonymousId}) => done([before, anonymousId])));`)) as string[];
    expect(after).not.toBe(before);
  });

  it('says nothing of an error when it is stopped before anybody agreed', async () => {
    const errors = await run(`const errors = [];
      const tracker = await start({consent: 'ask', onError: (error) => errors.push(error.message)});
      tracker.stop();
      await new Promise((done) => setTimeout(done, 100));
      return errors;`);
    expect(errors).toEqual([]);
  });

  it('forgets on reset also when the clock was set back since', async () => {
    await run(`let clock = Date.now();
      const tracker = await start({now: () => clock});
      tracker.identify('user-42');
      await tracker.flush();
      clock -= 3_600_000;
      tracker.reset();
      await tracker.flush();
      tracker.track('probed');`);
    const {identifiers} = await next('probed');
    expect(identifiers.map(({kind}) => kind)).toEqual(['anonymous']);
    expect(identifiers).not.toContainEqual(seen('customer_identified')[0]!.identifiers[0]);
  });

  it('takes the later choice, in every tab, also when the clock was set back since', async () => {
    const states = await run(`let clock = Date.now();
      const options = {consent: 'ask', now: () => clock};
      const one = await start(options);
      one.consent({support: true});
      await new Promise((done) => one.ready(({anonymousId}) => anonymousId && done()));
      one.track('probed');
      await one.flush();
      const other = await start(options);
      clock -= 3_600_000;
      one.consent({support: false});
      await new Promise((done) => setTimeout(done, 100));
      other.track('probed');
      await new Promise((done) => setTimeout(done, 500));
      const third = await start(options);
      return Promise.all([one, other, third].map((each) =>
        new Promise((done) => each.ready(({consent}) => done(consent)))));`);
    expect(states).toEqual(['denied', 'denied', 'denied']);
  });

  it('gives up after three tries where it is blocked, and keeps everything', async () => {
    let tries = 0;
    await page.route('**/v1/touchpoints*', (route) => {
      tries++;
      return route.abort('blockedbyclient');
    });
    await run(`tracker = await start({random: () => 0.1}); tracker.track('probed');`);
    await expect.poll(() => tries).toBe(3);
    await page.waitForTimeout(2500); // The next one would come after 0.8 s.
    const account = await page.evaluate('tracker.account()');
    expect(tries).toBe(3);
    expect(account).toEqual({captured: 1, stored: 0, pending: 1, dropped: {}});
  });

  it('sends what one tab left behind from another', async () => {
    far.set('down');
    await run(
      `const tracker = await start({}); tracker.track('probed', {left: 'behind'}); await tracker.account();`,
    );
    const other = await context.newPage();
    await other.goto(site.url);
    await page.close();
    far.set('up');
    page = other;
    await run('await start({})');
    await next('probed');
  });
});
