import {isDeepStrictEqual} from 'node:util';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type FrameLocator,
  type Page,
} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {chromeArgs, chromePath} from '../browser.ts';
import {agree, payWithDeclinedCard, searchHelp, startChat, startDemo, type Demo} from './demo.ts';

/** The rows of the panel, newest first. */
const rows = (page: Page | FrameLocator) => page.locator('journey-panel .line[data-id]');
const wordsOf = async (page: Page | FrameLocator) =>
  (await rows(page).allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));

describe('a click in the shop is a row in the agent’s panel', () => {
  let demo: Demo;
  let browser: Browser;
  const problems: string[] = [];

  /** A page that remembers whatever went wrong on it. */
  const watched = async (context: BrowserContext) => {
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      problems.push(`${page.url()}: ${message.text()} (${message.location().url})`);
    });
    return page;
  };
  let asked = 0;
  /** A message that no other test, and no other try of the same one, has sent. */
  const question = () => `Which kettle do I need? (${(asked += 1)})`;
  const openContact = async (desktop: Page, text: string) => {
    await desktop.goto(demo.desktop);
    await desktop.locator('#live').getByText(text).click();
  };

  beforeAll(async () => {
    demo = await startDemo();
    browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it('shows each step as it happens, in order, in an open panel; and all of it in one opened later', async () => {
    problems.length = 0;
    // So high that every row is drawn: the timeline draws only what is near its viewport.
    const viewport = {width: 1440, height: 4000};
    const [shopper, agent] = [await browser.newContext(), await browser.newContext({viewport})];
    const [shop, desktop] = [await watched(shopper), await watched(agent)];
    await shop.goto(`${demo.shop}/help`);
    await agree(shop);
    const text = question();
    await startChat(shop, text);
    await openContact(desktop, text);
    await desktop.locator('journey-panel').getByText('Clicked to chat').waitFor();

    const shown: Record<string, number> = {};
    /** Does something in the shop; waits until the agent reads of it. */
    const step = async (words: RegExp, act: () => Promise<unknown>) => {
      const before = await rows(desktop).filter({hasText: words}).count();
      await act();
      const started = performance.now();
      await rows(desktop).filter({hasText: words}).nth(before).waitFor({timeout: 10_000});
      shown[String(words)] = Math.round(performance.now() - started);
    };
    const kettle = `${demo.shop}/products/pour-over-kettle`;
    await step(/Viewed product: Pour-over kettle/, () => shop.goto(kettle));
    await step(/Added to cart: Pour-over kettle/, () =>
      shop
        .getByRole('button', {name: /add to cart/i})
        .first()
        .click(),
    );
    await step(/Started checkout/, () => shop.goto(`${demo.shop}/checkout`));
    await step(/declined/i, () => payWithDeclinedCard(shop));
    await shop.goto(`${demo.shop}/help`);
    await step(/Searched help.*refund/, () => searchHelp(shop, 'refund'));
    await step(/Clicked to chat/, () =>
      shop.getByRole('button', {name: 'Chat with us'}).first().click(),
    );
    process.stdout.write(`ms from the shop to the agent’s row: ${JSON.stringify(shown)}\n`);

    const order = [
      /Clicked to chat/,
      /Searched help/,
      /declined/,
      /Started checkout/,
      /Added to cart/,
      /Viewed product/,
    ];
    const live = await wordsOf(desktop);
    const places = order.map((text) => live.findIndex((row) => text.test(row)));
    expect(
      places.every((place) => place >= 0),
      live.join('\n'),
    ).toBe(true);
    expect(places).toEqual(places.toSorted((one, other) => one - other));

    const later = await watched(agent);
    await openContact(later, text);
    await later.getByRole('button', {name: 'Iframe'}).click();
    const frame = later.frameLocator('iframe');
    await rows(frame)
      .filter({hasText: /Viewed product/})
      .first()
      .waitFor();
    // Both anew each time: a page that was left may still have had something to say.
    await expect
      .poll(async () => [await wordsOf(frame), await wordsOf(desktop)])
      .toSatisfy(([one, other]: string[][]) => isDeepStrictEqual(one, other));
    await Promise.all([shopper.close(), agent.close()]);
    expect(problems.join('\n')).toBe('');
  });

  it('has the desktop around the iframe say the brief in other words', async () => {
    problems.length = 0;
    const [shopper, agent] = [await browser.newContext(), await browser.newContext()];
    const [shop, desktop] = [await watched(shopper), await watched(agent)];
    await shop.goto(`${demo.shop}/help`);
    await agree(shop);
    const text = question();
    await startChat(shop, text);
    await openContact(desktop, text);
    await desktop.getByRole('button', {name: 'Iframe'}).click();
    const said = desktop.frameLocator('iframe').locator('journey-brief dd .sentence');
    await said.first().waitFor();
    await desktop.evaluate(() => {
      const {contentWindow: panel, src} = document.querySelector('iframe')!;
      const collector = new URL(src).origin;
      addEventListener('message', ({source, data}: MessageEvent<Record<string, unknown>>) => {
        if (source !== panel || data['type'] !== 'throughline:rephrase') return;
        const {question, sentences} = data as {question: number; sentences: string[]};
        const other = sentences.map((sentence) => `Indeed: ${sentence}`);
        panel!.postMessage({type: 'throughline:rephrased', question, sentences: other}, collector);
      });
      panel!.postMessage({type: 'throughline:context', rephrase: true}, collector);
    });
    await said.filter({hasText: 'Indeed: '}).first().waitFor();
    await Promise.all([shopper.close(), agent.close()]);
    expect(problems.join('\n')).toBe('');
  });

  it('asks how it was after an order, and the agent reads the answer', async () => {
    problems.length = 0;
    const [shopper, agent] = [await browser.newContext(), await browser.newContext()];
    const [shop, desktop] = [await watched(shopper), await watched(agent)];
    await shop.goto(`${demo.shop}/orders/HCG-12345`);
    await agree(shop);
    const text = question();
    await startChat(shop, text);
    await openContact(desktop, text);
    await shop.getByRole('button', {name: 'Fold the chat up'}).click();
    const survey = shop.locator('journey-survey');
    await survey.getByRole('radio', {name: '2', exact: true}).check();
    // In the colours of a reader who has their own, what is chosen is still seen.
    await shop.emulateMedia({forcedColors: 'active'});
    const colours = await survey.evaluate(async ({shadowRoot}) => {
      await Promise.all(shadowRoot!.getAnimations().map(({finished}) => finished));
      const probe = document.body.appendChild(document.createElement('p'));
      probe.style.backgroundColor = 'Highlight'; // Allowed: it is the page's own, by script.
      const of = (part: Element) => getComputedStyle(part).backgroundColor;
      return [of(shadowRoot!.querySelector(':checked + .mark')!), of(probe)];
    });
    expect(colours[0]).toBe(colours[1]);
    await shop.emulateMedia({forcedColors: null});
    await survey.getByRole('textbox').fill('My code was refused. Call 030 1234567.');
    await survey.getByRole('button', {name: 'Send'}).click();
    await survey.getByText('Thank you').waitFor();
    await rows(desktop)
      .filter({hasText: /survey/i})
      .first()
      .waitFor();
    const said = await wordsOf(desktop);
    expect(said.find((row) => /survey/i.test(row))).toMatch(/CES 2 of 7/);
    expect(problems).toEqual([]);
    await Promise.all([shopper.close(), agent.close()]);
  });

  it('sends nothing of a visitor who was not asked or who declined, and keeps their refusal alone', async () => {
    const context = await browser.newContext();
    const shop = await watched(context);
    const sent: string[] = [];
    shop.on('request', (request) => {
      if (request.method() === 'POST' && request.url().includes('/v1/')) sent.push(request.url());
    });
    await shop.goto(`${demo.shop}/products/pour-over-kettle`);
    await shop.getByRole('button', {name: 'No, thanks'}).waitFor();
    expect(await shop.evaluate(async () => await indexedDB.databases())).toEqual([]);
    await shop.getByRole('button', {name: 'No, thanks'}).click();
    await shop
      .getByRole('button', {name: /add to cart/i})
      .first()
      .click();
    await shop.goto(`${demo.shop}/cart`);
    await shop.waitForLoadState('networkidle');
    expect(sent).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    expect(await storedByTracker(shop)).toEqual([]);
    await context.close();
  });

  it('after kill -9 of the collector nothing is gone, and what happened meanwhile is caught up with', async () => {
    const [shopper, agent] = [await browser.newContext(), await browser.newContext()];
    const [shop, desktop] = [await shopper.newPage(), await agent.newPage()];
    await shop.goto(`${demo.shop}/help`);
    await agree(shop);
    const text = question();
    await startChat(shop, text);
    await openContact(desktop, text);
    await desktop.locator('journey-panel').getByText('Clicked to chat').waitFor();

    const {restart} = await demo.crash();
    await shop.getByRole('link', {name: 'Returns'}).first().click();
    await shop.waitForLoadState();
    await restart();
    // The panel reconnects by itself, and the tracker sends what it kept.
    await rows(desktop)
      .filter({hasText: /Returns/})
      .first()
      .waitFor({timeout: 60_000});
    await rows(desktop)
      .filter({hasText: /Clicked to chat/})
      .first()
      .waitFor();
    await Promise.all([shopper.close(), agent.close()]);
  });
});

/** Everything the tracker keeps in this browser, but the visitor's own choice. */
const storedByTracker = (shop: Page): Promise<unknown[]> =>
  shop.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
      });
    const rows: unknown[] = [];
    for (const {name} of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name!));
      for (const store of database.objectStoreNames) {
        const kept = await asked(database.transaction(store).objectStore(store).getAll());
        for (const row of kept as Record<string, unknown>[]) {
          const {choice: _choice, tally: _tally, size, ...rest} = row;
          if (size !== 0 || Object.keys(rest).length > 0) rows.push(row);
        }
      }
      database.close();
    }
    return rows;
  });
