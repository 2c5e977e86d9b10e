/* oxlint-disable typescript/no-floating-promises -- axe's plugin types every assertion as a promise */
import {expect, fixture, html} from '@open-wc/testing';
import {sendKeys, sendMouse, setViewport} from '@web/test-runner-commands';
import {journeyLog} from '@throughline/journey';
import {aJourney, aTouchpoint} from '../gallery/data.ts';
import {yearsOf} from '../gallery/years-data.ts';
import {afterEach, describe, it} from '../testing/mocha.ts';
import './define.ts';
import {
  JourneySourceError,
  memorySource,
  type JourneyPanel,
  type JourneySource,
  type JourneyTimeline,
  type TimelineOptions,
} from './index.ts';
import type {JourneyRail} from './journey-rail.ts';

const now = Date.now();
const DAY = 86_400_000;
const ada = [{kind: 'email', value: 'ada.lovelace@example.com'}];
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const until = async (claim: () => unknown, what = String(claim)) => {
  const end = performance.now() + 20_000;
  while (!claim()) {
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await frame();
  }
};

/** A panel that a hand has come near to. */
const show = async (from: JourneySource, {lang = 'en'} = {}) => {
  const source = {...from};
  delete source.journey; // Without a brief, rows are in sight at once.
  await setViewport({width: 420, height: 1000});
  const panel = await fixture<JourneyPanel>(
    html`<journey-panel
      .source=${source}
      .identifiers=${ada}
      .lang=${lang}
      time-zone="UTC"
    ></journey-panel>`,
  );
  panel.style.setProperty('height', '940px');
  const timeline = () =>
    panel.renderRoot.querySelector<JourneyTimeline>('journey-timeline') as JourneyTimeline;
  await until(() => timeline()?.renderRoot.querySelector('.row'), 'rows');
  near(timeline());
  const rail = () => timeline().renderRoot.querySelector<JourneyRail>('journey-rail')!;
  await until(() => rail()?.renderRoot?.querySelector('.plot'), 'the rail');
  return {panel, timeline, rail};
};
const near = (timeline: JourneyTimeline) =>
  timeline.renderRoot.querySelector('.scroller')!.dispatchEvent(new PointerEvent('pointerenter'));
const all = (root: JourneyRail | JourneyTimeline | Element, selector: string) => [
  ...((root as JourneyRail).renderRoot ?? root).querySelectorAll<HTMLElement>(selector),
];
const hasFocus = (element: Element) =>
  (element.getRootNode() as ShadowRoot).activeElement === element;
const said = (rail: JourneyRail) => all(rail, '.said')[0]!.textContent!.replace(/\s+/g, ' ').trim();
const slider = (rail: JourneyRail) => all(rail, '.where')[0]!;
const text = (rail: JourneyRail) => slider(rail).getAttribute('aria-valuetext')!;
/** A place in the bars, from 0 (the oldest) to 1, in px of the window. */
const placeOf = (rail: JourneyRail, share: number): [number, number] => {
  const {left, top, width, height} = all(rail, '.plot')[0]!.getBoundingClientRect();
  return [Math.round(left + share * width), Math.round(top + height / 2)];
};
const click = async (rail: JourneyRail, share: number) => {
  await sendMouse({type: 'click', position: placeOf(rail, share)});
  await sendMouse({type: 'move', position: [5, 5]});
};
const draw = async (rail: JourneyRail, from: number, to: number) => {
  await sendMouse({type: 'move', position: placeOf(rail, from)});
  await sendMouse({type: 'down'});
  await sendMouse({type: 'move', position: placeOf(rail, (from + to) / 2)});
  await sendMouse({type: 'move', position: placeOf(rail, to)});
  await sendMouse({type: 'up'});
  await sendMouse({type: 'move', position: [5, 5]});
};
/** When the rows on the screen happened, the newest first. */
const rows = (timeline: JourneyTimeline) => {
  const {top, bottom} = all(timeline, '.scroller')[0]!.getBoundingClientRect();
  return all(timeline, '.line')
    .filter((line) => {
      const box = line.getBoundingClientRect();
      return box.bottom > top && box.top < bottom;
    })
    .map((line) => Date.parse(line.querySelector('time')!.dateTime));
};
/** Says what it is asked for. */
const watched = (touchpoints: Parameters<typeof memorySource>[0]) => {
  const source = memorySource(touchpoints);
  const asked: TimelineOptions[] = [];
  return {
    ...source,
    asked,
    timeline: (customer: string, options: TimelineOptions = {}) => {
      asked.push(options);
      return source.timeline(customer, options);
    },
  };
};

