/* oxlint-disable typescript/no-floating-promises -- axe's plugin types every assertion as a promise */
import {expect, fixture, html} from '@open-wc/testing';
import {sendKeys, setViewport} from '@web/test-runner-commands';
import type {Touchpoint} from '@throughline/contracts';
import {journeyLog, type JourneyLog} from '@throughline/journey';
import {aJourney, aTouchpoint, idAt, manyTouchpoints} from '../gallery/data.ts';
import {describe, it} from '../testing/mocha.ts';
import './define.ts';
import type {JourneySelectEvent, JourneyTimeline, TimelineFilter} from './index.ts';
import {stageCounts} from './stage-at.ts';

const now = Date.now();

const show = async (touchpoints: readonly Touchpoint[], {total = touchpoints.length} = {}) => {
  const el = await fixture<JourneyTimeline>(
    html`<journey-timeline .touchpoints=${touchpoints} .total=${total}></journey-timeline>`,
  );
  el.style.setProperty('height', '600px');
  await settled(el);
  return el;
};

/** With a log that can be added to, as the panel does. */
const showLog = async (touchpoints: readonly Touchpoint[]) => {
  const log = journeyLog();
  log.add(touchpoints);
  const el = await fixture<JourneyTimeline>(
    html`<journey-timeline .journey=${log} .total=${touchpoints.length}></journey-timeline>`,
  );
  el.style.setProperty('height', '600px');
  await settled(el);
  return {el, log};
};
const arrive = async (el: JourneyTimeline, log: JourneyLog, ...touchpoints: Touchpoint[]) => {
  log.add(touchpoints);
  el.revision++;
  await el.updateComplete;
};

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const settled = async (el: JourneyTimeline) => {
  for (let n = 0; n < 3; n++) {
    await frame();
    await el.updateComplete;
  }
};
const until = async (claim: () => unknown, what = String(claim)) => {
  const end = performance.now() + 20_000;
  while (!claim()) {
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await frame();
  }
};
/** Past the search and its buttons: the rows are one stop. */
const tabToRows = async (el: JourneyTimeline) => {
  scroller(el).focus();
  for (let stops = 0; stops < 4; stops++) await sendKeys({press: 'Tab'});
};
const all = <E extends HTMLElement>(el: JourneyTimeline, selector: string) => [
  ...el.renderRoot.querySelectorAll<E>(selector),
];
const scroller = (el: JourneyTimeline) => all(el, '.scroller')[0]!;
const words = (el: JourneyTimeline) => all(el, '.words').map(({textContent}) => textContent);
const nodes = (el: JourneyTimeline) => el.renderRoot.querySelectorAll('*').length;
const focused = (el: JourneyTimeline) => el.shadowRoot!.activeElement as HTMLElement | null;
/** Rows on the screen. */
const seen = (el: JourneyTimeline) => {
  const {top, bottom} = scroller(el).getBoundingClientRect();
  return all(el, '.line').filter((line) => {
    const rect = line.getBoundingClientRect();
    return rect.bottom > top && rect.top < bottom;
  });
};
const scrollTo = async (el: JourneyTimeline, top: number) => {
  scroller(el).scrollTop = top;
  await frame();
  await settled(el);
  await until(() => seen(el).length > 0, 'rows, once the hand rests');
};
/** The first row below the heading, and where it stands. */
const firstRow = (el: JourneyTimeline) => {
  const {top} = scroller(el).getBoundingClientRect();
  const row = all(el, '.line').find((line) => line.getBoundingClientRect().top > top + 40)!;
  return {id: row.dataset['id']!, top: row.getBoundingClientRect().top};
};
const topOf = (el: JourneyTimeline, id: string) =>
  all(el, `.line[data-id="${id}"]`)[0]?.getBoundingClientRect().top;
const aPage = (at: number, title: string, over: Partial<Touchpoint> = {}) =>
  aTouchpoint(at, {
    name: 'page_viewed',
    sessionId: 's-live',
    page: {url: `https://shop.example/${title}`, title},
    ...over,
  });

