// The pixel of docs/tracker/shopify.md, in a frame as Shopify runs one: sandboxed, without an origin.
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {chromium, type Browser} from 'playwright-core';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {chromeArgs, chromePath} from '../browser.ts';
import {dataFolder, startCollector, throughline, type Running} from './processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(`${root}docs/tracker/shopify.md`, 'utf8');

let folder: Awaited<ReturnType<typeof dataFolder>>;
let collector: Running;
let url: string;
let key: string;
let shop: Server;
let browser: Browser;
let pixel = '';
/** What the frame of the next visit holds. */
let frame = '';

const bundle = async (contents: string) => {
  const stdin = {contents, resolveDir: root};
  const {outputFiles} = await build({
    stdin,
    bundle: true,
    format: 'iife',
    write: false,
    conditions: ['source'],
  });
  return outputFiles[0]!.text;
};

beforeAll(async () => {
  folder = await dataFolder();
  collector = startCollector(folder.data);
  url = (await collector.line(/^ready (http:.*)$/))[1]!;
  key = (await collector.line(/^write key (\S+)/))[1]!;
  shop = createServer(({url: path}, response) => {
    const page = `<script>
      let stored = 0;
      onmessage = ({data}) => (stored += data);
    </script><iframe sandbox="allow-scripts allow-forms" src="/pixel"></iframe>`;
    response.setHeader('content-type', 'text/html').end(path === '/pixel' ? frame : page);
  });
  shop.listen(0, '127.0.0.1');
  await once(shop, 'listening');
  browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});
});
afterAll(async () => {
  await browser?.close();
  shop?.close();
  await collector?.stop();
  await folder?.remove();
});

interface PixelEvent {
  readonly name: string;
  readonly data?: object;
}

/** A page of the shop: its frame, what Shopify gives to the pixel there, and what happens on it. */
const visit = async (clientId: string, events: readonly PixelEvent[]) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const location = {origin: 'https://shop.example', pathname: '/products/kettle', search: '?a=b'};
  const given = events.map((event) => ({
    ...event,
    clientId,
    timestamp: new Date().toISOString(),
    context: {document: {location, title: 'Kettle'}},
  }));
  frame = `<!doctype html><script>
    const heard = [];
    const analytics = {subscribe: (name, callback) => name === 'all_standard_events' && heard.push(callback)};
    const init = {data: {customer: null}};
    const send = fetch;
    globalThis.fetch = async (...request) => {
      const answer = await send(...request);
      parent.postMessage((await answer.clone().json()).stored, '*');
      return answer;
    };
  </script><script>${pixel}</script><script>
    const publish = () => {
      if (heard.length === 0) return setTimeout(publish, 10);
      for (const event of ${JSON.stringify(given)}) for (const callback of heard) callback(event);
    };
    publish();
  </script>`;
  const {port} = shop.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction(`stored === ${events.length}`);
  await context.close();
};

const order = {id: 'gid://shopify/Order/4711', customer: {id: '77'}};
const events = {
  first: [
    {name: 'page_viewed'},
    {
      name: 'product_added_to_cart',
      data: {cartLine: {merchandise: {sku: 'K1', title: 'Red'}, quantity: 1}},
    },
  ],
  second: [{name: 'page_viewed'}, {name: 'checkout_completed', data: {checkout: {order}}}],
};

interface Exported {
  readonly name: string;
  readonly page: object;
  readonly identifiers: readonly {readonly value: string}[];
}

const touchpointsOf = async (whose: string) =>
  (await throughline('export', '--tenant', 'demo', whose, '--data', folder.data))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Exported);

it('keeps one visitor across pages, who is the customer of the shop once there is an order', async () => {
  const code = /```js\n([\s\S]*?)```/.exec(guide)![1]!;
  pixel = await bundle(code.replace('pk_...', key).replace('https://collect.example', url));
  await visit('client-1', events.first);
  await visit('client-1', events.second);
  await visit('client-2', events.first);
  for (const identifier of ['anonymous:client-1', 'shopify_customer:77', 'shopify_order:4711']) {
    const touchpoints = await touchpointsOf(identifier);
    expect(touchpoints.map(({name}) => name).toSorted(), identifier).toEqual([
      'order_completed',
      'page_viewed',
      'page_viewed',
      'product_added',
    ]);
    for (const {page} of touchpoints)
      expect(page).toEqual({url: 'https://shop.example/products/kettle', title: 'Kettle'});
  }
  expect(await touchpointsOf('anonymous:client-2')).toHaveLength(2);
});

it('is needed, since a tracker of its own is a new visitor on each page there', async () => {
  pixel = await bundle(`
    import {createTracker, redaction, shopify} from '@throughline/tracker';
    const plugins = [redaction(), shopify(analytics)];
    createTracker({key: '${key}', endpoint: '${url}', consent: 'granted', plugins});`);
  const searched = [{name: 'search_submitted', data: {searchResult: {query: 'kettle'}}}];
  await visit('client-3', searched);
  await visit('client-3', searched);
  const visitors = (await touchpointsOf('--all'))
    .filter(({name}) => name === 'product_searched')
    .map(({identifiers}) => identifiers[0]!.value);
  expect(new Set(visitors).size).toBe(2);
});
