// What the panel costs with 100,000 touchpoints, beside the same with 20, in one run:
// `npm run bench`. The touchpoints are generated. In real Chromium, from the built elements.js.
//
// Every round takes each length in a page of its own, by turns; medians are shown. Ratios are what
// counts: milliseconds are this machine's, today's. `ROUNDS`, `TOUCHPOINTS` and `STRETCHES` set how
// much of it; `WHOLE=1` scrolls every pixel of the list, for ten minutes or more.
import {createServer} from 'node:http';
import {readFile} from 'node:fs/promises';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {chromium, type CDPSession, type Page} from 'playwright-core';
import type {Touchpoint} from '@throughline/contracts';
import type {JourneyLog} from '@throughline/journey';
import type {JourneyPanel, JourneyTimeline, LiveEvent} from '../../packages/elements/src/index.ts';
import {chromeArgs, chromePath} from '../browser.ts';

const number = (name: string, usual: number) => Number(process.env[name] ?? usual);
const ROUNDS = number('ROUNDS', 5);
const MANY = number('TOUCHPOINTS', 100_000);
const FEW = 20;
/** Live touchpoints in one page; their median is its figure. */
const ARRIVALS = 15;
/** How many times slower the processor is while the list is scrolled. */
const SLOWER = 4;
/** A hand on the wheel: px in each frame, and frames in one stretch of it. */
const STEP = 400;
const STRETCH = 60;
/** Spread evenly from one end of the list to the other. */
const STRETCHES = number('STRETCHES', 10);
const LONG_MS = 50;

/** What the page offers to be measured. */
interface Bench {
  touchpoints: (count: number) => Touchpoint[];
  next: () => Touchpoint;
  journeyLog: () => JourneyLog;
  /** A panel whose source has all of them in its first page, or as many as the panel asks for. */
  panel: (
    touchpoints: readonly Touchpoint[],
    all?: boolean,
  ) => {panel: JourneyPanel; arrive: (event: LiveEvent) => void};
  count: (root: Node) => {elements: number; nodes: number};
  frame: () => Promise<number>;
  /** Waits until the claim holds, frame by frame, and answers when that was. */
  until: (claim: () => unknown) => Promise<number>;
}
declare global {
  // oxlint-disable-next-line no-var -- of the page, and read there by its name alone
  var bench: Bench;
  var held: {log: JourneyLog; timeline: JourneyTimeline};
}

const inPage = `
  import {journeyLog} from '@throughline/journey';
  import '/elements.js';
  import {aTouchpoint, manyTouchpoints} from '../../packages/elements/gallery/data.ts';
  const now = Date.now();
  let after = 0;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const count = (root) => {
    const all = document.createTreeWalker(root);
    const sum = {elements: 0, nodes: 0};
    while (all.nextNode()) {
      const {currentNode: {nodeType, shadowRoot}} = all;
      sum.nodes++;
      if (nodeType === Node.ELEMENT_NODE) sum.elements++;
      if (!shadowRoot) continue;
      const inside = count(shadowRoot);
      sum.nodes += inside.nodes;
      sum.elements += inside.elements;
    }
    return sum;
  };
  globalThis.held = {};
  globalThis.bench = {
    journeyLog,
    count,
    frame,
    touchpoints: (count) => manyTouchpoints(count, now),
    next: () => aTouchpoint(now + ++after, {name: 'page_viewed', sessionId: 'live',
      page: {url: 'https://shop.example/' + after, path: '/' + after, title: 'Page ' + after}}),
    panel(touchpoints, all = false) {
      const waiting = [{type: 'open'}];
      let wake = () => {};
      const page = (limit) => ({
        touchpoints: touchpoints.slice(0, limit),
        total: touchpoints.length,
        next: limit < touchpoints.length ? 'more' : null,
      });
      const panel = document.createElement('journey-panel');
      panel.customer = 'somebody';
      panel.source = {
        find: async () => null,
        timeline: async (_, {limit}) => page(all ? touchpoints.length : limit),
        async *live(_, {signal}) {
          while (!signal.aborted) {
            if (waiting.length > 0) yield waiting.shift();
            else await new Promise((resolve) => (wake = resolve));
          }
        },
      };
      return {panel, arrive: (event) => { waiting.push(event); wake(); }};
    },
    async until(claim) {
      while (!claim()) await frame();
      return performance.now();
    },
  };`;

