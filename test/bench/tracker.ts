// What the tracker costs the page, beside its peers, in one run: `npm run bench`.
//
// Every figure is taken in a fresh browser context, the peers by turns, `ROUNDS` times; medians are
// shown. Ratios are what counts: milliseconds are this machine's, today's. A server of our own
// answers every peer as its collector would, at once.
import {createServer, type Server} from 'node:http';
import {readFile} from 'node:fs/promises';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {chromium, type Browser, type Page} from 'playwright-core';
import {chromeArgs, chromePath} from '../browser.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 7);
const COUNT = 1000;

/** A library as a page loads it, how to call it, and with what it starts. */
interface Peer {
  readonly name: string;
  readonly script: string;
  /** Attributes of the script tag. */
  readonly data: Record<string, string>;
  /** In the page: captures one event of the site's own. */
  readonly track: string;
}

const bundled = async (contents: string): Promise<string> => {
  const {outputFiles} = await build({
    stdin: {contents, resolveDir: fileURLToPath(new URL('.', import.meta.url))},
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
};

const peers = async (): Promise<Peer[]> => [
  {name: 'none', script: '', data: {}, track: '() => {}'},
  {
    name: 'Throughline',
    script: await readFile(
      fileURLToPath(new URL('../../packages/tracker/dist/throughline.js', import.meta.url)),
      'utf8',
    ),
    data: {key: 'pk_bench', consent: 'granted', endpoint: 'ORIGIN'},
    track: `(n) => throughline('track', 'product_viewed', {sku: 'A' + n, name: 'Kettle', price: 79.9, currency: 'EUR'})`,
  },
  {
    name: 'OpenPanel',
    script: await bundled(`
      import {OpenPanel} from '@openpanel/web';
      window.op = new OpenPanel({clientId: 'bench', apiUrl: document.currentScript.dataset.endpoint + '/op',
        trackScreenViews: true, trackOutgoingLinks: true, trackAttributes: true});`),
    data: {endpoint: 'ORIGIN'},
    track: `(n) => op.track('product_viewed', {sku: 'A' + n, name: 'Kettle', price: 79.9, currency: 'EUR'})`,
  },
  {
    name: 'PostHog',
    script: await bundled(`
      import posthog from 'posthog-js';
      posthog.init('phc_bench', {api_host: document.currentScript.dataset.endpoint + '/ph', capture_dead_clicks: true,
        opt_out_useragent_filter: true,
        disable_session_recording: true, disable_surveys: true});
      window.ph = posthog;`),
    data: {endpoint: 'ORIGIN'},
    track: `(n) => ph.capture('product_viewed', {sku: 'A' + n, name: 'Kettle', price: 79.9, currency: 'EUR'})`,
  },
];

/** A shop page in small: links, buttons with icons, a list. */
const page = `<!doctype html><html lang="en"><title>Shop</title><body><nav>${'<a href="#a">Link</a>'.repeat(20)}</nav>
<main>${Array.from(
  {length: 40},
  (_, index) =>
    `<article><h2>Product ${index}</h2><p>Words about it.</p><button id="b${index}" class="add"><span><svg width="8" height="8"></svg></span> Add</button></article>`,
).join('')}</main></body></html>`;

/** Answers everything as its collector would, so that nobody retries. */
const farEnd = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-allow-headers', '*');
      if (request.method === 'GET' && request.url === '/') {
        response.setHeader('content-type', 'text/html');
        response.end(page);
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(answerOf(request.url ?? '', Buffer.concat(chunks))));
      });
    }).listen(0, '127.0.0.1', () => resolve(server));
  });

const answerOf = (url: string, body: Buffer): object => {
  // PostHog captures clicks only once its server has said that it may.
  if (!url.startsWith('/v1/touchpoints')) return {status: 1, autocapture_opt_out: false};
  const stored = (body.toString('latin1').match(/"occurredAt"/g) ?? []).length;
  return {stored, duplicates: 0, refused: []};
};

interface Figures {
  /** ms of wall time in which the script is parsed and run and the library starts. */
  start: number;
  /** ms of wall time that 1,000 calls hold the page. */
  track: number;
  /** ms of the main thread's time for 1,000 calls, with all that follows from them. */
  trackCpu: number;
  /** ms of the main thread's time for 1,000 clicks, with all that follows from them. */
  clicksCpu: number;
}

