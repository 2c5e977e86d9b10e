// How the timeline stands years of history: `node test/bench/elements.ts`, after a build. Prints
// figures and their ratios; what they must be is the bar, and a person compares.
import {readFileSync, readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {brotliCompressSync} from 'node:zlib';
import {build} from 'esbuild';
import {chromium, type Page} from 'playwright-core';
import {chromeArgs, chromePath} from '../browser.ts';
import type {ElementsPage} from './elements-page.ts';

declare const page: ElementsPage;

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (text: string) => process.stdout.write(`${text}\n`);
const kilo = (bytes: number) => `${(bytes / 1000).toFixed(2)} kB`;
const sizeOf = (file: string) => brotliCompressSync(readFileSync(file)).length;

const dist = `${root}packages/elements/dist/`;
say('brotli:');
for (const file of [
  'elements.js',
  'size/timeline.js',
  ...readdirSync(`${dist}elements`).map((name) => `elements/${name}`),
]) {
  if (file.endsWith('.js')) say(`  ${file}  ${kilo(sizeOf(dist + file))}`);
}

const {outputFiles} = await build({
  entryPoints: [`${root}test/bench/elements-page.ts`],
  bundle: true,
  minify: true,
  write: false,
  format: 'iife',
  conditions: ['source', 'production'],
  tsconfig: `${root}packages/elements/tsconfig.json`,
});
const script = outputFiles[0]!.text;

const browser = await chromium.launch({
  executablePath: chromePath(),
  args: [...chromeArgs(), '--js-flags=--expose-gc'],
});

const open = async () => {
  const tab = await (await browser.newContext({viewport: {width: 420, height: 700}})).newPage();
  await tab.setContent('<!doctype html><html lang="en"><body style="margin:0"></body></html>');
  await tab.addScriptTag({content: script});
  return tab;
};

const heap = async (tab: Page) => {
  const session = await tab.context().newCDPSession(tab);
  await session.send('HeapProfiler.collectGarbage');
  const {usedSize} = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
};

/** Main-thread time of a call, by the CPU's clock: what else runs on the machine does not count. */
const stopwatch = async (tab: Page) => {
  const session = await tab.context().newCDPSession(tab);
  await session.send('Performance.enable', {timeDomain: 'threadTicks'});
  const spent = async () => {
    const {metrics} = await session.send('Performance.getMetrics');
    return metrics.find(({name}) => name === 'TaskDuration')!.value * 1000;
  };
  return async (call: () => Promise<unknown>) => {
    const before = await spent();
    await call();
    return (await spent()) - before;
  };
};

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const often = async (turns: number, measure: () => Promise<number>) => {
  const values: number[] = [];
  for (let turn = 0; turn < turns; turn++) values.push(await measure());
  return values;
};

const measure = async (n: number) => {
  const tab = await open();
  await tab.evaluate((count) => page.make(count), n);
  const data = await heap(tab);
  const cpu = await stopwatch(tab);
  const group = await cpu(() => tab.evaluate(() => page.group()));
  await tab.evaluate(() => page.take());
  const firstRender = () => cpu(() => tab.evaluate(() => page.firstRender(1)));
  await often(5, firstRender); // Warm: the first of all pays for the compiler.
  const first = median(await often(15, firstRender));
  const live = median(await often(31, () => cpu(() => tab.evaluate(() => page.live(1)))));
  const beyond = ((await heap(tab)) - data) / n;
  return {tab, cpu, group, first, live, beyond};
};

const few = await measure(20);
await few.tab.context().close();
const many = await measure(100_000);
const {tab} = many;
const compare = (what: string, a: number, b: number) =>
  say(`${what}: 20 ${a.toFixed(1)} ms, 100,000 ${b.toFixed(1)} ms, ${(b / a).toFixed(2)}x`);
say('main-thread CPU, medians:');
compare('  first render', few.first, many.first);
compare('  one live touchpoint', few.live, many.live);
say(`  grouping 100,000 from nothing, once: ${many.group.toFixed(0)} ms`);
say(`beyond the data, per touchpoint: ${many.beyond.toFixed(0)} bytes`);
const moved = await tab.evaluate(() => page.place());
say(`the reader's row moved ${moved.toFixed(1)} px while 20 arrived above`);

/**
 * CPU time of each frame that a call brings: its own task with layout and paint, and what ran since
 * the frame before it.
 */
const framesOf = async (call: () => Promise<unknown>) => {
  await browser.startTracing(tab, {categories: ['disabled-by-default-devtools.timeline', 'cc']});
  await call();
  const {traceEvents} = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: {name: string; pid: number; tid: number; ts: number; dur: number; tdur: number}[];
  };
  const begins = traceEvents.filter(({name}) => name === 'ProxyMain::BeginMainFrame');
  const {pid, tid} = begins[0]!;
  const tasks = traceEvents
    .filter((event) => event.name === 'RunTask' && event.pid === pid && event.tid === tid)
    .sort((a, b) => a.ts - b.ts);
  const frames: number[] = [];
  let spent = 0;
  for (const {ts, dur, tdur} of tasks) {
    spent += tdur / 1000;
    if (!begins.some((begin) => begin.tid === tid && begin.ts >= ts && begin.ts < ts + dur))
      continue;
    frames.push(spent);
    spent = 0;
  }
  return frames;
};

