import type {Page} from 'playwright-core';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {dropProfile, makeProfile, openBrowser, type OpenBrowser} from './browser.ts';
import {startFarEnd, startSite, type FarEnd, type Kept} from './far-end.ts';

/** `TRACKER_TRIALS=20` is the long form, for a machine that is not busy. */
const LONG = process.env.TRACKER_TRIALS;
const TRIALS = Number(LONG ?? 2);
const EACH = 20;
/** Ms that an outage lasts: `TRACKER_OUTAGE=10000` for the long form. */
const OUTAGE = Number(process.env.TRACKER_OUTAGE ?? 1500);

let far: FarEnd;
let site: Awaited<ReturnType<typeof startSite>>;
let profile: string;
let open: OpenBrowser;
/** Marks what one test captures: the queue outlives a test, as it should. */
let run = 0;

beforeAll(async () => {
  far = await startFarEnd();
  site = await startSite(() => ({
    html: `<!doctype html><title>Shop</title>
      <script async src="${far.url}/throughline.js" data-key="pk_test" data-consent="granted" data-plugins=""></script>`,
  }));
  profile = makeProfile();
  open = await openBrowser(profile);
});
afterAll(async () => {
  await open.close();
  await far.close();
  await site.close();
  dropProfile(profile);
});
beforeEach(() => {
  far.set('up');
  run++;
});
afterEach(async () => {
  for (const page of open.context.pages().slice(1)) await page.close();
});

const visit = async () => {
  const page = await open.context.newPage();
  await page.goto(`${site.url}/shop`);
  await ready(page);
  return page;
};
const ready = (page: Page) =>
  page.waitForFunction(
    () =>
      new Promise((done) => {
        const {throughline} = globalThis as {
          throughline?: {q?: unknown} & ((...values: unknown[]) => void);
        };
        if (throughline)
          throughline('ready', (state: {consent: string}) => done(state.consent === 'granted'));
        else done(false);
      }),
  );
/** Captures numbered touchpoints in the page. */
const capture = (page: Page, from: number, count = EACH) =>
  page.evaluate(
    ([start, many, run]) => {
      const {throughline} = globalThis as unknown as {throughline: (...values: unknown[]) => void};
      for (let number = start!; number < start! + many!; number++) {
        throughline('track', 'probed', {run, number});
      }
    },
    [from, count, run],
  );
const mine = (all: Kept[]) => all.filter(({properties}) => properties?.run === run);
const numbers = () =>
  mine(far.all('probed'))
    .map((each) => each.properties!.number as number)
    .sort((a, b) => a - b);
const upTo = (count: number) => Array.from({length: count}, (_, number) => number);
const arrived = (count: number, ms = 20_000) =>
  far.until(() => mine(far.all('probed')).length >= count, ms);
const account = (page: Page) =>
  page.evaluate(() =>
    (
      globalThis as unknown as {throughline: (name: string) => Promise<Record<string, number>>}
    ).throughline('account'),
  );