describe('<journey-timeline>', () => {
  it('tells days in the time zone it is given, also in another than before', async () => {
    const {el} = await showLog([
      aTouchpoint(Date.UTC(2026, 2, 3, 23, 30), {name: 'page_viewed', sessionId: 's'}),
    ]);
    const days = [];
    for (const timeZone of ['UTC', 'Asia/Tokyo', 'UTC']) {
      el.timeZone = timeZone;
      await settled(el);
      days.push(/\d+/.exec(all(el, '.day')[0]!.textContent!)?.[0]);
    }
    expect(days).to.deep.equal(['3', '4', '3']);
  });

  it('shows the newest first, in words', async () => {
    const el = await show(aJourney(now));
    expect(words(el).slice(0, 2)).to.deep.equal([
      'Chatted with support',
      'Waited in queue, Payments, 1 min waited',
    ]);
    expect(all(el, 'h4')[0]!.textContent!.trim()).to.match(/^Chat/);
    // What was a minute ago may have been yesterday.
    const ofNow = await show([aPage(Date.now(), 'now')]);
    expect(all(ofNow, '.day')[0]!.textContent).to.equal('Today');
  });

  it('says everything that happened as a time', async () => {
    const el = await show([aPage(Date.UTC(2026, 10, 1, 12), 'a')]);
    expect(all(el, '.line time')[0]!.getAttribute('datetime')).to.equal('2026-11-01T12:00:00.000Z');
  });

  it('opens a row to its details, and asks first', async () => {
    const el = await show([aPage(now, 'Kettles')]);
    const asked: JourneySelectEvent[] = [];
    el.addEventListener('journeyselect', (event) => asked.push(event));
    const line = all(el, '.line')[0]!;
    line.click();
    await until(() => all(el, '.details')[0]);
    expect(line.getAttribute('aria-expanded')).to.equal('true');
    expect(all(el, '.details')[0]!.textContent).to.contain('shop.example/Kettles');
    expect(asked.map(({open, touchpoint}) => [open, touchpoint.name])).to.deep.equal([
      [true, 'page_viewed'],
    ]);

    el.addEventListener('journeyselect', (event) => event.preventDefault());
    line.click();
    await until(() => all(el, '.details')[0]);
    expect(line.getAttribute('aria-expanded')).to.equal('true');
  });

  it('runs no script that a touchpoint brings, and shows it as typed', async () => {
    const evil = '<img src=x onerror="window.hacked = 1">"\'><script>hacked()</script>';
    const el = await show([
      aPage(now, evil, {
        page: {url: 'javascript:alert(1)', title: evil},
        properties: {[evil]: evil, target: 'javascript:alert(1)'},
      }),
    ]);
    all(el, '.line')[0]!.click();
    await settled(el);
    expect(words(el)[0]).to.equal(`Viewed page: ${evil}`);
    expect(el.renderRoot.querySelectorAll('img, script, a')).to.have.lengthOf(0);
    expect('hacked' in window).to.equal(false);
  });

  it('says how much of all is shown', async () => {
    const foot = async (more: boolean, total: number) => {
      const el = await show(manyTouchpoints(5, now), {total});
      el.more = more;
      await el.updateComplete;
      return all(el, '.foot')[0]!.textContent!.replace(/\s+/g, ' ').trim();
    };
    expect(await foot(true, 312)).to.equal('5 of 312 shownShow older');
    expect(await foot(false, 5)).to.equal('That is everything: 5 touchpoints');
    // What is missing though nothing more can be had is not passed over.
    expect(await foot(false, 9)).to.equal('5 of 9 shown');
  });

  it('asks for older ones near the end, once', async () => {
    const el = await show([]);
    let asked = 0;
    el.addEventListener('journeymore', () => asked++);
    el.more = true;
    el.touchpoints = manyTouchpoints(600, now);
    await settled(el);
    expect(asked).to.equal(0);
    await scrollTo(el, scroller(el).scrollHeight);
    await scrollTo(el, scroller(el).scrollHeight);
    expect(asked).to.equal(1);
  });

  it('is readable by everyone, open and closed', async () => {
    const el = await show(aJourney(now));
    await expect(el).to.be.accessible();
    for (const line of all(el, '.line').slice(0, 4)) line.click();
    await until(() => all(el, '.details')[3]);
    await expect(el).to.be.accessible();
    el.style.setProperty('color-scheme', 'dark');
    await expect(el).to.be.accessible();
  });
});