afterEach(() => sendMouse({type: 'move', position: [5, 5]}));

describe('<journey-rail>', () => {
  it('counts all of the history, of which a page is loaded', async () => {
    const years = yearsOf(now);
    const {rail} = await show(memorySource(years));
    await until(() => said(rail()).includes(years.length.toLocaleString('en')));
    expect(said(rail())).to.match(/ – .* by month .* frictions .* contacts$/);
    await expect(rail()).to.be.accessible();
  });

  it('says that it counts what is loaded where the source does not count', async () => {
    const source: JourneySource = memorySource(yearsOf(now));
    delete source.days;
    const {rail} = await show(source);
    expect(said(rail())).to.match(/50 touchpoints.* of what is loaded$/);
  });

  it('is not there for a journey of one day', async () => {
    const [one, other] = [now - 2 * DAY, now].map((at) => aTouchpoint(at, {name: 'page_viewed'}));
    const timeline = await fixture<JourneyTimeline>(
      html`<journey-timeline .touchpoints=${[one, other]}></journey-timeline>`,
    );
    near(timeline);
    const bars = () => all(timeline, 'journey-rail').flatMap((rail) => all(rail, '.plot')).length;
    await until(() => bars() === 1);
    timeline.touchpoints = [aTouchpoint(now, {name: 'page_viewed'})];
    await until(() => bars() === 0);
  });

  it('goes, by a click, to what is loaded, and keeps the filter as it is', async () => {
    const {rail, timeline} = await show(memorySource(aJourney(now)));
    await until(() => Math.max(...rows(timeline())) > now - DAY);
    await click(rail(), 0.02);
    await until(() => Math.min(...rows(timeline())) < now - 20 * DAY);
    expect(timeline().filter).to.deep.equal({});
  });

  it('filters by a drawn span, says so with its count, and lets go of it', async () => {
    const {rail, timeline} = await show(memorySource(aJourney(now)));
    const total = timeline().total!;
    await draw(rail(), 0.5, 0.8);
    await until(() => timeline().filter.since);
    const {since, until: end} = timeline().filter;
    expect([since! % DAY, end! % DAY]).to.deep.equal([0, 0]);
    const inside = aJourney(now).filter(({occurredAt: at}) => at >= since! && at < end!);
    await until(() => all(rail(), '.chip').length > 0);
    expect(said(rail())).to.contain(`${inside.length} touchpoints`);
    expect(inside.length).to.be.within(1, total - 1);
    expect(Math.max(...rows(timeline()))).to.be.below(end!);
    await expect(rail()).to.be.accessible();

    all(rail(), '.chip')[0]!.click();
    await until(() => all(rail(), '.chip').length === 0);
    expect(timeline().filter).to.deep.equal({});
  });

  it('reads a span that is not loaded by itself, and goes back to the newest', async () => {
    const source = watched(yearsOf(now));
    const {rail, timeline} = await show(source);
    const newest = rows(timeline())[0];
    await until(() => said(rail()).includes('by month'));
    await click(rail(), 0.3);
    await until(() => timeline().filter.until);
    const {until: end, since} = timeline().filter;
    expect(since).to.equal(undefined);
    await until(() => rows(timeline())[0]! < end!);
    expect(rows(timeline())[0]).to.be.above(end! - 62 * DAY);
    // One page, wherever it is: not all that lies between.
    expect(source.asked.filter(({until: before}) => before).length).to.equal(1);
    expect(source.asked.length).to.be.below(5);
    expect(said(rail())).to.match(/^until /);

    // On from there, to the very end.
    const oldest = Math.min(...yearsOf(now).map(({occurredAt}) => occurredAt));
    await until(() => {
      const scroller = all(timeline(), '.scroller')[0]!;
      scroller.scrollTop = scroller.scrollHeight;
      return rows(timeline()).at(-1) === oldest;
    }, 'the oldest row');
    expect(all(timeline(), '.foot')[0]!.textContent).not.to.contain('not searched');

    all(rail(), '.chip')[0]!.click();
    await until(() => rows(timeline())[0] === newest);
  });

  it('keeps what the reader has chosen when something arrives', async () => {
    const source = memorySource(yearsOf(now));
    const {panel, timeline} = await show(source);
    timeline().filter = {facets: ['kind:visit']};
    source.add([aTouchpoint(now, {name: 'page_viewed'})]);
    await until(() => timeline().revision > 0 && timeline().journey!.arrivals.length === 51);
    panel.requestUpdate();
    await panel.updateComplete;
    expect(timeline().filter).to.deep.equal({facets: ['kind:visit']});
    panel.filter = {text: 'refund'};
    await panel.updateComplete;
    expect(timeline().filter).to.deep.equal({text: 'refund'});
  });

  it('stays where it is when the span cannot be read', async () => {
    const source = memorySource(yearsOf(now));
    const {rail, timeline} = await show({
      ...source,
      timeline: (customer, options) =>
        options?.until
          ? Promise.reject(new JourneySourceError('unavailable', 'Busy.'))
          : source.timeline(customer, options),
    });
    const before = rows(timeline());
    await until(() => said(rail()).includes('by month'));
    await click(rail(), 0.3);
    await until(() => all(rail(), '.busy')[0]?.textContent?.includes('could not be loaded'));
    expect(rows(timeline())).to.deep.equal(before);
    expect(timeline().filter).to.deep.equal({});
  });

  it('leaves alone what was pressed elsewhere, with another button, or became a scroll', async () => {
    const {timeline, rail} = await show(memorySource(yearsOf(now)));
    const {scrollTop} = all(timeline(), '.scroller')[0]!;
    await sendMouse({type: 'move', position: [200, 300]});
    await sendMouse({type: 'down'});
    await sendMouse({type: 'move', position: placeOf(rail(), 0.1)});
    await sendMouse({type: 'up'});
    // A real one opens a menu of the browser's, which takes what comes next.
    const [clientX, clientY] = placeOf(rail(), 0.1);
    for (const type of ['pointerdown', 'pointerup'])
      all(rail(), '.plot')[0]!.dispatchEvent(
        new PointerEvent(type, {button: 2, clientX, clientY, bubbles: true, composed: true}),
      );
    await timeline().updateComplete;
    expect(timeline().filter).to.deep.equal({});
    expect(all(timeline(), '.scroller')[0]!.scrollTop).to.equal(scrollTop);

    await sendMouse({type: 'move', position: placeOf(rail(), 0.2)});
    await sendMouse({type: 'down'});
    await sendMouse({type: 'move', position: placeOf(rail(), 0.4)});
    await until(() => all(rail(), '.picked').length === 1);
    all(rail(), '.plot')[0]!.dispatchEvent(new PointerEvent('pointercancel'));
    await until(() => all(rail(), '.picked').length === 0);
    await sendMouse({type: 'up'});
    await timeline().updateComplete;
    expect(timeline().filter).to.deep.equal({});
  });

  it('forgets what is pointed at where fewer bars stand in its place', async () => {
    const day = (n: number) => aTouchpoint(now - n * DAY, {name: 'page_viewed'});
    const {panel, timeline, rail} = await show(
      memorySource(Array.from({length: 60}, (_, n) => day(n))),
    );
    await sendMouse({type: 'move', position: placeOf(rail(), 0.5)});
    await until(() => all(rail(), '.at').length === 1);
    const bars = Number(slider(rail()).ariaValueMax);
    const broken: unknown[] = [];
    const hear = (event: PromiseRejectionEvent) => broken.push(event.reason);
    addEventListener('unhandledrejection', hear);
    panel.style.setProperty('width', '240px');
    await until(() => Number(slider(rail()).ariaValueMax) < bars / 2);
    await timeline().updateComplete;
    await frame();
    removeEventListener('unhandledrejection', hear);
    expect(broken).to.deep.equal([]);
  });

  it('goes from a span that is not loaded to one that is', async () => {
    // A page is the newest 50: of a year and a half.
    const visits = Array.from({length: 120}, (_, n) =>
      aTouchpoint(now - 11 * n * DAY, {name: 'page_viewed'}),
    );
    const {timeline, rail} = await show(memorySource(visits));
    await draw(rail(), 0.1, 0.3);
    await until(() => timeline().filter.until && rows(timeline()).length > 0);
    const far = timeline().filter.until!;
    await draw(rail(), 0.75, 0.85);
    await until(() => timeline().filter.until! > far);
    await until(() => rows(timeline()).length > 0 && rows(timeline())[0]! > far);
  });

  it('reads a span anew for what is searched in it', async () => {
    const visits = Array.from({length: 120}, (_, n) =>
      aTouchpoint(now - 11 * n * DAY, {
        name: 'help_searched',
        properties: {query: n % 2 ? 'refund' : 'invoice'},
      }),
    );
    const {timeline, rail} = await show(memorySource(visits));
    const words = () => all(timeline(), '.words').map(({textContent}) => textContent!);
    timeline().filter = {text: 'refund'};
    await draw(rail(), 0.1, 0.3);
    await until(() => timeline().filter.until && words().length > 5);
    expect(words().every((each) => each.includes('refund'))).to.equal(true);
    timeline().filter = {...timeline().filter, text: 'invoice'};
    await until(() => words().length > 5 && words().every((each) => each.includes('invoice')));
  });

  it('reads nothing by itself from the beginning of time on', async () => {
    const source = watched(yearsOf(now));
    const {timeline} = await show(source);
    source.asked.length = 0;
    timeline().filter = {since: 0};
    await timeline().updateComplete;
    for (let n = 0; n < 10; n++) await frame();
    expect(source.asked.length).to.be.below(2);
    expect(rows(timeline()).length).to.be.above(0);
  });

  it('shows what was asked for last, however late the answer to what was before', async () => {
    const source = memorySource([...yearsOf(now)]);
    const waiting: (() => void)[] = [];
    const {timeline, rail} = await show({
      ...source,
      async timeline(customer, options = {}) {
        const page = await source.timeline(customer, options);
        if (options.until) await new Promise<void>((go) => waiting.push(go));
        return page;
      },
    });
    await draw(rail(), 0.05, 0.1);
    await until(() => waiting.length === 1);
    await draw(rail(), 0.3, 0.35);
    await until(() => waiting.length === 2);
    waiting[1]!();
    await until(() => timeline().filter.until);
    const {filter} = timeline();
    waiting[0]!();
    await frame();
    await timeline().updateComplete;
    expect(timeline().filter).to.equal(filter);
    expect(all(rail(), '.busy')).to.have.lengthOf(0);
    // And it is let go of, whatever is still on its way.
    await draw(rail(), 0.1, 0.15);
    await until(() => waiting.length === 3);
    timeline().filter = {};
    waiting[2]!();
    await frame();
    await timeline().updateComplete;
    expect(timeline().filter).to.deep.equal({});
  });

  it('marks what is on the screen while the reader scrolls, and counts nothing anew', async () => {
    const {rail, timeline} = await show(memorySource(aJourney(now)));
    const seen = () => Number(all(rail(), '.seen')[0]!.getAttribute('x'));
    const before = seen();
    const {d} = all(rail(), '.bars')[0]!.attributes as unknown as {d: Attr};
    const drawn = d.value;
    const scroller = all(timeline(), '.scroller')[0]!;
    scroller.scrollTop = scroller.scrollHeight;
    await until(() => seen() < before);
    expect(d.value).to.equal(drawn);
  });

  it('shows what a desktop asks for, though nobody has loaded it', async () => {
    const {timeline} = await show(memorySource(yearsOf(now)));
    timeline().filter = {since: now - 500 * DAY, until: now - 400 * DAY};
    await until(() => {
      const [newest] = rows(timeline());
      return newest && newest < now - 400 * DAY;
    });
  });
});