describe.each(upTo(TRIALS))('trial %s', () => {
  it('loses nothing when the visitor goes to another page at once', async () => {
    const page = await visit();
    await page.evaluate(
      ([many, run]) => {
        const {throughline} = globalThis as unknown as {
          throughline: (...values: unknown[]) => void;
        };
        for (let number = 0; number < many!; number++) {
          throughline('track', 'probed', {run, number});
        }
        location.href = '/next';
      },
      [EACH, run],
    );
    await arrived(EACH);
    expect(numbers()).toEqual(upTo(EACH));
  });

  it('sends what was just captured when the visitor leaves the site for another', async () => {
    const page = await visit();
    await page.evaluate(
      ([many, run]) => {
        const {throughline} = globalThis as unknown as {
          throughline: (...values: unknown[]) => void;
        };
        for (let number = 0; number < many!; number++)
          throughline('track', 'probed', {run, number});
        location.href = 'about:blank#gone';
      },
      [EACH, run],
    );
    await arrived(EACH);
    expect(numbers()).toEqual(upTo(EACH));
  });

  it('loses nothing when the tab is closed', async () => {
    const page = await visit();
    await capture(page, 0);
    await page.close({runBeforeUnload: true});
    await visit();
    await arrived(EACH);
    expect(numbers()).toEqual(upTo(EACH));
  });

  it('loses nothing that was written before the browser is killed', async () => {
    far.set('down');
    const page = await visit();
    await capture(page, 0);
    // The long form holds it to its 50 ms, in which a busy machine may not come to write.
    if (LONG) await page.waitForTimeout(50);
    else await account(page);
    await open.kill();
    far.set('up');
    open = await openBrowser(profile);
    const next = await visit();
    await arrived(EACH);
    expect(numbers()).toEqual(upTo(EACH));
    await expect.poll(() => account(next)).toMatchObject({pending: 0});
  });

  it('sends from another tab what a tab that crashed was about to', async () => {
    const [crashing, other] = [await visit(), await visit()];
    await expect.poll(() => account(other)).toMatchObject({pending: 0});
    await crashing.waitForTimeout(500); // Both have looked into the queue when they came.
    far.set('silent'); // It holds the lock, and waits for an answer.
    const asked = far.requests.length;
    await capture(crashing, 0);
    await account(crashing);
    await expect.poll(() => far.requests.length).toBeGreaterThan(asked);
    const session = await open.context.newCDPSession(crashing);
    const crashed = new Promise((resolve) => crashing.once('crash', resolve));
    session.send('Page.crash').catch(() => {}); // There is nobody left to answer.
    await crashed;
    far.set('up');
    const at = performance.now();
    await capture(other, EACH, 1);
    await arrived(EACH + 1);
    console.log(`another tab took over within ${Math.round(performance.now() - at)} ms`);
    expect(numbers()).toEqual(upTo(EACH + 1));
    await expect.poll(() => account(other)).toMatchObject({pending: 0});
  });

  it('sends after an outage of the network what was captured in it', async () => {
    const page = await visit();
    await open.context.setOffline(true);
    await capture(page, 0);
    await page.waitForTimeout(OUTAGE);
    await capture(page, EACH);
    expect(numbers()).toEqual([]);
    await open.context.setOffline(false);
    await arrived(2 * EACH);
    expect(numbers()).toEqual(upTo(2 * EACH));
  });

  it('waits as long as a busy collector asks, then sends once', async () => {
    const page = await visit();
    far.set('busy');
    await capture(page, 0);
    const requests = () => far.requests.filter(({body}) => body.includes(`"run":${run},`));
    await expect.poll(requests).not.toEqual([]);
    await page.waitForTimeout(Math.max(OUTAGE, 2500));
    const asked = requests();
    asked
      .slice(1)
      .forEach(({at}, index) => expect(at - asked[index]!.at).toBeGreaterThanOrEqual(1000));
    far.set('up');
    await arrived(EACH);
    expect(numbers()).toEqual(upTo(EACH));
    expect(mine(far.again())).toEqual([]);
  });

  it('keeps over a reload what an outage held back', async () => {
    const page = await visit();
    far.set('down');
    await capture(page, 0);
    await page.waitForTimeout(300);
    // The tag itself must load: only the touchpoints have nowhere to go.
    await page.reload();
    await ready(page);
    await capture(page, EACH);
    await page.waitForTimeout(300);
    far.set('up');
    await arrived(2 * EACH, 40_000);
    expect(numbers()).toEqual(upTo(2 * EACH));
  });

  it.each([2, 10])('sends each touchpoint once from %s tabs', async (tabs) => {
    far.set('slow'); // Else the tabs hardly ever meet.
    const pages = [];
    for (let index = 0; index < tabs; index++) pages.push(await visit());
    await Promise.all(pages.map((page, index) => capture(page, index * EACH)));
    await arrived(tabs * EACH);
    expect(numbers()).toEqual(upTo(tabs * EACH));
    expect(mine(far.again())).toEqual([]);
  });

  it('takes no other 200 for an acknowledgement', async () => {
    const page = await visit();
    // What the test before has sent is acknowledged first.
    await expect.poll(() => account(page)).toMatchObject({pending: 0});
    far.set('portal');
    await capture(page, 0);
    await page.waitForTimeout(500);
    expect(await account(page)).toMatchObject({pending: EACH});
    far.set('up');
    await arrived(EACH, 40_000);
    expect(numbers()).toEqual(upTo(EACH));
  });

  it('keeps the account exact', async () => {
    const page = await visit();
    await capture(page, 0);
    await arrived(EACH);
    await expect.poll(() => account(page)).toMatchObject({pending: 0});
    const {captured, stored, pending, dropped} = (await account(page)) as unknown as {
      captured: number;
      stored: number;
      pending: number;
      dropped: Record<string, number>;
    };
    const lost = Object.values(dropped).reduce((sum, each) => sum + each, 0);
    expect(captured).toBe(stored + pending + lost);
    expect(pending).toBe(0);
  });
});

describe('requests', () => {
  it('asks no leave of the collector before it sends, whatever the size', async () => {
    const page = await visit();
    await capture(page, 0, 1000);
    await arrived(1000);
    expect(far.requests.filter(({url}) => url.startsWith('OPTIONS'))).toEqual([]);
    expect(
      far.requests.some(
        ({url, body}) => url.includes('encoding=gzip') && body.includes(`"run":${run},`),
      ),
    ).toBe(true);
  });
});
