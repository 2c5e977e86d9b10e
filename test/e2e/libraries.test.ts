// The libraries that companies already have on their pages, from npm and unchanged, pointed at a
// collector by nothing but its address.
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import type {Touchpoint} from '@throughline/contracts';
import {build} from 'esbuild';
import {chromium, type Browser} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {chromeArgs, chromePath} from '../browser.ts';
import {dataFolder, startCollector, throughline, type Running} from './processes.ts';

const product = {sku: 'A1', name: 'Kettle', price: 79.9, currency: 'EUR', quantity: 1};
const order = {order_id: 'O-1', total: 79.9, currency: 'EUR', products: [product]};

/** The same visit for every library: all have the same calls. */
const visit = [
  `library.page('Shop', 'Kettles');
   library.track('Product Viewed', ${JSON.stringify(product)});
   library.track('Product Added', ${JSON.stringify(product)});
   library.track('Checkout Started', ${JSON.stringify(order)});
   library.track('Kettle Whistled', {loud: true});`,
  `library.identify('u-1', {email: 'ada@example.com', plan: 'pro'});
   library.group('acme', {seats: 3});
   library.track('Order Completed', ${JSON.stringify(order)});`,
  `library.alias('u-1', 'before');`,
  `library.reset(true);
   library.page('Shop', 'Afterwards');`,
];
/** How many calls have been made after each part of it. */
const calls = [5, 8, 9, 10];

const libraries = {
  'analytics.js of Segment': (collector: string, key: string) => `
    import {AnalyticsBrowser} from '@segment/analytics-next';
    const library = AnalyticsBrowser.load({writeKey: '${key}', cdnURL: '${collector}'});
    window.library = library;`,
  'analytics.js of Segment, in batches': (collector: string, key: string) => `
    import {AnalyticsBrowser} from '@segment/analytics-next';
    const deliveryStrategy = {strategy: 'batching', config: {size: 4, timeout: 200}};
    const library = AnalyticsBrowser.load(
      {writeKey: '${key}', cdnURL: '${collector}'},
      {integrations: {'Segment.io': {deliveryStrategy}}},
    );
    window.library = library;`,
  'the library of RudderStack': (collector: string, key: string) => `
    import {RudderAnalytics} from '@rudderstack/analytics-js/bundled';
    const library = new RudderAnalytics();
    library.load('${key}', '${collector}', {configUrl: '${collector}'});
    window.library = library;`,
  'the library of RudderStack, in batches': (collector: string, key: string) => `
    import {RudderAnalytics} from '@rudderstack/analytics-js/bundled';
    const library = new RudderAnalytics();
    library.load('${key}', '${collector}', {
      configUrl: '${collector}',
      queueOptions: {batch: {enabled: true, maxItems: 4, flushInterval: 200}},
    });
    window.library = library;`,
} as const;