describe('<journey-rail>, when it comes', () => {
  /** A panel that no hand has come near to yet. */
  const untouched = async () => {
    await setViewport({width: 420, height: 700});
    const source: JourneySource = memorySource(aJourney(now));
    delete source.journey;
    const panel = await fixture<JourneyPanel>(
      html`<journey-panel .source=${source} .identifiers=${ada} time-zone="UTC"></journey-panel>`,
    );
    panel.style.setProperty('height', '640px');
    const list = () => panel.renderRoot.querySelector<JourneyTimeline>('journey-timeline')!;
    await until(() => list()?.renderRoot.querySelector('.row'), 'rows');
    const scroller = all(list(), '.scroller')[0]!;
    const {bottom, top, left} = scroller.getBoundingClientRect();
    const bars = () => all(list(), 'journey-rail')[0]! as JourneyRail;
    const isReady = () => bars()?.state && bars().offsetWidth > 100;
    return {panel, list: list(), scroller, bottom, top, left, bars, isReady};
  };
  const frames = async (n: number) => {
    while (n-- > 0) await frame();
  };
  const rowAt = (list: JourneyTimeline, x: number, y: number) =>
    (list.renderRoot as ShadowRoot).elementFromPoint(x, y)?.closest<HTMLElement>('.row, .card');

  it('lets a hand press what it is over, and comes when that has gone elsewhere', async () => {
    const {list, scroller, bottom, left, bars, isReady} = await untouched();
    const [x, y] = [Math.round(left + 120), Math.round(bottom - 30)];
    const before = rowAt(list, x, y);
    expect(before).to.not.equal(null);
    await sendMouse({type: 'move', position: [x, y]});
    await until(isReady, 'the tools');
    await frames(30);
    // On along the lowest rows.
    await sendMouse({type: 'move', position: [x + 20, y - 50]});
    await frames(10);
    expect(bars().offsetHeight).to.equal(0);
    expect(rowAt(list, x, y)).to.equal(before);
    await sendMouse({type: 'move', position: [x, Math.round(bottom - 300)]});
    await until(() => bars().offsetHeight > 50, 'the bars');
    expect(scroller.getBoundingClientRect().bottom).to.be.above(bottom - 160);
  });

  it('comes when the hand leaves, and for whoever is at the keys', async () => {
    for (const leave of [
      () => sendMouse({type: 'move', position: [5, 690]}),
      () => sendKeys({press: 'ArrowDown'}),
    ]) {
      const {panel, scroller, bottom, left, bars, isReady} = await untouched();
      await sendMouse({type: 'move', position: [Math.round(left + 120), Math.round(bottom - 30)]});
      await until(isReady, 'the tools');
      await frames(30);
      expect(bars().offsetHeight).to.equal(0);
      scroller.focus();
      await leave();
      await until(() => bars().offsetHeight > 50, 'the bars');
      panel.remove();
      await sendMouse({type: 'move', position: [5, 690]});
    }
  });

  it('leaves the row in sight that has the focus', async () => {
    const {list, scroller, bottom, left, bars, isReady} = await untouched();
    await sendMouse({type: 'move', position: [Math.round(left + 120), Math.round(bottom - 30)]});
    await until(isReady, 'the tools');
    await frames(30);
    const low = all(list, '.line').findLast(
      (line) => line.getBoundingClientRect().bottom < bottom,
    )!;
    low.focus({preventScroll: true});
    await sendKeys({press: 'Shift'});
    await until(() => bars().offsetHeight > 50, 'the bars');
    await frame();
    expect(low.getBoundingClientRect().bottom).to.be.at.most(
      scroller.getBoundingClientRect().bottom + 1,
    );
  });
});