interface Figures {
  /** From the element's coming into the page to the next frame after its rows are drawn, ms. */
  panelRender: number;
  timelineRender: number;
  /** From the arrival to the row laid out, ms. */
  panelLive: number;
  timelineLive: number;
  elements: number;
  nodes: number;
}

const panelRender = (tab: Page, count: number) =>
  tab.evaluate(async (count) => {
    const {panel} = bench.panel(bench.touchpoints(count));
    await bench.frame();
    const began = performance.now();
    document.body.append(panel);
    const timeline = () => panel.renderRoot.querySelector('journey-timeline');
    await bench.until(() => timeline()?.renderRoot.querySelector('.line'));
    return (await bench.frame().then(() => performance.now())) - began;
  }, count);

const panelLive = (tab: Page, count: number) =>
  tab.evaluate(
    async ([count, arrivals]) => {
      const {panel, arrive} = bench.panel(bench.touchpoints(count!), true);
      document.body.append(panel);
      const root = () => panel.renderRoot.querySelector('journey-timeline')?.renderRoot;
      await bench.until(() => root()?.querySelector('.line'));
      for (let n = 0; n < 5; n++) await bench.frame();
      const times: number[] = [];
      for (let turn = 0; turn < arrivals!; turn++) {
        const touchpoint = bench.next();
        await bench.frame();
        const began = performance.now();
        arrive({type: 'touchpoint', touchpoint});
        // Microtasks alone are waited for: a frame would hide what they cost.
        while (!root()!.querySelector(`.line[data-id="${touchpoint.id}"]`)) await Promise.resolve();
        panel.getBoundingClientRect();
        times.push(performance.now() - began);
      }
      return times.sort((one, other) => one - other)[times.length >> 1]!;
    },
    [count, ARRIVALS],
  );

const timelineRender = (tab: Page, count: number) =>
  tab.evaluate(async (count) => {
    const log = bench.journeyLog();
    log.add(bench.touchpoints(count));
    const timeline = document.createElement('journey-timeline');
    Object.assign(timeline, {journey: log, total: count});
    globalThis.held = {log, timeline};
    await bench.frame();
    const began = performance.now();
    document.body.append(timeline);
    await timeline.updateComplete;
    await bench.frame();
    const took = performance.now() - began;
    for (let n = 0; n < 5; n++) await bench.frame();
    return took;
  }, count);

/** In the page of {@link timelineRender}. */
const timelineLive = (tab: Page) =>
  tab.evaluate(async (arrivals) => {
    const {log, timeline} = held;
    const times: number[] = [];
    for (let turn = 0; turn < arrivals; turn++) {
      const touchpoint = bench.next();
      await bench.frame();
      const began = performance.now();
      log.add([touchpoint]);
      timeline.revision++;
      await timeline.updateComplete;
      timeline.getBoundingClientRect();
      times.push(performance.now() - began);
    }
    return times.sort((one, other) => one - other)[times.length >> 1]!;
  }, ARRIVALS);

/** The most that is in the page, wherever the list is scrolled to. */
const most = (tab: Page) =>
  tab.evaluate(async () => {
    const {timeline} = held;
    const scroller = timeline.renderRoot.querySelector('.scroller')!;
    const found = {elements: 0, nodes: 0};
    for (const part of [0, 0.2, 0.5, 0.8, 1]) {
      scroller.scrollTop = scroller.scrollHeight * part;
      for (let n = 0; n < 4; n++) await bench.frame();
      const {elements, nodes} = bench.count(document.body);
      found.elements = Math.max(found.elements, elements);
      found.nodes = Math.max(found.nodes, nodes);
    }
    return found;
  });

/** How far, in px, the row that is read moves when so many arrive above it. */
const shift = (tab: Page, rows: number) =>
  tab.evaluate(async (rows) => {
    const {log, timeline} = held;
    const scroller = timeline.renderRoot.querySelector('.scroller')!;
    scroller.scrollTop = scroller.scrollHeight * 0.3;
    for (let n = 0; n < 6; n++) await bench.frame();
    const {top} = scroller.getBoundingClientRect();
    const all = [...timeline.renderRoot.querySelectorAll<HTMLElement>('.line')];
    const {id} = all.find((line) => line.getBoundingClientRect().top > top + 40)!.dataset;
    const at = () =>
      timeline.renderRoot.querySelector(`.line[data-id="${id}"]`)?.getBoundingClientRect().top ??
      Infinity;
    const before = at();
    log.add(Array.from({length: rows}, () => bench.next()));
    timeline.revision++;
    for (let n = 0; n < 6; n++) await bench.frame();
    return Math.abs(at() - before);
  }, rows);