describe('<journey-timeline>, searched and filtered', () => {
  const type = async (el: JourneyTimeline, text: string) => {
    const input = all<HTMLInputElement>(el, 'input')[0]!;
    input.value = text;
    input.dispatchEvent(new Event('input'));
    await until(() => el.filter.text === text);
    await settled(el);
  };
  const facet = (el: JourneyTimeline, name: string) =>
    all(el, '.facet').find(({textContent}) => textContent!.includes(name))!;

  it('shows what has the text, marks it, and says of how many', async () => {
    const el = await show(aJourney(now), {total: 100});
    const {length} = aJourney(now);
    await type(el, 'REFUND');
    expect(words(el)).to.deep.equal(['Searched help: ‘refund’, no results']);
    expect(all(el, 'mark').map(({textContent}) => textContent)).to.deep.equal(['refund']);
    expect(all(el, '.foot')[0]!.textContent).to.contain(
      `‘REFUND’: 1 of the ${length} loaded; ${100 - length} older not searched`,
    );
    await until(() => all(el, '.said')[0]!.textContent === '1 match');
  });

  it('counts its facets, and keeps to the chosen ones while rows arrive', async () => {
    const {el, log} = await showLog(aJourney(now));
    all(el, '.tools .button')[0]!.click();
    await until(() => facet(el, 'E-mail'));
    expect(facet(el, 'E-mail').textContent!.trim()).to.match(/^E-mail\s+2$/);
    facet(el, 'E-mail').click();
    await settled(el);
    expect(facet(el, 'E-mail').getAttribute('aria-pressed')).to.equal('true');
    expect(words(el)).to.have.lengthOf(2);
    await arrive(el, log, aPage(now + 1, 'one'));
    expect(words(el)).to.have.lengthOf(2);
    await arrive(el, log, aPage(now + 2, 'two', {channel: 'email'}));
    expect(words(el)[0]).to.contain('two');
    expect(words(el)).to.have.lengthOf(3);
    await expect(el).to.be.accessible();
  });

  it('keeps the reader’s place, and announces what comes, when frictions are found anew', async () => {
    const {el, log} = await showLog(manyTouchpoints(2000, now));
    const frictions = () => [
      {
        type: 'loop' as const,
        severity: 2,
        source: 'rule' as const,
        at: now,
        touchpoints: log.touchpoints.map(({id}) => id),
      },
    ];
    el.filter = {facets: ['friction:loop']};
    await until(() => all(el, '.foot')[0]!.textContent!.includes('0 of the 2,000'));
    el.frictions = frictions();
    await until(() => words(el).length > 10);
    await scrollTo(el, 5000);
    const {id, top} = firstRow(el);
    // With one update.
    log.add([aPage(now + 1, 'one'), aPage(now + 2, 'two')]);
    el.revision++;
    el.frictions = frictions();
    await el.updateComplete;
    await settled(el);
    expect(topOf(el, id)).to.be.closeTo(top, 2);
    expect(all(el, '.unseen')[0]!.textContent!.trim()).to.equal('2 new');
  });

  it('filters by stage what it is given together with the filter', async () => {
    const log = journeyLog();
    log.add(aJourney(now));
    const [[stage, count]] = [...stageCounts(log)] as [[string, number]];
    const el = await fixture<JourneyTimeline>(
      html`<journey-timeline
        .touchpoints=${aJourney(now)}
        .filter=${{facets: [`stage:${stage}`]}}
      ></journey-timeline>`,
    );
    el.style.setProperty('height', '600px');
    await until(() => all(el, '.foot')[0]!.textContent!.includes(`${count} of the`));
  });

  it('calls a channel of the tenant’s own by its name', async () => {
    const el = await show([aPage(now, 'one'), aPage(now + 1, 'two', {channel: 'x_trade_fair'})]);
    all(el, '.tools .button')[0]!.click();
    await until(() => facet(el, 'rade fair'));
    expect(facet(el, 'rade fair').textContent!.trim()).to.match(/^Trade fair\s+1$/);
  });

  it('counts what it is filtered by, given alone, as one', async () => {
    const el = await show(aJourney(now));
    el.filter = {facets: 'channel:email'} as unknown as TimelineFilter;
    await settled(el);
    expect(all(el, '.tools .button')[0]!.ariaLabel).to.equal('Filter 1');
  });

  it('searches for no blanks', async () => {
    const el = await show(aJourney(now));
    const input = all<HTMLInputElement>(el, 'input')[0]!;
    const {filter} = el;
    input.value = '  ';
    input.dispatchEvent(new Event('input'));
    await until(() => el.filter !== filter);
    expect(el.filter.text).to.equal('');
    await settled(el);
    expect(input.value).to.equal('  ');
  });

  it('finds what is new since the reader last looked', async () => {
    // Such as a call, which is told of when it is over, and what a page sent when it was online again.
    const call = aPage(now - 8000, 'late');
    const late = {...call, clocks: {...call.clocks, received: now - 1000}};
    const el = await show([aPage(now - 9000, 'old'), late, aPage(now, 'fresh')]);
    el.since = now - 5000;
    el.filter = {facets: ['new:since']};
    await settled(el);
    expect(words(el)).to.deep.equal(['Viewed page: fresh', 'Viewed page: late']);
    expect(all(el, '.new')).to.have.lengthOf(2);
  });

  it('filters from its first row on where another timeline has fetched what filters', async () => {
    const touchpoints = [aPage(now - 9000, 'old'), aPage(now, 'fresh')];
    const other = await show(touchpoints);
    await type(other, 'fresh');
    await until(() => words(other).length === 1);
    const el = document.createElement('journey-timeline');
    Object.assign(el, {touchpoints, filter: {text: 'old'}});
    other.after(el);
    await el.updateComplete;
    expect(words(el)).to.deep.equal(['Viewed page: old']);
    el.remove();
  });

  it('lets go of a filter for what somebody asks to see', async () => {
    const el = await show([aPage(now - 9000, 'old'), aPage(now, 'fresh')]);
    await type(el, 'fresh');
    expect(words(el)).to.have.lengthOf(1);
    const [old] = el.touchpoints;
    expect(await el.show(old!.id)).to.equal(true);
    expect(words(el)).to.have.lengthOf(2);
  });

  it('says whose turn a conversation is', async () => {
    const contact = {id: 'c1'};
    const wrote = aTouchpoint(now - 1000, {
      name: 'message_sent',
      channel: 'chat',
      direction: 'inbound',
      contact: {...contact, message: 'Hello?'},
    });
    const {el, log} = await showLog([wrote]);
    expect(all(el, '.turn')[0]!.textContent).to.equal('Our turn');
    await arrive(el, log, {
      ...wrote,
      id: idAt(now, 99_998),
      occurredAt: now,
      direction: 'outbound',
    });
    await settled(el);
    expect(all(el, '.turn')[0]!.textContent).to.equal('Customer’s turn');
  });
});

