import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Page} from 'playwright-core';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {
  dropProfile,
  makeProfile,
  openBrowser,
  type OpenBrowser,
} from '../../packages/tracker/test/browser.ts';
import {dataFolder, freePort, startCollector, throughline, type Running} from './processes.ts';

/** Trials of each scenario. `LOSS_TRIALS=20` is the long form, for a machine that is not busy. */
const LONG = process.env['LOSS_TRIALS'];
const TRIALS = Number(LONG ?? 2);
/** Touchpoints of one trial. */
const EACH = 20;

interface Probe {
  readonly name: string;
  readonly properties: {readonly trial: string; readonly number: number};
}

/** The script tag's global, in the page. */
type Global = {throughline: (...command: unknown[]) => Promise<unknown>};

describe('from a browser to the database nothing is lost and nothing is there twice', () => {
  let folder: Awaited<ReturnType<typeof dataFolder>>;
  let collector: Running;
  let port: number;
  let keys: {writeKey: string; secretKey: string};
  let site: Server;
  let siteUrl: string;
  let profile: string;
  let browser: OpenBrowser;

  /** Marks what one try of a test captures. */
  let run = 0;
  beforeEach(() => {
    run += 1;
  });

  const startAgain = async () => {
    collector = startCollector(folder.data, port);
    await collector.line(/^ready/);
  };
  beforeAll(async () => {
    folder = await dataFolder();
    port = await freePort();
    await startAgain();
    keys = JSON.parse(
      await throughline('tenant', 'create', 'demo', '--json', '--data', folder.data),
    ) as typeof keys;
    site = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>Shop</title>
        <script async src="http://localhost:${port}/throughline.js" data-key="${keys.writeKey}" data-consent="granted" data-plugins=""></script>`);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
    profile = makeProfile();
    browser = await openBrowser(profile);
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await collector?.stop();
    await folder?.remove();
    dropProfile(profile);
  });

  const visit = async (): Promise<{page: Page; anonymous: string}> => {
    const page = await browser.context.newPage();
    await page.goto(siteUrl);
    await page.waitForFunction(() => 'throughline' in globalThis);
    const anonymous = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const {throughline} = globalThis as unknown as Global;
          void throughline('ready', ({anonymousId}: {anonymousId?: string}) => {
            if (anonymousId) resolve(anonymousId);
          });
        }),
    );
    return {page, anonymous};
  };

  /** Captures a trial's touchpoints, from `from` on, and then does `then` in the same task. */
  const capture = (page: Page, trial: string, {from = 0, count = EACH, go = ''} = {}) =>
    page.evaluate(
      ({trial, from, count, go}) => {
        const {throughline} = globalThis as unknown as Global;
        for (let number = from; number < from + count; number += 1) {
          void throughline('track', 'probed', {trial, number});
        }
        if (go) location.href = go;
      },
      {trial, from, count, go},
    );

  /** What the database has of a trial, by way of the API that a panel reads. */
  const stored = async (anonymous: string, trial: string): Promise<number[]> => {
    const ask = async (path: string, bearer: string, body?: object) => {
      const response = await fetch(`http://localhost:${port}${path}`, {
        headers: {authorization: `Bearer ${bearer}`},
        ...(body && {method: 'POST', body: JSON.stringify(body)}),
      });
      return (await response.json()) as Record<string, never>;
    };
    const {token} = await ask('/v1/tokens', keys.secretKey, {agent: 'test'});
    const identifiers = [{kind: 'anonymous', value: anonymous}];
    const {customer} = await ask('/v1/customers/find', token!, {identifiers});
    const numbers: number[] = [];
    for (let next: string | null = ''; next !== null && customer;) {
      const page = (await ask(
        `/v1/customers/${customer as string}/timeline?limit=200${next && `&before=${next}`}`,
        token!,
      )) as unknown as {
        touchpoints: Probe[];
        next: string | null;
      };
      for (const {name, properties} of page.touchpoints) {
        if (name === 'probed' && properties.trial === trial) numbers.push(properties.number);
      }
      ({next} = page);
    }
    return numbers.toSorted((one, other) => one - other);
  };
  const all = (count: number) => Array.from({length: count}, (_, number) => number);
  const arrives = async (anonymous: string, trial: string, count = EACH) => {
    await expect
      .poll(async () => (await stored(anonymous, trial)).length, {timeout: 40_000, interval: 250})
      .toBeGreaterThanOrEqual(count);
    expect(await stored(anonymous, trial)).toEqual(all(count));
  };

  describe.each(all(TRIALS))('trial %i', () => {
    it('right before another page', async () => {
      const {page, anonymous} = await visit();
      await capture(page, `navigation ${run}`, {go: '/next'});
      await arrives(anonymous, `navigation ${run}`);
      await page.close();
    });

    it('right before the tab is closed', async () => {
      const {page, anonymous} = await visit();
      await capture(page, `close ${run}`);
      await page.close({runBeforeUnload: true});
      await visit(); // What was kept and not sent goes with the next page.
      await arrives(anonymous, `close ${run}`);
    });

    it('right before the browser is killed', async () => {
      const {page, anonymous} = await visit();
      await capture(page, `kill ${run}`);
      // The long form holds the tracker to its 50 ms. A busy machine may take longer to write, so
      // the short form waits for that: the account is read behind the queue's own transaction.
      if (LONG) await page.waitForTimeout(50);
      else await page.evaluate(() => (globalThis as unknown as Global).throughline('account'));
      await browser.kill();
      browser = await openBrowser(profile);
      await visit();
      await arrives(anonymous, `kill ${run}`);
    });

    it('while the collector is killed and comes back', async () => {
      const {page, anonymous} = await visit();
      await capture(page, `outage ${run}`, {count: 5});
      await collector.stop('SIGKILL');
      await capture(page, `outage ${run}`, {from: 5, count: 15});
      await page.waitForTimeout(1000);
      await startAgain();
      await arrives(anonymous, `outage ${run}`);
      await page.close();
    });

    it('in ten tabs at once', async () => {
      const tabs = await Promise.all(Array.from({length: 10}, () => visit()));
      await Promise.all(
        tabs.map(({page}, tab) => capture(page, `tabs ${run}`, {from: tab * 5, count: 5})),
      );
      await arrives(tabs[0]!.anonymous, `tabs ${run}`, 50);
      await Promise.all(tabs.map(({page}) => page.close()));
    });
  });
});