/** Ms of each frame while the list is scrolled. */
const scroll = (tab: Page, stretches: number) =>
  tab.evaluate(
    async ([step, stretch, stretches]) => {
      const scroller = held.timeline.renderRoot.querySelector('.scroller')!;
      const frames: number[] = [];
      let last = await bench.frame();
      for (let part = 0; part < stretches!; part++) {
        const end = scroller.scrollHeight - scroller.clientHeight - step! * stretch!;
        if (stretches! > 1) scroller.scrollTop = (end * part) / (stretches! - 1);
        for (let n = 0; n < stretch!; n++) {
          scroller.scrollTop += step!;
          const now = await bench.frame();
          frames.push(now - last);
          last = now;
        }
      }
      return frames;
    },
    process.env['WHOLE'] ? [STEP, MANY / 10, 1] : [STEP, STRETCH, stretches],
  );

/** CPU of the main thread while the list is scrolled, ms a frame: others on the machine add nothing. */
const cpu = async (tab: Page, session: CDPSession) => {
  await session.send('Performance.enable', {timeDomain: 'threadTicks'});
  const seconds = async (): Promise<Record<string, number>> => {
    const {metrics} = await session.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({name, value}) => [name, value]));
  };
  const before = await seconds();
  const {length} = await scroll(tab, 2);
  const after = await seconds();
  return (name: string) => (1000 * (after[name]! - before[name]!)) / length;
};

/** Frames in which nothing is drawn: what the machine itself takes. */
const rest = (tab: Page, count: number) =>
  tab.evaluate(async (count) => {
    const frames: number[] = [];
    let last = await bench.frame();
    while (frames.length < count) {
      const now = await bench.frame();
      frames.push(now - last);
      last = now;
    }
    return frames;
  }, count);

/** Bytes of the heap, when all that nobody holds is gone. */
const heap = async (session: CDPSession) => {
  for (let n = 0; n < 3; n++) await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
};

/** Bytes that a timeline adds to the touchpoints themselves, each. */
const memory = async (tab: Page, session: CDPSession, count: number) => {
  await tab.evaluate((count) => {
    Object.assign(held, {touchpoints: bench.touchpoints(count)});
  }, count);
  const before = await heap(session);
  await tab.evaluate(async () => {
    const {touchpoints} = held as unknown as {touchpoints: Touchpoint[]};
    const timeline = document.createElement('journey-timeline');
    timeline.touchpoints = touchpoints;
    document.body.append(timeline);
    for (let n = 0; n < 10; n++) await bench.frame();
  });
  return ((await heap(session)) - before) / count;
};

