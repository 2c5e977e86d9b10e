// What the benchmark of the elements runs in the browser.
import type {Touchpoint} from '@throughline/contracts';
import '../../packages/elements/src/define.ts';
import type {JourneyRail} from '../../packages/elements/src/journey-rail.ts';
import type {JourneyTimeline} from '../../packages/elements/src/index.ts';
import {journeyLog, type JourneyLog} from '@throughline/journey';
import {aTouchpoint, manyTouchpoints} from '../../packages/elements/gallery/data.ts';

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const now = Date.now();
let touchpoints: Touchpoint[] = [];
let log: JourneyLog;
let timeline: JourneyTimeline;

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const row = (id: string) =>
  timeline.renderRoot.querySelector(`.line[data-id="${id}"]`)?.getBoundingClientRect().top;
const rail = () => timeline.renderRoot.querySelector<JourneyRail>('journey-rail')!;
const scroller = () => timeline.renderRoot.querySelector<HTMLElement>('.scroller')!;

const page = {
  /** The data alone, so that the heap can be read before there is an element. */
  make(n: number) {
    timeline?.remove();
    touchpoints = manyTouchpoints(n, now);
  },

  /** As the panel does while pages arrive. */
  take() {
    log = journeyLog();
    log.add(touchpoints);
  },

  /** From an element without a journey to one that is drawn, several times over. */
  async firstRender(turns: number) {
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      timeline?.remove();
      await frame();
      await frame();
      const start = performance.now();
      timeline = document.createElement('journey-timeline');
      timeline.style.setProperty('height', '700px');
      timeline.journey = log;
      timeline.total = touchpoints.length;
      document.body.append(timeline);
      await timeline.updateComplete;
      timeline.renderRoot.querySelector('.foot')!.getBoundingClientRect(); // With its layout.
      times.push(performance.now() - start);
    }
    return median(times);
  },

  /** Sorting and grouping what came, from nothing. */
  group() {
    const start = performance.now();
    journeyLog().add(touchpoints);
    return performance.now() - start;
  },

  async live(turns: number) {
    const times: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      await frame();
      await frame();
      const start = performance.now();
      log.add([
        aTouchpoint(now + 1000 + turn, {
          name: 'page_viewed',
          sessionId: 's-live',
          page: {url: 'https://shop.example/', title: `Live ${turn}`},
        }),
      ]);
      timeline.revision++;
      await timeline.updateComplete;
      timeline.renderRoot.querySelector('.foot')!.getBoundingClientRect();
      times.push(performance.now() - start);
    }
    return median(times);
  },

  /** What comes with a hand: the days' bars, and two pins far apart. */
  async near() {
    scroller().dispatchEvent(new PointerEvent('pointerenter'));
    const bars = () => rail()?.renderRoot?.querySelector('.bars');
    for (let n = 0; n < 200 && !bars(); n++) await frame();
    return rail().renderRoot.querySelectorAll('.bars').length;
  },

  async pin() {
    const all = log.touchpoints;
    timeline.pins = [all[10]!, all.at(-10)!].map(({id, occurredAt: at}) => ({id, at}));
    await timeline.updateComplete;
    await frame();
  },

  async filter(filter: JourneyTimeline['filter']) {
    timeline.filter = filter;
    await timeline.updateComplete;
    await frame();
  },

  /** A click in the bars, from one end to the other. */
  async jump(share: number) {
    const plot = rail().renderRoot.querySelector<HTMLElement>('.plot')!;
    const {left, width, top} = plot.getBoundingClientRect();
    const before = scroller().scrollTop;
    const at = {clientX: left + share * width, clientY: top + 5, pointerType: 'mouse'};
    plot.dispatchEvent(new PointerEvent('pointerup', at));
    for (let n = 0; n < 100 && scroller().scrollTop === before; n++) await frame();
    await frame();
  },

  nodes: () => timeline.renderRoot.querySelectorAll('*').length,

  /** How far the reader's row moves when 20 arrive above it, in px. */
  async place() {
    scroller().scrollTop = 4000;
    for (let n = 0; n < 5; n++) await frame();
    const {top} = scroller().getBoundingClientRect();
    const line = [...timeline.renderRoot.querySelectorAll<HTMLElement>('.line')].find(
      (each) => each.getBoundingClientRect().top > top + 100,
    )!;
    const id = line.dataset['id']!;
    const before = row(id)!;
    await page.live(20);
    for (let n = 0; n < 5; n++) await frame();
    return (row(id) ?? Infinity) - before;
  },

  /** From the top, a step in each frame: of so many px, or else to the end in that many. */
  async scroll(step: number, count: number, scrolled = scroller(), draw = () => {}) {
    scrolled.scrollTop = 0;
    for (let n = 0; n < 5; n++) await frame();
    let nodes = 0;
    for (let turn = 1; turn <= count; turn++) {
      const {scrollHeight, clientHeight} = scrolled;
      scrolled.scrollTop = step ? turn * step : (turn / count) * (scrollHeight - clientHeight);
      draw();
      await frame();
      nodes = Math.max(nodes, page.nodes());
    }
    return nodes;
  },

  /** The least that any list of this height would do: as many plain rows as fit, with other words in each frame. */
  async floor(step: number, count: number) {
    const height = scroller().scrollHeight;
    timeline.style.setProperty('display', 'none');
    const plain = document.createElement('div');
    plain.style.cssText = 'height:700px;overflow:auto;font:14px/22px system-ui,sans-serif';
    plain.innerHTML = `<div style="height:${height}px;position:relative"><div style="position:absolute"></div></div>`;
    const rows = plain.firstElementChild!.firstElementChild as HTMLElement;
    for (let n = 0; n < 22; n++) rows.append(document.createElement('div'));
    for (const each of rows.children) (each as HTMLElement).style.cssText = 'height:33px';
    document.body.append(plain);
    await page.scroll(step, count, plain, () => {
      const first = Math.floor(plain.scrollTop / 33);
      rows.style.setProperty('top', `${first * 33}px`);
      for (const [n, each] of [...rows.children].entries()) {
        const {name, occurredAt} = touchpoints[(first + n) % touchpoints.length]!;
        each.textContent = `${name} ${occurredAt}`;
      }
    });
    plain.remove();
    timeline.style.removeProperty('display');
  },
};

export type ElementsPage = typeof page;
Object.assign(globalThis, {page});