const tell = (what: string, frames: readonly number[]) => {
  const within = frames.filter((ms) => 4 * ms <= 50).length / frames.length;
  const [middle, late] = [0.5, 0.99].map((part) =>
    frames.toSorted((a, b) => a - b)[Math.floor(part * frames.length)]!.toFixed(1),
  );
  say(
    `${what}: ${frames.length} frames, median ${middle} ms, p99 ${late} ms, ${(100 * within).toFixed(1)} % within 50 ms at a quarter of the speed`,
  );
};

// As a hand does that reads, as one that flings, then from end to end in leaps; each beside plain
// rows of the same height, which say what this machine takes for a frame. Four times the CPU of a
// frame stands for a machine that is four times slower.
let nodes = 0;
for (const [what, step] of [
  ['100 px a frame', 100],
  ['400 px a frame', 400],
  ['end to end, in leaps', 0],
] as const) {
  const floor = await framesOf(() => tab.evaluate((by) => page.floor(by, 200), step));
  const frames = await framesOf(async () => {
    nodes = Math.max(nodes, await tab.evaluate((by) => page.scroll(by, 200), step));
  });
  tell(`scrolling, ${what}`, frames);
  tell('  plain rows', floor);
  say(`  ${(median(frames) / median(floor)).toFixed(2)}x in the median`);
}
say(`at most ${nodes} nodes`);

// What a hand brings, over the same 100,000.
const once = async (what: string, call: () => Promise<unknown>) =>
  say(`  ${what}: ${(await many.cpu(call)).toFixed(0)} ms`);
say('with a hand near, main-thread CPU:');
await once('counting all days and drawing them, once', () => tab.evaluate(() => page.near()));
const liveNear = median(await often(31, () => many.cpu(() => tab.evaluate(() => page.live(1)))));
say(`  one live touchpoint: ${liveNear.toFixed(1)} ms, ${(liveNear / many.live).toFixed(2)}x`);
for (const share of [0.1, 0.9, 0.5]) {
  await once(`a jump to ${share} of the history`, () => tab.evaluate((at) => page.jump(at), share));
}
await once('two pins, and what lies between', () => tab.evaluate(() => page.pin()));
await once('filtered by a stage, for the first time', () =>
  tab.evaluate(() => page.filter({facets: ['stage:support']})),
);
await once('all of it again', () => tab.evaluate(() => page.filter({})));
const near = await framesOf(async () => {
  await tab.evaluate(() => page.scroll(400, 200));
});
tell('  scrolling, 400 px a frame', near);
await browser.close();
