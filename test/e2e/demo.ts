import type {Page} from 'playwright-core';
import {chatRelay, startDesktop, startShop} from '../../demo/servers.ts';
import {dataFolder, freePort, startCollector, throughline, type Running} from './processes.ts';

/** The demo on three origins, the shop on another site than the other two, with data of its own. */
export interface Demo {
  readonly shop: string;
  readonly desktop: string;
  /** Ends the collector with kill -9 and starts it again on the same data. */
  readonly crash: () => Promise<{restart: () => Promise<void>}>;
  readonly stop: () => Promise<void>;
}

export const startDemo = async (): Promise<Demo> => {
  const folder = await dataFolder();
  const [port, shopPort, desktopPort] = [await freePort(), await freePort(), await freePort()];
  const [collectorUrl, shopUrl, desktopUrl] = [
    `http://localhost:${port}`,
    `http://127.0.0.1:${shopPort}`,
    `http://localhost:${desktopPort}`,
  ];
  let collector: Running;
  const startAgain = async () => {
    collector = startCollector(folder.data, port);
    await collector.line(/^ready/);
  };
  await startAgain();
  const origins = ['--site-origin', shopUrl, '--panel-origin', desktopUrl];
  const create = ['tenant', 'create', 'demo', '--json', '--data', folder.data, ...origins];
  const {writeKey, secretKey} = JSON.parse(await throughline(...create)) as {
    writeKey: string;
    secretKey: string;
  };
  const chat = chatRelay();
  const sites = [
    await startShop({port: shopPort, collector: collectorUrl, key: writeKey, chat}),
    await startDesktop({
      port: desktopPort,
      collector: collectorUrl,
      key: writeKey,
      secretKey,
      tenant: 'demo',
      shop: shopUrl,
      chat,
    }),
  ];
  return {
    shop: shopUrl,
    desktop: desktopUrl,
    async crash() {
      await collector.stop('SIGKILL');
      return {restart: startAgain};
    },
    async stop() {
      await Promise.all(sites.map((site) => site.close()));
      await collector.stop();
      await folder.remove();
    },
  };
};

/** Agrees, and waits until the visit so far has arrived, as a person's next click does. */
export const agree = async (shop: Page): Promise<void> => {
  const arrived = shop.waitForResponse((response) => response.url().includes('/v1/touchpoints'));
  await shop.getByRole('button', {name: 'Yes, they may'}).click();
  await arrived;
};

export const startChat = async (shop: Page, text: string): Promise<void> => {
  await shop.getByRole('button', {name: 'Chat with us'}).first().click();
  const box = shop.getByRole('textbox', {name: 'Your message'});
  await box.fill(text);
  await box.press('Enter');
};

/** From the cart to the bank's refusal. */
export const payWithDeclinedCard = async (shop: Page): Promise<void> => {
  const details = {
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    street: '1 Byron Way',
    postcode: '10115',
    city: 'Berlin',
  };
  for (const [name, text] of Object.entries(details)) await shop.locator(`#${name}`).fill(text);
  const next = () => shop.locator('form.step:not([hidden]) button[type=submit]').click();
  await next();
  await next();
  await shop.getByRole('button', {name: '4000 0000 0000 0002'}).click();
  await shop.locator('#number:focus').waitFor();
  for (const [name, text] of [
    ['expiry', '12/29'],
    ['code', '123'],
  ] as const) {
    const field = shop.locator(`#${name}`);
    if ((await field.inputValue()) === '') await field.fill(text);
  }
  await next();
  await next();
  await shop.locator('#declined').waitFor(); // The bank takes its time.
};

export const searchHelp = async (shop: Page, query: string): Promise<void> => {
  const box = shop.getByRole('searchbox').first();
  await box.fill(query);
  await box.press('Enter');
  await shop.locator('[data-journey-results]').waitFor();
};