describe('<journey-timeline> as text', () => {
  it('lets be seen, for a while, what became of it on the clipboard', async () => {
    const el = await show(aJourney(now));
    const said = () => all(el, '.said')[0]!.getBoundingClientRect();
    expect(said().width).to.equal(1);
    all<HTMLButtonElement>(el, '.tools .button')[1]!.click();
    await until(() => said().width > 40);
    expect(all(el, '.said')[0]!.textContent).to.match(/Copied|not copy/);
    await until(() => said().width === 1, 'it is still to be seen');
  });
});

describe('<journey-timeline> by keyboard', () => {
  it('is one stop for Tab; the arrows walk, Enter opens', async () => {
    const el = await show(aJourney(now));
    await tabToRows(el);
    expect(focused(el)?.textContent).to.contain('Chatted with support');
    await sendKeys({press: 'ArrowDown'});
    expect(focused(el)?.textContent).to.contain('Waited in queue');
    await sendKeys({press: 'Enter'});
    await settled(el);
    expect(focused(el)?.getAttribute('aria-expanded')).to.equal('true');
    await sendKeys({press: 'ArrowUp'});
    expect(focused(el)?.textContent).to.contain('Chatted with support');
    expect(all(el, '.line[tabindex="0"]')).to.have.lengthOf(1);
  });

  it('walks up with each row below the heading of its day', async () => {
    const el = await show(manyTouchpoints(500, now));
    await tabToRows(el);
    await scrollTo(el, 4000);
    seen(el).at(-1)!.focus();
    for (let n = 0; n < 40; n++) {
      await sendKeys({press: 'ArrowUp'});
      await frame();
      await el.updateComplete;
      const {bottom} = focused(el)!.getBoundingClientRect();
      const heading = all(el, '.day')
        .map((day) => day.getBoundingClientRect())
        .find((day) => day.top <= scroller(el).getBoundingClientRect().top + 1);
      expect(bottom, `${n}`).to.be.above((heading?.bottom ?? 0) + 16);
    }
  });

  it('goes to the first and the last row of thousands', async () => {
    const many = manyTouchpoints(5000, now);
    const el = await show(many);
    await tabToRows(el);
    await sendKeys({press: 'End'});
    await settled(el);
    expect(focused(el)?.dataset['id']).to.equal(many.at(-1)!.id);
    await sendKeys({press: 'Home'});
    await settled(el);
    expect(focused(el)?.dataset['id']).to.equal(many[0]!.id);
  });

  it('keeps the focus while rows arrive', async () => {
    const {el, log} = await showLog(aJourney(now));
    await tabToRows(el);
    await sendKeys({press: 'ArrowDown'});
    const {id} = focused(el)!.dataset;
    await arrive(el, log, aPage(now + 1, 'one'), aPage(now + 2, 'two'));
    expect(focused(el)?.dataset['id']).to.equal(id);
  });

  it('does not lose the focus to a row that is scrolled away', async () => {
    const el = await show(manyTouchpoints(5000, now));
    await tabToRows(el);
    await scrollTo(el, 30_000);
    expect(focused(el) === scroller(el)).to.equal(true);
  });
});