const {outputFiles} = await build({
  stdin: {contents: inPage, resolveDir: fileURLToPath(new URL('.', import.meta.url))},
  bundle: true,
  format: 'esm',
  target: 'es2022',
  conditions: ['source'],
  external: ['/elements.js'],
  write: false,
  logLevel: 'error',
});
const elements = await readFile(
  fileURLToPath(new URL('../../packages/elements/dist/elements.js', import.meta.url)),
);
const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Panel</title>
  <style>body {margin: 0} journey-panel, journey-timeline {height: 800px}</style>
  <script type="module" src="/page.js"></script>`;
const files: Record<string, [string, string | Uint8Array]> = {
  '/': ['text/html', html],
  '/page.js': ['text/javascript', outputFiles[0]!.text],
  '/elements.js': ['text/javascript', elements],
};
const server = createServer(({url}, response) => {
  const [type, body] = files[url ?? ''] ?? ['text/plain', ''];
  response.setHeader('content-type', type);
  response.end(body);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});

const inFreshPage = async <T>(work: (tab: Page, session: CDPSession) => Promise<T>): Promise<T> => {
  const context = await browser.newContext({viewport: {width: 420, height: 800}});
  const tab = await context.newPage();
  await tab.goto(origin);
  await tab.waitForFunction(() => 'bench' in window);
  const result = await work(tab, await context.newCDPSession(tab));
  await context.close();
  return result;
};

const measure = async (count: number): Promise<Figures> => ({
  panelRender: await inFreshPage((tab) => panelRender(tab, count)),
  panelLive: await inFreshPage((tab) => panelLive(tab, count)),
  ...(await inFreshPage(async (tab) => ({
    timelineRender: await timelineRender(tab, count),
    timelineLive: await timelineLive(tab),
    ...(await most(tab)),
  }))),
});

const median = (values: number[]) =>
  values.toSorted((one, other) => one - other)[values.length >> 1]!;

const few: Figures[] = [];
const many: Figures[] = [];
for (let round = 0; round < ROUNDS; round++) {
  few.push(await measure(FEW));
  many.push(await measure(MANY));
}
const bytes = await inFreshPage((tab, session) => memory(tab, session, MANY));
const [one, hundred] = await inFreshPage(async (tab) => {
  await timelineRender(tab, MANY);
  return [await shift(tab, 1), await shift(tab, 100)];
});
const {frames, idle, spent} = await inFreshPage(async (tab, session) => {
  await timelineRender(tab, MANY);
  const spent = await cpu(tab, session);
  await session.send('Emulation.setCPUThrottlingRate', {rate: SLOWER});
  return {spent, frames: await scroll(tab, STRETCHES), idle: await rest(tab, 240)};
});
await browser.close();
server.close();

const n = (value: number) => value.toLocaleString('en');
console.log(`\nGenerated touchpoints; medians of ${ROUNDS} rounds\n`);
console.log(['', n(FEW), n(MANY), 'ratio'].map((cell) => cell.padStart(14)).join(''));
const keys = ['panelRender', 'timelineRender', 'panelLive', 'timelineLive'] as const;
const of = (figures: Figures[], key: keyof Figures) => median(figures.map((each) => each[key]));
const ratio = (key: keyof Figures) => of(many, key) / of(few, key);
for (const key of keys) {
  const cells = [of(few, key), of(many, key), ratio(key)].map((value) => value.toFixed(2));
  console.log([key, ...cells].map((cell) => cell.padStart(14)).join(''));
}
const long = (all: number[]) => all.filter((ms) => ms > LONG_MS).length;
const at = (all: number[], part: number) =>
  all.toSorted((one, other) => one - other)[Math.floor(all.length * part)]!.toFixed(1);
const paced = (all: number[]) =>
  `${n(all.length)} frames, ${long(all)} over ${LONG_MS} ms; median ${at(all, 0.5)} ms, p95 ${at(all, 0.95)}, p99 ${at(all, 0.99)}`;
console.log(`\nscrolled by ${STEP} px a frame, processor ${SLOWER}x slower: ${paced(frames)}`);
console.log(`the same page at rest, as slow: ${paced(idle)}`);
const parts = ['Script', 'RecalcStyle', 'Layout'].map(
  (part) => `${part} ${spent(`${part}Duration`).toFixed(1)}`,
);
console.log(
  `main thread, not slowed down, CPU: ${spent('TaskDuration').toFixed(1)} ms a frame, of it ${parts.join(', ')}; the rest paints`,
);
console.log(
  `in the page at most: ${n(of(many, 'nodes'))} nodes, texts and comments counted; ${n(of(few, 'nodes'))} with ${FEW}\n`,
);

const bars: [bar: string, met: boolean, figure: string][] = [
  ...keys.map((key): [string, boolean, string] => [
    `${key}, at most 1.5x the same with ${FEW}`,
    ratio(key) <= 1.5,
    ratio(key).toFixed(2),
  ]),
  ['elements in the page, under 2,500', of(many, 'elements') < 2500, n(of(many, 'elements'))],
  [
    'the row that is read stays when 1 and 100 arrive above, within 2 px',
    one! <= 2 && hundred! <= 2,
    `${one!.toFixed(1)} and ${hundred!.toFixed(1)} px`,
  ],
  [
    `frames of at most ${LONG_MS} ms, 99 %`,
    long(frames) <= frames.length / 100,
    `${(100 - (100 * long(frames)) / frames.length).toFixed(2)} %; at rest ${(100 - (100 * long(idle)) / idle.length).toFixed(2)} %`,
  ],
  ['memory beyond the data, at most 200 bytes a touchpoint', bytes <= 200, bytes.toFixed(0)],
];
for (const [bar, met, figure] of bars)
  console.log(`${met ? 'met   ' : 'missed'} ${bar}: ${figure}`);