/** 1,000 calls in one go; gives back how long they held the page. */
const calls = (tab: Page): Promise<number> =>
  tab.evaluate((COUNT) => {
    const {benchTrack} = window as unknown as {benchTrack: (n: number) => void};
    const began = performance.now();
    for (let n = 0; n < COUNT; n += 1) benchTrack(n);
    return performance.now() - began;
  }, COUNT);

/** 1,000 clicks over 40 buttons, ten a task. */
const clicks = (tab: Page): Promise<number> =>
  tab.evaluate(async (COUNT) => {
    const buttons = [...document.querySelectorAll('button')];
    const began = performance.now();
    for (let n = 0; n < COUNT; n += 1) {
      const target = buttons[n % buttons.length]!;
      const {x, y} = target.getBoundingClientRect();
      const at = {bubbles: true, composed: true, cancelable: true, clientX: x + 5, clientY: y + 5};
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
        target.dispatchEvent(new MouseEvent(type, at));
      }
      if (n % 10 === 9) await new Promise((resolve) => setTimeout(resolve));
    }
    return performance.now() - began;
  }, COUNT);

/** Starts the library in a fresh browser context and lets the page do its work there. */
const inFreshPage = async (
  browser: Browser,
  origin: string,
  {script, data, track}: Peer,
  work: typeof calls,
): Promise<{start: number; held: number; cpu: number}> => {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const session = await context.newCDPSession(tab);
  await session.send('Performance.enable');
  const busy = async () => {
    const {metrics} = await session.send('Performance.getMetrics');
    return (metrics.find(({name}) => name === 'TaskDuration')?.value ?? 0) * 1000;
  };
  await tab.goto(origin);
  await tab.waitForTimeout(300);
  const start = await tab.evaluate(
    ({script, data, origin}) => {
      const element = document.createElement('script');
      for (const [name, value] of Object.entries(data)) {
        element.dataset[name] = value.replace('ORIGIN', origin);
      }
      element.textContent = script;
      const began = performance.now();
      document.head.append(element);
      return performance.now() - began;
    },
    {script: `${script};window.benchTrack = ${track}`, data, origin},
  );
  await tab.waitForTimeout(1500);
  const before = await busy();
  const held = await work(tab);
  await tab.waitForTimeout(4000); // What the work leaves to be done counts as well.
  const cpu = (await busy()) - before;
  await context.close();
  return {start, held, cpu};
};

const measure = async (browser: Browser, origin: string, peer: Peer): Promise<Figures> => {
  const called = await inFreshPage(browser, origin, peer, calls);
  // A page of its own: PostHog stops capturing for a while after a thousand calls.
  const clicked = await inFreshPage(browser, origin, peer, clicks);
  return {start: called.start, track: called.held, trackCpu: called.cpu, clicksCpu: clicked.cpu};
};

const median = (values: number[]) =>
  values.toSorted((one, other) => one - other)[values.length >> 1]!;

const server = await farEnd();
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});
const all = await peers();
const taken = new Map(all.map(({name}) => [name, [] as Figures[]]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const peer of all) taken.get(peer.name)!.push(await measure(browser, origin, peer));
}
await browser.close();
server.close();

const of = (name: string, key: keyof Figures) =>
  median(taken.get(name)!.map((figures) => figures[key]));
const over = (name: string, key: keyof Figures) =>
  of(name, key) - (key.endsWith('Cpu') ? of('none', key) : 0);
const keys = ['start', 'track', 'trackCpu', 'clicksCpu'] as const;
console.log(
  `\nMedians of ${ROUNDS} rounds, ms; CPU is the main thread's, less the page without a library\n`,
);
console.log(['', ...keys].map((cell) => cell.padStart(12)).join(''));
for (const {name} of all.slice(1)) {
  console.log(
    [name, ...keys.map((key) => over(name, key).toFixed(1))]
      .map((cell) => cell.padStart(12))
      .join(''),
  );
}

const bars = [
  ['start, at most OpenPanel’s', 'start', 'OpenPanel', 1],
  ['1,000 track(), held, at most 2x OpenPanel’s', 'track', 'OpenPanel', 2],
  ['1,000 track(), CPU, at most 2x OpenPanel’s', 'trackCpu', 'OpenPanel', 2],
  ['1,000 clicks, CPU, at most a tenth of PostHog’s', 'clicksCpu', 'PostHog', 0.1],
] as const;
console.log('');
for (const [bar, key, peer, most] of bars) {
  const ratio = over('Throughline', key) / over(peer, key);
  console.log(`${ratio <= most ? 'met   ' : 'missed'} ${bar}: ${ratio.toFixed(2)}`);
}