describe('search', () => {
  const far = () =>
    aTouchpoint(now - 900 * DAY, {name: 'help_searched', properties: {query: 'zeppelin'}});
  const search = async (timeline: JourneyTimeline, wanted: string) => {
    timeline.filter = {text: wanted};
    await until(() => timeline.renderRoot.querySelector('.foot')!.textContent!.includes(wanted));
    const button = [...timeline.renderRoot.querySelectorAll<HTMLElement>('.foot .button')].find(
      ({textContent}) => textContent!.includes('Search'),
    );
    button?.click();
    return button;
  };
  const rows = (timeline: JourneyTimeline) => all(timeline, '.line').map((row) => row.textContent!);
  const foot = (timeline: JourneyTimeline) => all(timeline, '.foot')[0]!.textContent!;

  it('finds what nobody has loaded, asked once, and lets go of it', async () => {
    const asked: TimelineOptions[] = [];
    const source = memorySource([far(), ...yearsOf(now)]);
    const {timeline} = await show({
      ...source,
      timeline(customer, options = {}) {
        asked.push(options);
        return source.timeline(customer, options);
      },
    });
    const [before] = rows(timeline());
    asked.length = 0;
    await search(timeline(), 'ZEPPELIN');
    await until(() => rows(timeline()).some((row) => row.includes('zeppelin')));
    expect(rows(timeline())).to.have.length(1);
    expect(asked).to.have.length(1);
    expect(asked[0]).to.include({text: 'ZEPPELIN'});
    expect(foot(timeline())).not.to.contain('Search');
    // And nothing, where there is none.
    await search(timeline(), 'balloon');
    await until(() => foot(timeline()).includes('0 of the 0'));
    const [field] = all(timeline(), 'input') as HTMLInputElement[];
    expect(field?.value).to.equal('balloon');
    timeline().filter = {};
    await until(() => rows(timeline())[0] === before);
  });

  it('shows nothing of it to who looks at another customer', async () => {
    const source = memorySource([far(), ...yearsOf(now)]);
    const {timeline} = await show(source);
    const el = document.createElement('journey-timeline');
    el.style.setProperty('height', '400px');
    const log = (...touchpoints: ReturnType<typeof far>[]) => {
      const made = journeyLog();
      made.add(touchpoints);
      return made;
    };
    const page = aTouchpoint(now, {name: 'help_searched', properties: {query: 'zeppelins'}});
    timeline().after(Object.assign(el, {source, customer: 'ann', journey: log(page), more: true}));
    await el.updateComplete;
    el.filter = {text: 'zeppelin'};
    await until(() => all(el, '.foot .button').length > 1, 'the button');
    all(el, '.foot .button')[0]!.click();
    await until(() => rows(el).length === 1 && rows(el)[0]!.includes('‘zeppelin’'));
    Object.assign(el, {customer: 'ben', journey: log(page)});
    await until(() => rows(el)[0]?.includes('zeppelins'));
    el.remove();
  });

  it('searches all of a span that it is kept to', async () => {
    const {timeline} = await show(memorySource([far(), ...yearsOf(now)]));
    timeline().filter = {text: 'zeppelin', since: now - 2 * DAY};
    await until(() => all(timeline(), '.foot .button').length === 2, 'the buttons');
    all(timeline(), '.foot .button')[0]!.click();
    await until(() => all(timeline(), '.foot .button').length === 1);
    expect(foot(timeline())).to.contain('0 of the 0');
  });

  it('says so where it failed, and asks again', async () => {
    const source = memorySource([far(), ...yearsOf(now)]);
    let answers = false;
    const {timeline} = await show({
      ...source,
      timeline: (customer, options = {}) =>
        options.text && !answers
          ? Promise.reject(new JourneySourceError('unavailable', 'Busy.'))
          : source.timeline(customer, options),
    });
    await search(timeline(), 'zeppelin');
    await until(() => /again/i.test(foot(timeline())), 'the button');
    answers = true;
    all(timeline(), '.foot .button')[0]!.click();
    await until(() => rows(timeline()).some((row) => row.includes('zeppelin')));
  });

  it('reads older ones where the source does not search', async () => {
    const asked: TimelineOptions[] = [];
    const {searches: _, ...source} = memorySource([far(), ...yearsOf(now)]);
    const {timeline} = await show({
      ...source,
      timeline(customer, options = {}) {
        asked.push(options);
        return source.timeline(customer, options);
      },
    });
    asked.length = 0;
    await search(timeline(), 'zeppelin');
    await until(() => asked.length > 0);
    expect(asked[0]!.text).to.equal(undefined);
    expect(asked[0]!.before).to.be.a('string');
  });
});