describe('<journey-timeline>, live', () => {
  it('shows what arrives at the top, marked, and announces it in one sentence', async () => {
    const {el, log} = await showLog(aJourney(now));
    await arrive(el, log, aPage(now + 1, 'one'));
    await arrive(el, log, aPage(now + 2, 'two'));
    expect(words(el).slice(0, 2)).to.deep.equal(['Viewed page: two', 'Viewed page: one']);
    expect(all(el, '.fresh')).to.have.lengthOf(2);
    expect(all(el, '.unseen')).to.have.lengthOf(0);
    const announced = () => all(el, '[role=status]')[0]!.textContent;
    await until(announced);
    expect(announced()).to.equal('2 new touchpoints');
  });

  it('marks nothing of the first page, nor of older ones', async () => {
    const journey = aJourney(now);
    const {el, log} = await showLog(journey.slice(0, 20));
    await arrive(el, log, ...manyTouchpoints(30, now - 90 * 86_400_000));
    expect(all(el, '.fresh')).to.have.lengthOf(0);
  });

  it('takes a longer list for the same journey, grown', async () => {
    const before = [aPage(now, 'one')];
    const el = await show(before);
    el.touchpoints = [...before, aPage(now + 1, 'two')];
    await el.updateComplete;
    expect(all(el, '.fresh').map(({textContent}) => textContent!.includes('two'))).to.deep.equal([
      true,
    ]);
  });

  for (const [what, rows] of [
    ['one row arrives', 1],
    ['a hundred rows arrive at once', 100],
  ] as const) {
    it(`keeps the reader’s place when ${what} above`, async () => {
      const {el, log} = await showLog(manyTouchpoints(2000, now));
      await scrollTo(el, 5000);
      const {id, top} = firstRow(el);
      await arrive(el, log, ...Array.from({length: rows}, (_, n) => aPage(now + n, `n${n}`)));
      await settled(el);
      expect(topOf(el, id)).to.be.closeTo(top, 2);
      expect(all(el, '.unseen')[0]!.textContent!.trim()).to.equal(`${rows} new`);
    });
  }

  it('keeps the reader’s place to the px while twenty rows arrive above, one after the other', async () => {
    const {el, log} = await showLog(manyTouchpoints(2000, now));
    // Rows as no screen can scroll by.
    el.style.lineHeight = '20.37px';
    for (const place of [1000, 2000, 3000, 4000, 5000]) await scrollTo(el, place);
    const {id, top} = firstRow(el);
    for (let n = 0; n < 20; n++) await arrive(el, log, aPage(now + n, `n${n}`));
    await settled(el);
    expect(topOf(el, id)).to.be.closeTo(top, 1);
  });

  it('leads to what is new by its chip', async () => {
    const {el, log} = await showLog(manyTouchpoints(2000, now));
    await scrollTo(el, 5000);
    await arrive(el, log, aPage(now + 1, 'newest'));
    all(el, '.unseen')[0]!.click();
    await settled(el);
    expect(scroller(el).scrollTop).to.equal(0);
    expect(words(el)[0]).to.equal('Viewed page: newest');
    expect(all(el, '.unseen')).to.have.lengthOf(0);
  });

  it('keeps the reader’s place when older ones come below', async () => {
    const {el, log} = await showLog(manyTouchpoints(600, now));
    await scrollTo(el, scroller(el).scrollHeight - 900);
    const {id, top} = firstRow(el);
    await arrive(el, log, ...manyTouchpoints(50, now - 400 * 86_400_000));
    await settled(el);
    expect(topOf(el, id)).to.be.closeTo(top, 2);
  });
});