const bundled = async (source: string) => {
  const {outputFiles} = await build({
    stdin: {contents: source, resolveDir: fileURLToPath(new URL('.', import.meta.url))},
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
};

/** A site of one page, on an origin of its own. */
const serve = async (script: string): Promise<{server: Server; url: string}> => {
  const server = createServer(({url}, response) => {
    const isScript = url === '/page.js';
    response
      .writeHead(200, {'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8'})
      .end(
        isScript ? script : '<!doctype html><title>Kettles</title><script src="/page.js"></script>',
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/kettles`};
};

describe('a page with a library that is there already', () => {
  let folder: Awaited<ReturnType<typeof dataFolder>>;
  let collector: Running;
  let address: string;
  let browser: Browser;
  beforeAll(async () => {
    folder = await dataFolder();
    collector = startCollector(folder.data);
    address = (await collector.line(/^ready (\S+)/))[1]!;
    browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});
  });
  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
    await folder?.remove();
  });

  /** A tenant, and whom it knows under an identifier. */
  const aTenant = async (name: string) => {
    const made = await throughline('tenant', 'create', name, '--json', '--data', folder.data);
    const {writeKey, secretKey} = JSON.parse(made) as {writeKey: string; secretKey: string};
    const ask = async (path: string, token: string, body?: unknown) => {
      const response = await fetch(`${address}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json'},
        ...(body !== undefined && {body: JSON.stringify(body)}),
      });
      // eslint-disable-next-line typescript/no-explicit-any -- a test says what it expects in here.
      return (await response.json()) as any;
    };
    return {
      writeKey,
      async timeline(kind: string, value: string): Promise<Touchpoint[]> {
        const {token} = await ask('/v1/tokens', secretKey, {agent: 'agent-1'});
        const identifiers = [{kind, value}];
        const {customer} = await ask('/v1/customers/find', token, {identifiers});
        if (!customer) return [];
        return (await ask(`/v1/customers/${customer}/timeline`, token)).touchpoints;
      },
      async account() {
        const {token} = await ask('/v1/tokens', secretKey, {agent: 'agent-1', role: 'admin'});
        const {days, quarantined} = await ask('/v1/account', token);
        const sum = (what: 'received' | 'stored') =>
          (days as Record<string, number>[]).reduce((all, day) => all + day[what]!, 0);
        return {quarantined, received: sum('received'), stored: sum('stored')};
      },
    };
  };

  /** A page with a script; what goes wrong on it, and whom else it asks. */
  const open = async (script: string) => {
    const site = await serve(await bundled(script));
    const context = await browser.newContext();
    const page = await context.newPage();
    const [elsewhere, problems]: [string[], string[]] = [[], []];
    const ours = [address, new URL(site.url).origin];
    page.on('request', (request) => {
      if (!ours.some((origin) => request.url().startsWith(origin))) elsewhere.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', ({message}) => problems.push(message));
    await page.goto(site.url);
    const close = async () => {
      await context.close();
      site.server.close();
    };
    return {page, site: site.url, elsewhere, problems, close};
  };

  it.each(Object.entries(libraries))(
    '%s: every call arrives once, in our words',
    async (name, of) => {
      const tenant = await aTenant(`t-${Object.keys(libraries).indexOf(name)}`);
      const {page, site, elsewhere, problems, close} = await open(of(address, tenant.writeKey));
      // Each part has arrived before the next begins, as with a person: requests overtake each other.
      for (const [index, part] of visit.entries()) {
        await page.evaluate(part);
        await expect
          .poll(async () => (await tenant.account()).received)
          .toBeGreaterThanOrEqual(calls[index]!);
      }
      await page.waitForLoadState('networkidle');
      expect(problems).toEqual([]);
      // Nothing goes to the vendor, not even a question.
      expect(elsewhere).toEqual([]);
      expect(await tenant.account()).toEqual({received: 10, stored: 10, quarantined: 0});

      const known = await tenant.timeline('email', 'ada@example.com');
      expect(known.map((touchpoint) => touchpoint.name).toSorted()).toEqual([
        'checkout_started',
        'customer_identified',
        'customer_identified',
        'group_joined',
        'kettle_whistled',
        'order_completed',
        'page_viewed',
        'product_added',
        'product_viewed',
      ]);
      const named = (name: string) => known.find((touchpoint) => touchpoint.name === name)!;
      expect(named('page_viewed')).toMatchObject({
        channel: 'web',
        page: {url: site, path: '/kettles', title: 'Kettles'},
        properties: {category: 'Shop', pageName: 'Kettles'},
      });
      const items = [{sku: 'A1', name: 'Kettle', priceMinor: 7990, quantity: 1}];
      expect(named('product_added').commerce).toMatchObject({currency: 'EUR', items});
      expect(named('order_completed').commerce).toMatchObject({
        orderId: 'O-1',
        valueMinor: 7990,
        items,
      });
      expect(named('kettle_whistled').properties).toMatchObject({loud: true});
      expect(named('group_joined').properties).toMatchObject({group: 'acme', seats: 3});
      const identified = known.find(({properties}) => properties?.['plan'] === 'pro')!;
      expect(identified.identifiers).toContainEqual({kind: 'email', value: 'a•••@example.com'});

      // What an alias names finds the same customer, and after a reset it is a stranger again.
      expect(await tenant.timeline('anonymous', 'before')).toEqual(known);
      expect(known.every(({properties}) => properties?.['pageName'] !== 'Afterwards')).toBe(true);
      await close();
    },
  );

  it.each(Object.entries(libraries))(
    '%s: what it sends again because an answer was lost is kept once',
    async (name, of) => {
      const tenant = await aTenant(`lost-${Object.keys(libraries).indexOf(name)}`);
      const {page, close} = await open(of(address, tenant.writeKey));
      let lost = 0;
      await page.route(`${address}/**`, async (route) => {
        if (route.request().method() !== 'POST' || lost > 0) return route.continue();
        lost += 1;
        await route.fetch(); // It is kept, and the library never hears of it.
        return route.abort();
      });
      await page.evaluate(`library.track('Kettle Whistled', {loud: true})`);
      await expect
        .poll(async () => tenant.account(), {timeout: 30_000})
        .toEqual({received: 2, stored: 1, quarantined: 0});
      expect(lost).toBe(1);
      await close();
    },
  );

  it('Snowplow’s tracker: every call arrives once, in our words', async () => {
    const tenant = await aTenant('t-snowplow');
    const {page, elsewhere, problems, close} = await open(`
      import * as tracker from '@snowplow/browser-tracker';
      import * as shop from '@snowplow/browser-plugin-snowplow-ecommerce';
      tracker.newTracker('sp', '${address}', {
        appId: '${tenant.writeKey}',
        credentials: 'omit',
        plugins: [shop.SnowplowEcommercePlugin()],
      });
      tracker.setUserId('u-1');
      shop.setEcommerceUser({id: 'u-1', email: 'ada@example.com'});
      const products = [{id: 'A1', name: 'Kettle', price: 79.9, currency: 'EUR', quantity: 1}];
      tracker.trackPageView();
      shop.trackProductView(products[0]);
      shop.trackAddToCart({products, total_value: 79.9, currency: 'EUR'});
      shop.trackCheckoutStep({step: 1});
      shop.trackTransaction({
        transaction_id: 'O-1', revenue: 79.9, currency: 'EUR', payment_method: 'card', products,
      });
      tracker.trackStructEvent({category: 'kettles', action: 'Kettle Whistled', label: 'A1'});
    `);
    await expect.poll(async () => (await tenant.account()).received).toBeGreaterThanOrEqual(6);
    await page.waitForLoadState('networkidle');
    expect([problems, elsewhere]).toEqual([[], []]);
    expect(await tenant.account()).toEqual({received: 6, stored: 6, quarantined: 0});
    const known = await tenant.timeline('email', 'ada@example.com');
    expect(known.map((touchpoint) => touchpoint.name).toSorted()).toEqual([
      'checkout_started',
      'kettle_whistled',
      'order_completed',
      'page_viewed',
      'product_added',
      'product_viewed',
    ]);
    const ordered = known.find((touchpoint) => touchpoint.name === 'order_completed')!;
    const items = [{sku: 'A1', name: 'Kettle', priceMinor: 7990, quantity: 1}];
    expect(ordered.commerce).toMatchObject({orderId: 'O-1', valueMinor: 7990, items});
    expect(new Set(known.map(({sessionId}) => sessionId)).size).toBe(1);
    await close();
  });
});