describe('<journey-rail>, by the keys', () => {
  it('goes to where something was, and to both ends, and says where that is', async () => {
    const {rail, timeline} = await show(memorySource(aJourney(now)));
    slider(rail()).focus();
    // Just after midnight the newest day has one.
    expect(text(rail())).to.match(/^\w+ \d+, \d{4}: (?:1 touchpoint|(?!1 )\d+ touchpoints)(?!\w)/);
    const last = Number(slider(rail()).getAttribute('aria-valuenow'));
    await sendKeys({press: 'ArrowLeft'});
    expect(Number(slider(rail()).getAttribute('aria-valuenow'))).to.be.below(last);
    await sendKeys({press: 'Home'});
    await until(() => Math.min(...rows(timeline())) < now - 20 * DAY);
    expect(slider(rail()).getAttribute('aria-valuenow')).to.equal('0');
    // The focus stays with the slider.
    expect((rail().renderRoot as ShadowRoot).activeElement).to.equal(slider(rail()));
    await sendKeys({press: 'End'});
    await until(() => Math.max(...rows(timeline())) > now - DAY);
  });

  it('keeps one span alone, moves its edges, and lets go of it', async () => {
    const {rail, timeline} = await show(memorySource(aJourney(now)));
    slider(rail()).focus();
    await sendKeys({press: 'ArrowLeft'});
    await sendKeys({press: 'Enter'});
    await until(() => all(rail(), '.edge').length === 2);
    const {since, until: end} = timeline().filter;
    expect(end! - since!).to.equal(DAY);
    // WCAG 2.2, 2.5.8: each is wide enough, and neither lies over the other.
    const boxes = all(rail(), '.edge').map((edge) => edge.getBoundingClientRect());
    for (const {width} of boxes) expect(width).to.be.at.least(24);
    expect(boxes[0]!.right).to.be.at.most(boxes[1]!.left + 0.5);
    const [from] = all(rail(), '.edge');
    from!.focus();
    await sendKeys({press: 'ArrowLeft'});
    await sendKeys({press: 'ArrowLeft'});
    await until(() => timeline().filter.since === since! - 2 * DAY);
    expect(timeline().filter.until).to.equal(end);
    expect(all(rail(), '.edge')[0]!.getAttribute('aria-valuetext')).to.match(/^\w+ \d+, \d{4}: /);
    await expect(rail()).to.be.accessible();
    await sendKeys({press: 'Escape'});
    await until(() => all(rail(), '.edge').length === 0);
    expect(timeline().filter).to.deep.equal({});
    expect((rail().renderRoot as ShadowRoot).activeElement).to.equal(slider(rail()));
  });

  it('keeps the focus when a span is let go of by its chip', async () => {
    const {rail} = await show(memorySource(aJourney(now)));
    slider(rail()).focus();
    await sendKeys({press: 'Enter'});
    await until(() => all(rail(), '.chip').length === 1);
    all(rail(), '.chip')[0]!.focus();
    await sendKeys({press: 'Enter'});
    await until(() => all(rail(), '.chip').length === 0);
    expect((rail().renderRoot as ShadowRoot).activeElement === slider(rail())).to.equal(true);
  });

  it('stays as it is read in a page that is read the other way', async () => {
    const {timeline, rail} = await show(memorySource(yearsOf(now)));
    document.documentElement.dir = 'rtl';
    try {
      slider(rail()).focus();
      const before = Number(slider(rail()).ariaValueNow);
      await sendKeys({press: 'ArrowLeft'});
      expect(Number(slider(rail()).ariaValueNow)).to.be.below(before);
      const years = yearsOf(now);
      const middle = (years[0]!.occurredAt + years.at(-1)!.occurredAt) / 2;
      await click(rail(), 0.05);
      await until(() => rows(timeline()).length > 0 && rows(timeline()).every((at) => at < middle));
    } finally {
      document.documentElement.removeAttribute('dir');
    }
  });

  it('turns round where one reads from right to left', async () => {
    const {rail} = await show(memorySource(aJourney(now)), {lang: 'ar'});
    await until(() => getComputedStyle(all(rail(), '.rail')[0]!).direction === 'rtl');
    slider(rail()).focus();
    const before = Number(slider(rail()).getAttribute('aria-valuenow'));
    await sendKeys({press: 'ArrowRight'});
    expect(Number(slider(rail()).getAttribute('aria-valuenow'))).to.be.below(before);
  });
});