describe('<journey-timeline> with 100,000 touchpoints', () => {
  it('draws fewer than 2,500 nodes, wherever one scrolls', async () => {
    const el = await show(manyTouchpoints(100_000, now));
    const counts = [nodes(el)];
    for (const part of [0.2, 0.5, 0.999, 0.1]) {
      await scrollTo(el, scroller(el).scrollHeight * part);
      counts.push(nodes(el));
      expect(seen(el).length).to.be.greaterThan(5);
    }
    expect(Math.max(...counts)).to.be.lessThan(2500);
  });

  it('is first drawn without a look at what is not on the screen', async () => {
    const log = journeyLog();
    log.add(manyTouchpoints(10_000, now));
    const looked = new Set<string>();
    const sessions = log.sessions.map((session) => ({
      ...session,
      get touchpoints() {
        looked.add(session.key);
        return session.touchpoints;
      },
    }));
    const el = await fixture<JourneyTimeline>(
      html`<journey-timeline
        style="height: 600px"
        .journey=${{...log, sessions}}
      ></journey-timeline>`,
    );
    expect(words(el)).to.have.length.above(15);
    expect(looked.size).to.be.below(10);
    expect(scroller(el).scrollHeight).to.be.above(10_000 * 32);
  });

  it('goes to its very end where a hand pulls it there at once', async () => {
    const uneven = Array.from({length: 3000}, (_, n) =>
      aPage(now - Math.floor(n / 3) * 86_400_000 * (n % 2 ? 1 : 3) - n * 1000, `p${n}`, {
        sessionId: `s-${Math.floor(n / (1 + (n % 4)))}`,
      }),
    );
    const {el, log} = await showLog(uneven);
    await scrollTo(el, scroller(el).scrollHeight);
    await settled(el);
    expect(seen(el).map(({dataset}) => dataset['id'])).to.include(log.touchpoints[0]!.id);
  });

  it('draws where a hand that flew over years of them rests', async () => {
    const el = await show(manyTouchpoints(100_000, now));
    for (let n = 0; n < 6; n++) {
      scroller(el).scrollTop += 20_000;
      await frame();
    }
    const {top, bottom} = scroller(el).getBoundingClientRect();
    const seen = () =>
      all(el, '.line').filter((line) => {
        const rect = line.getBoundingClientRect();
        return rect.bottom > top && rect.top < bottom;
      });
    await until(() => seen().length > 5);
  });

  it('stays where a hand has pulled it, far from all that is drawn', async () => {
    const el = await show(manyTouchpoints(2000, now), {total: 5000});
    for (const part of [0.5, 1]) {
      const {scrollHeight, clientHeight} = scroller(el);
      const top = Math.round(part * (scrollHeight - clientHeight));
      await scrollTo(el, top);
      expect(scroller(el).scrollTop).to.be.within(top - 100, top + 100);
    }
  });

  it('draws no more of them while it is hidden, and is found as it was left', async () => {
    const el = await show(manyTouchpoints(100_000, now));
    await scrollTo(el, 50_000);
    await settled(el);
    const [before, {id, top}] = [nodes(el), firstRow(el)];
    const {scrollHeight} = scroller(el);
    el.hidden = true;
    for (let n = 0; n < 60; n++) await frame();
    expect(nodes(el)).to.be.at.most(before + 100);
    el.hidden = false;
    await settled(el);
    await until(() => seen(el).length > 0);
    expect(topOf(el, id)).to.be.closeTo(top, 2);
    // Some rows were drawn and measured for the first time: not one is taken for a row of no height.
    expect(scroller(el).scrollHeight).to.be.closeTo(scrollHeight, 1000);
  });

  it('shows any of them on demand', async () => {
    const many = manyTouchpoints(100_000, now);
    const el = await show(many);
    const {id} = many[70_000]!;
    expect(await el.show(id)).to.equal(true);
    await settled(el);
    const row = all(el, `.line[data-id="${id}"]`)[0]!.getBoundingClientRect();
    const view = scroller(el).getBoundingClientRect();
    expect(row.top).to.be.greaterThan(view.top);
    expect(row.bottom).to.be.lessThan(view.bottom);
    expect(await el.show('nobody')).to.equal(false);
  });

  it('never draws all of them where the page gives no height', async () => {
    await setViewport({width: 800, height: 600});
    const el = await fixture<JourneyTimeline>(
      html`<journey-timeline .touchpoints=${manyTouchpoints(5000, now)}></journey-timeline>`,
    );
    await settled(el);
    expect(el.getBoundingClientRect().height).to.be.at.most(600);
    expect(nodes(el)).to.be.lessThan(2500);
  });
});