describe('<journey-pins>', () => {
  const pins = (timeline: JourneyTimeline) => all(timeline, 'journey-pins')[0]!;
  const named = (timeline: JourneyTimeline) =>
    all(pins(timeline), '.there').map(({textContent}) => textContent!.trim());
  const pin = async (timeline: JourneyTimeline, row: number) => {
    await until(() => all(timeline, '.line')[row], 'the row');
    all(timeline, '.line')[row]!.click();
    const button = () => all(timeline, '.row')[row]!.querySelector<HTMLElement>('.acts button');
    await until(button, 'the row’s button');
    button()!.click();
    await until(() => button()?.getAttribute('aria-pressed') === 'true');
    all(timeline, '.line')[row]!.click();
    await timeline.updateComplete;
  };

  it('keeps touchpoints at hand, and tells what happened between two', async () => {
    const {timeline} = await show(memorySource(aJourney(now)));
    await pin(timeline(), 1);
    await until(() => named(timeline()).length === 1);
    expect(all(pins(timeline()), 'p')).to.have.lengthOf(0);
    await pin(timeline(), 6);
    await until(() => all(pins(timeline()), 'p').length === 1);
    expect(all(pins(timeline()), 'p')[0]!.textContent).to.match(
      /^Between the last two: .* apart, 4 touchpoints \(.*\), .*1 contact.*\.$/,
    );
    await expect(pins(timeline())).to.be.accessible();
    const [, out] = all(pins(timeline()), '.out');
    out!.focus();
    out!.click();
    await until(() => named(timeline()).length === 1);
    const [last] = all(pins(timeline()), '.out');
    expect(hasFocus(last!)).to.equal(true);
    last!.click();
    await until(() => named(timeline()).length === 0);
    expect(hasFocus(all(timeline(), '.scroller')[0]!)).to.equal(true);
  });

  it('leaves under the hand what it has pressed', async () => {
    const {timeline} = await show(memorySource(aJourney(now)));
    const scroller = all(timeline(), '.scroller')[0]!;
    scroller.scrollTop = 300;
    const row = () =>
      all(timeline(), '.row').find((each) => each.getBoundingClientRect().top > 200)!;
    await until(row);
    row().querySelector<HTMLElement>('.line')!.click();
    const button = () => all(timeline(), '.acts button')[0]!;
    await until(button, 'the row’s button');
    const place = () => button().getBoundingClientRect();
    const press = async () => {
      const {left, top} = place();
      await sendMouse({type: 'click', position: [Math.round(left + 8), Math.round(top + 8)]});
    };
    const before = place().top;
    await press();
    await until(() => pins(timeline()).offsetHeight > 20, 'the pin');
    await until(() => Math.abs(place().top - before) < 2, 'the place');
    await press();
    await until(() => pins(timeline()).offsetHeight === 0, 'nothing pinned');
    await until(() => Math.abs(place().top - before) < 2, 'the place again');
  });

  it('remembers them of a customer, as long as the page lives, and shows no other’s', async () => {
    const [one, other] = [aJourney(now), yearsOf(now)].map((each) => memorySource(each));
    const source: JourneySource = {
      ...one!,
      find: async ([who]) => ({customer: who!.value}),
      timeline: (customer, options) =>
        (customer === 'ada.lovelace@example.com' ? one! : other!).timeline(customer, options),
    };
    const {panel, timeline} = await show(source);
    await pin(timeline(), 1);
    await until(() => named(timeline()).length === 1);
    const [before] = named(timeline());
    panel.identifiers = [{kind: 'email', value: 'ben@example.com'}];
    await until(() => timeline()?.customer === 'ben@example.com');
    await frame();
    expect(timeline().pins).to.deep.equal([]);
    panel.identifiers = ada;
    await until(() => timeline()?.customer === ada[0]!.value && named(timeline()).length === 1);
    expect(named(timeline())).to.deep.equal([before]);
    expect([localStorage.length, sessionStorage.length]).to.deep.equal([0, 0]);
  });

  it('leads to one, however far back it is', async () => {
    const years = yearsOf(now);
    const {timeline} = await show(memorySource(years));
    const {id, occurredAt: at} = years[20]!;
    timeline().pins = [{id, at}];
    await until(() => named(timeline()).length === 1);
    all(pins(timeline()), '.there')[0]!.click();
    await until(() => rows(timeline()).includes(at));
  });
});
