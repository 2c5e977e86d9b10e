/* oxlint-disable typescript/no-floating-promises -- axe's plugin types every assertion as a promise */
import {expect, fixture, html} from '@open-wc/testing';
import {sendKeys, setViewport} from '@web/test-runner-commands';
import type {Journey, OwnStages, Remark} from '@throughline/contracts';
import type {Rephrase} from '@throughline/journey';
import {aJourney, aTouchpoint, manyTouchpoints, idAt} from '../gallery/data.ts';
import {anIdentity} from '../gallery/identity-data.ts';
import {afterEach, describe, it} from '../testing/mocha.ts';
import './define.ts';
import {
  JourneyPanel,
  JourneySourceError,
  memorySource,
  type JourneySource,
  type JourneyTimeline,
  type LiveEvent,
} from './index.ts';

const now = Date.now();
const email = 'ada.lovelace@example.com';

const show = async (source: JourneySource | null, attributes: Partial<JourneyPanel> = {email}) => {
  const el = await fixture<JourneyPanel>(html`<journey-panel></journey-panel>`);
  el.style.setProperty('height', '600px');
  Object.assign(el, attributes, {source});
  await settled(el);
  return el;
};

/** With an integrator's source, and what they are told of it. */
const showOwn = async (source: JourneySource) => {
  const told: string[] = [];
  const el = await fixture<JourneyPanel>(html`<journey-panel></journey-panel>`);
  el.addEventListener('journeyerror', (event) => {
    event.preventDefault();
    told.push(event.message);
  });
  Object.assign(el, {customer: 'ann', source});
  return {el, told};
};

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const settled = async (el: JourneyPanel) => {
  for (let n = 0; n < 4; n++) {
    await frame();
    await el.updateComplete;
    await timeline(el)?.updateComplete;
  }
};
const until = async (claim: () => unknown, what = String(claim)) => {
  const end = performance.now() + 20_000;
  while (!claim()) {
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await frame();
  }
};
const timeline = (el: JourneyPanel) =>
  el.renderRoot.querySelector<JourneyTimeline>('journey-timeline');
/** Everything one can read in the panel, the timeline's words included. */
const text = (el: JourneyPanel) =>
  `${el.renderRoot.textContent} ${timeline(el)?.renderRoot.textContent ?? ''}`.replace(/\s+/g, ' ');
/** What stands in a root and in all roots below it. */
const deepText = (root: ParentNode & Node): string =>
  [
    root.textContent,
    ...[...root.querySelectorAll<JourneyPanel>('*')].map(({renderRoot}) =>
      renderRoot ? deepText(renderRoot) : '',
    ),
  ].join(' ');
const find = <E extends HTMLElement>(el: JourneyPanel, selector: string) =>
  el.renderRoot.querySelector<E>(selector);
const brief = (el: JourneyPanel) =>
  timeline(el)?.querySelector('journey-brief')?.renderRoot?.textContent?.replace(/\s+/g, ' ') ?? '';
const chips = (el: JourneyPanel) =>
  [...el.renderRoot.querySelectorAll('.chip')].map(({textContent}) => textContent!.trim());
const aPage = (at: number, title: string) =>
  aTouchpoint(at, {
    name: 'page_viewed',
    sessionId: 's-today',
    page: {url: 'https://shop.example/', title},
  });

/** Timers of a second and more do not run before they are let go, however long the machine takes. */
const holdTimers = () => {
  const set = window.setTimeout.bind(window);
  const clear = window.clearTimeout.bind(window);
  const held = new Map<unknown, () => void>();
  window.setTimeout = ((work: () => void, ms = 0) => {
    const timer = set(() => ms < 1000 && work(), ms);
    if (ms >= 1000) held.set(timer, work);
    return timer;
  }) as typeof window.setTimeout;
  window.clearTimeout = (timer) => {
    held.delete(timer);
    clear(timer);
  };
  return {
    letGo() {
      Object.assign(window, {setTimeout: set, clearTimeout: clear});
      for (const work of held.values()) work();
    },
  };
};

/** A source in the test's hands: each read waits for the test to answer it. */
const puppet = () => {
  const reads: {
    what: string;
    signal: AbortSignal | undefined;
    answer: (value: unknown) => void;
    fail: (error: unknown) => void;
  }[] = [];
  const pending = (what: string, signal?: AbortSignal) =>
    new Promise<never>((answer, fail) =>
      reads.push({what, signal, answer: answer as () => void, fail}),
    );
  const lines: {push: (event: LiveEvent) => void; fail: (error: unknown) => void}[] = [];
  const source: JourneySource = {
    find: ([first], {signal} = {}) => pending(`find ${first?.value}`, signal),
    timeline: (customer, {before, signal} = {}) =>
      pending(`timeline ${customer}${before ? ` before ${before}` : ''}`, signal),
    async *live(customer, {signal} = {}) {
      const queue: LiveEvent[] = [];
      let wake = () => {};
      let failure: unknown;
      lines.push({
        push: (event) => {
          queue.push(event);
          wake();
        },
        fail: (error) => {
          failure = error;
          wake();
        },
      });
      signal?.addEventListener('abort', () => wake());
      while (!signal?.aborted && customer) {
        const event = queue.shift();
        if (event) yield event;
        else if (failure) throw failure;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
  const read = async (what: string) => {
    await until(() => reads.some((entry) => entry.what === what), what);
    return reads.splice(
      reads.findIndex((entry) => entry.what === what),
      1,
    )[0]!;
  };
  return {source, reads, read, lines};
};
const pageOf = (...touchpoints: ReturnType<typeof aPage>[]) => ({
  touchpoints,
  total: touchpoints.length,
  next: null,
});

describe('<journey-panel>', () => {
  it('says who it is, where they are, what they have and what hurt', async () => {
    const el = await show(memorySource(aJourney(now)));
    expect(find(el, 'h2')!.textContent).to.equal('a•••@example.com');
    await until(() => find(el, '.live')?.textContent === 'Live');
    expect(find(el, '.last')!.textContent).to.contain('Last on Help centre');
    await until(() => find(el, '.chip'));
    expect(chips(el)).to.deep.equal([
      'Our turn · 5 days',
      'Support',
      '3 items, €93.70',
      'Payment failed × 2',
      'Search found nothing',
      'Rage clicks',
      '+5',
    ]);
    const more = [...el.renderRoot.querySelectorAll<HTMLElement>('.chip')].at(-1)!;
    expect(more.title.split('\n')).to.have.lengthOf(5).and.include('Coupon denied');
  });

  it('says when, however long the title of the page', async () => {
    const el = await show(memorySource([aPage(now - 600_000, 'A kettle that pours. '.repeat(40))]));
    const last = find(el, '.last')!.getBoundingClientRect();
    const time = find(el, '.last time')!.getBoundingClientRect();
    expect(time.width).to.be.greaterThan(20);
    expect(time.right).to.be.lessThan(last.right);
  });

  it('leads from a chip to what it rests on', async () => {
    const el = await show(memorySource(aJourney(now)));
    await until(() => find(el, '.chip.bad'));
    find(el, '.chip.bad')!.click();
    await settled(el);
    const focused = timeline(el)!.shadowRoot!.activeElement;
    expect(focused?.textContent).to.contain('Card declined at payment');
  });

  it('shows what happens the moment it happens', async () => {
    const source = memorySource(aJourney(now));
    const el = await show(source);
    source.add([aPage(now, 'Fresh page')]);
    await until(() => text(el).includes('Viewed page: Fresh page'));
    expect(find(el, '.last')!.textContent).to.contain('Last on Fresh page');
  });

  it('reads older pages as the reader goes down, to the end', async () => {
    const el = await show(memorySource(manyTouchpoints(120, now)));
    const scroller = timeline(el)!.renderRoot.querySelector('.scroller')!;
    await until(() => {
      scroller.scrollTop = scroller.scrollHeight;
      return text(el).includes('That is everything: 120 touchpoints');
    });
  });

  it('takes its attributes late, in any order, and as properties', async () => {
    const el = await show(null, {});
    expect(text(el)).to.contain('No customer yet');
    el.source = memorySource(aJourney(now));
    await settled(el);
    expect(text(el)).to.contain('No customer yet');
    el.setAttribute('email', email);
    await until(() => timeline(el));
    el.removeAttribute('email');
    await settled(el);
    expect(text(el)).to.contain('No customer yet');
    el.identifiers = [{kind: 'anonymous', value: '0193c2f1a7'}];
    await until(() => timeline(el));
  });
});

describe('<journey-panel> when the customer changes', () => {
  it('shows not one frame of the one before, however late answers come', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {email: 'ann@example.com'});
    (await read('find ann@example.com')).answer({customer: 'ann'});
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => text(el).includes('Page of Ann'));

    const frames: string[] = [];
    let watching = true;
    const watch = () => {
      frames.push(text(el));
      if (watching) requestAnimationFrame(watch);
    };
    el.email = 'bob@example.com';
    requestAnimationFrame(watch);
    await settled(el);
    // Ann's stream and pages still talk while Bob's are on their way.
    lines[0]!.push({type: 'touchpoint', touchpoint: aPage(now + 1, 'Late page of Ann')});
    await settled(el);
    (await read('find bob@example.com')).answer({customer: 'bob'});
    const bob = await read('timeline bob');
    await settled(el);
    bob.answer(pageOf(aPage(now, 'Page of Bob')));
    await until(() => text(el).includes('Page of Bob'));
    watching = false;

    expect(frames.length).to.be.greaterThan(6);
    expect(frames.filter((seen) => /Ann|ann@|a•••/.test(seen))).to.deep.equal([]);
  });

  it('ignores the first customer’s answer that comes after the second’s', async () => {
    const {source, read} = puppet();
    const el = await show(source, {email: 'ann@example.com'});
    const ann = await read('find ann@example.com');
    el.email = 'bob@example.com';
    (await read('find bob@example.com')).answer({customer: 'bob'});
    (await read('timeline bob')).answer(pageOf(aPage(now, 'Page of Bob')));
    await until(() => text(el).includes('Page of Bob'));
    ann.answer({customer: 'ann'});
    await settled(el);
    expect(text(el)).to.contain('Page of Bob');
    expect(ann.signal?.aborted).to.equal(true);
  });

  it('drops an older page that was asked for before', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).answer({...pageOf(aPage(now, 'Ann')), total: 2, next: 'x'});
    const older = await read('timeline ann before x');
    el.customer = 'bob';
    (await read('timeline bob')).answer(pageOf(aPage(now, 'Bob')));
    await until(() => text(el).includes('Viewed page: Bob'));
    older.answer(pageOf(aPage(now - 1, 'Old page of Ann')));
    await settled(el);
    expect(text(el)).not.to.contain('Ann');
    expect(text(el)).to.contain('That is everything: 1 touchpoint');
  });

  it('goes on from where all was read anew, whatever older page comes after', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    const visited = aPage(now, 'Page of the visitor');
    (await read('timeline ann')).answer({...pageOf(visited), total: 2, next: 'x'});
    const older = await read('timeline ann before x');
    lines[0]!.push({type: 'merged'});
    (await read('timeline ann')).answer({...pageOf(visited), total: 4, next: 'y'});
    await until(() => timeline(el)?.total === 4);
    older.answer(pageOf(aPage(now - 1000, 'Older page')));
    const rest = [2, 3, 4].map((n) => aPage(now - n, `Page ${n} of Ann`));
    (await read('timeline ann before y')).answer({...pageOf(...rest), total: 4});
    await until(() => text(el).includes('Page 4 of Ann'));
  });

  it('closes what it opened when it leaves the page, and goes on when it is back', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    const first = await read('timeline ann');
    const parent = el.parentElement!;
    el.remove();
    expect(first.signal?.aborted).to.equal(true);
    parent.append(el);
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => text(el).includes('Page of Ann'));
  });
});

describe('<journey-panel> when something is wrong', () => {
  const failing = (code: ConstructorParameters<typeof JourneySourceError>[0]) => ({
    ...memorySource([]),
    find: () => Promise.reject(new JourneySourceError(code, 'It broke.', {requestId: 'req_7'})),
  });

  it('says what it is and what to do, in every state, for everyone', async () => {
    const states: [string, JourneySource | null, string, boolean][] = [
      ['idle', null, 'No customer yet', false],
      ['notfound', memorySource([]), 'Nobody known by that name', true],
      [
        'empty',
        {...memorySource([]), find: async () => ({customer: 'c'})},
        'Nothing recorded yet',
        false,
      ],
      ['offline', failing('offline'), 'No connection', true],
      ['token', failing('token_expired'), 'Access has run out', true],
      ['forbidden', failing('forbidden'), 'Not for your eyes', false],
      ['error', failing('failed'), 'Request req_7', true],
    ];
    for (const [name, source, words, retry] of states) {
      for (const theme of ['light', 'dark'] as const) {
        const el = await show(source, {...(name !== 'idle' && {email}), theme});
        expect(text(el), name).to.contain(words);
        expect(find(el, '.button') !== null, name).to.equal(retry);
        await expect(el).to.be.accessible();
      }
    }
  });

  it('does not send an agent to the network where the collector answers that it cannot now', async () => {
    const busy = new JourneySourceError('unavailable', 'More arrives than can be kept just now', {
      requestId: 'req_7',
    });
    const el = await show({...memorySource([]), find: () => Promise.reject(busy)});
    expect(text(el)).to.contain('More arrives than can be kept just now. If it stays');
    expect(text(el)).to.contain('Request req_7');
    expect(text(el)).not.to.contain('network');
  });

  it('is readable by everyone while it loads and when it shows a journey', async () => {
    const loading = await show(puppet().source);
    expect(find(loading, '.skeleton')!.getAttribute('aria-label')).to.equal('Loading the journey…');
    await expect(loading).to.be.accessible();
    for (const theme of ['light', 'dark'] as const) {
      const ready = await show(memorySource(aJourney(now)), {email, theme});
      await expect(ready).to.be.accessible();
    }
  });

  it('tries again when asked to', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).fail(new JourneySourceError('failed', 'It broke.'));
    await until(() => find(el, '.button'));
    find(el, '.button')!.focus();
    find(el, '.button')!.click();
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => text(el).includes('Page of Ann'));
    // The button is gone; whoever pressed it by a key goes on from there.
    expect(el.shadowRoot!.activeElement === find(el, '.panel')).to.equal(true);
  });

  it('tries again by itself when the network is back', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).fail(
      new JourneySourceError('offline', 'Gone.', {retryAfterMs: 60_000}),
    );
    await until(() => text(el).includes('No connection'));
    window.dispatchEvent(new Event('online'));
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => text(el).includes('Page of Ann'));
  });

  it('asks the desktop for a fresh token, keeps what it shows, and goes on with it', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann', token: 'old'});
    let asked = 0;
    el.addEventListener('journeytoken', () => asked++);
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => timeline(el));
    const shown = timeline(el);

    lines[0]!.fail(new JourneySourceError('token_expired', 'Expired.'));
    await until(() => asked === 1);
    expect(text(el)).to.contain('Access has run out').and.to.contain('Page of Ann');
    // It moves no row, and is not said, where the desktop answers at once.
    const banner = find(el, '.banner')!;
    const room = () => [banner.offsetHeight, getComputedStyle(banner).visibility];
    const [waiting] = banner.getAnimations();
    waiting!.pause();
    for (const ms of [0, 999]) {
      waiting!.currentTime = ms;
      expect(room()).to.deep.equal([0, 'hidden']);
    }
    waiting!.play();
    await until(() => room()[1] === 'visible');
    expect(room()[0]).to.be.above(20);
    await expect(el).to.be.accessible();

    el.token = 'new';
    (await read('timeline ann')).answer(
      pageOf(aPage(now + 1, 'Next page'), aPage(now, 'Page of Ann')),
    );
    await until(() => text(el).includes('Next page'));
    expect(text(el)).not.to.contain('Access has run out');
    expect(timeline(el)).to.equal(shown);
  });

  it('asks again for a token where nobody heard it, and where the one it got is no good', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    const gone = () => new JourneySourceError('token_missing', 'None.');
    (await read('timeline ann')).fail(gone());
    await until(() => text(el).includes('Access has run out'));
    let asked = 0;
    el.addEventListener('journeytoken', () => asked++);
    (await read('timeline ann')).fail(gone());
    await until(() => asked === 1);
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => text(el).includes('Page of Ann'));
  });

  it('takes a customer as null, alone, and by a number, as pages give them', async () => {
    const asked: unknown[] = [];
    const find = async (identifiers: unknown) => {
      asked.push(identifiers);
      return null;
    };
    const given = {identifiers: null, email: null, order: 100421} as unknown as JourneyPanel;
    const el = await show({...memorySource([]), find}, given);
    expect(text(el)).to.contain('Nothing carries Order 100421.');
    Object.assign(el, {order: null, identifiers: {kind: 'user', value: 7}});
    await until(() => text(el).includes('Nothing carries User 7.'));
    Object.assign(el, {identifiers: 'user-7'});
    await until(() => text(el).includes('No customer yet'));
    expect(asked).to.deep.equal([[{kind: 'order', value: '100421'}], [{kind: 'user', value: '7'}]]);
  });

  it('shows what there is in a time zone, a language and a filter that are none', async () => {
    const source = memorySource(aJourney(now));
    const given = {email, timeZone: 'CEST', lang: 7, filter: null} as unknown as JourneyPanel;
    const el = await show(source, given);
    await until(() => text(el).includes('Payment failed'));
    expect(text(el)).to.contain('That is everything: 42 touchpoints');
    Object.assign(el, {filter: {facets: 'channel:voice'}});
    await until(() => text(el).includes('5 of the 42 loaded'));
  });

  it('looks like itself whatever a page says of all that is in it', async () => {
    const page = await fixture(html`
      <div style="white-space: nowrap; text-indent: 3em; letter-spacing: 1em; text-align: center">
        <style>
          * {
            font: italic 30px monospace;
            color: red;
            text-transform: uppercase;
          }
        </style>
        <journey-panel .email=${email} .source=${memorySource(aJourney(now))}></journey-panel>
      </div>
    `);
    const el = page.querySelector('journey-panel')!;
    await until(() => brief(el).includes('Payment failed'));
    const said = timeline(el)!.querySelector('journey-brief')!.renderRoot.querySelector('dt')!;
    for (const part of [find(el, '.panel')!, said]) {
      const style = getComputedStyle(part);
      expect([style.fontStyle, style.textTransform]).to.deep.equal(['normal', 'none']);
      expect(parseFloat(style.fontSize)).to.be.within(12, 17);
      expect([style.whiteSpace, style.textIndent]).to.deep.equal(['normal', '0px']);
      expect([style.letterSpacing, style.textAlign]).to.deep.equal(['normal', 'start']);
      expect(style.color).not.to.equal('rgb(255, 0, 0)');
    }
  });

  it('forgets nobody over an event that it does not know', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => timeline(el));
    lines[0]!.push({type: 'ping'} as unknown as LiveEvent);
    lines[0]!.push({type: 'touchpoint', touchpoint: aPage(now + 1, 'Next page')});
    await until(() => text(el).includes('Next page'));
    expect(text(el)).to.contain('Page of Ann');
  });

  it('tells an integrator, once, what of their source cannot be shown', async () => {
    const good = aPage(now, 'Page of Ann');
    const bad = [
      {...good, id: 'a', occurredAt: now + 0.5},
      {...good, id: 'b', occurredAt: now + 0.5, clocks: {...good.clocks, received: '2026-03-12'}},
    ];
    const source = {
      ...memorySource([]),
      timeline: async () => ({touchpoints: bad, next: null}),
    } as unknown as JourneySource;
    const {told} = await showOwn(source);
    await until(() => told.length >= 3);
    expect(told.map((each) => /(total|occurredAt|clocks)/.exec(each)?.[0])).to.have.members([
      'total',
      'occurredAt',
      'clocks',
    ]);
    expect(told.join()).to.contain('Give milliseconds since 1970');
  });

  it('leaves out what of an integrator’s source cannot be shown, says so once, and shows the rest', async () => {
    const good = (n: number) => ({...aPage(now - n * 1000, `Page ${n}`), id: `t${n}`});
    const without = {id: undefined, name: undefined, channel: undefined, occurredAt: undefined};
    const bad = [
      null,
      'page_viewed',
      ...Object.keys(without).map((field) => ({...good(9), id: `no-${field}`, [field]: undefined})),
      ...[null, `${now}`, new Date(now), NaN, 9e15].map((occurredAt, n) => ({
        ...good(9),
        id: `at-${n}`,
        occurredAt,
      })),
      {...good(9), id: 7},
      {...good(9), id: 'name', name: null},
      {...good(9), id: 'channel', channel: 5},
    ];
    const {promise: later, resolve: go} = Promise.withResolvers<void>();
    const source = Object.freeze({
      ...memorySource([]),
      timeline: async (_: string, {before}: {before?: string | null} = {}) => {
        if (before) return {touchpoints: [...bad, good(2)], total: 20, next: null};
        return {touchpoints: [good(0), ...bad, good(1)], total: 20, next: 'older'};
      },
      async *live() {
        yield {type: 'open'};
        await later;
        for (const touchpoint of [...bad, {...good(3), occurredAt: now + 1, id: 'live', name: 7}])
          yield {type: 'touchpoint', touchpoint};
        yield {type: 'touchpoint', touchpoint: {...aPage(now + 2, 'Page now'), id: 'now'}};
      },
    }) as unknown as JourneySource;
    const {el, told} = await showOwn(source);
    await until(() => text(el).includes('Page 2'));
    expect(text(el)).to.contain('Page 0').and.to.contain('Page 1').and.not.to.contain('Page 9');
    expect(text(el)).to.contain('3 of 20 shown');
    go();
    await until(() => text(el).includes('Page now'));
    expect(text(el)).to.contain('4 of 21 shown').and.not.to.contain('Page 3');
    await until(() => told.length >= 8);
    expect(new Set(told).size).to.equal(told.length);
    for (const field of Object.keys(without)) {
      const its = told.filter((each) => each.includes(`whose ${field} `));
      expect(its.join(), field).to.contain('source.timeline()').and.to.contain('source.live()');
      expect(its.join(), field).to.contain('It is left out');
    }
  });

  it('shows what of an integrator’s source has no names and no clocks, and says what is missing', async () => {
    const bare = ['page_viewed', 'customer_identified', 'ticket_created'].map((name, n) => {
      const page = aPage(now - n, `Page ${n}`);
      return {...page, name, id: `t${n}`, identifiers: undefined, clocks: undefined};
    });
    const source = {
      ...memorySource([]),
      // Made anew for each read, as what comes over a network is.
      timeline: async () => ({touchpoints: structuredClone(bare), total: 3, next: null}),
    } as unknown as JourneySource;
    const {el, told} = await showOwn(source);
    await until(() => text(el).includes('Viewed page: Page 0'));
    expect(text(el)).to.contain('That is everything: 3 touchpoints');
    timeline(el)!.renderRoot.querySelector<HTMLElement>('.line[data-id]')!.click();
    await until(() => timeline(el)!.renderRoot.querySelector('.details'));
    await until(() => told.length >= 2);
    expect(told.map((each) => /whose (\w+)/.exec(each)?.[1])).to.have.members([
      'identifiers',
      'clocks',
    ]);
    expect(find(el, '.banner')?.textContent).to.equal(undefined);
  });

  it('goes on with a token that is set while it asks', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann', token: 'old'});
    el.addEventListener('journeytoken', () => (el.token = 'new'));
    (await read('timeline ann')).fail(new JourneySourceError('token_expired', 'Expired.'));
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => text(el).includes('Page of Ann'));
  });

  it('says that it reconnects, and closes the gap behind it', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    const [first, second, third] = [1, 2, 3].map((n) => aPage(now + n, `Page ${n}`));
    (await read('timeline ann')).answer(pageOf(first!));
    await until(() => timeline(el));
    lines[0]!.push({type: 'lost', retryMs: 5});
    await until(() => find(el, '.live')!.textContent === 'Reconnecting…');
    lines[0]!.push({type: 'open'});
    (await read('timeline ann')).answer({touchpoints: [third], total: 3, next: 'gap'});
    (await read('timeline ann before gap')).answer({
      touchpoints: [second, first],
      total: 3,
      next: null,
    });
    await until(() => text(el).includes('Page 2'));
    expect(find(el, '.live')!.textContent).to.equal('Live');
    expect(text(el)).to.contain('That is everything: 3 touchpoints');
  });

  it('does not say that it reconnects where it has in a moment', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann', token: 'old'});
    const page = pageOf(aPage(now, 'Page of Ann'));
    (await read('timeline ann')).answer(page);
    await until(() => timeline(el));
    lines[0]!.push({type: 'open'});
    (await read('timeline ann')).answer(page);
    await until(() => find(el, '.live.on'));
    const said: string[] = [];
    new MutationObserver(() => said.push(find(el, '.live')!.textContent!)).observe(
      find(el, '.live')!,
      {childList: true, characterData: true, subtree: true},
    );
    const timers = holdTimers();
    // As a stream does that ends with its token, and what follows one that was refused.
    lines[0]!.push({type: 'lost', retryMs: 5});
    lines[0]!.push({type: 'open'});
    (await read('timeline ann')).answer(page);
    lines[0]!.fail(new JourneySourceError('token_expired', 'Expired.'));
    await until(() => find(el, '.banner'));
    el.token = 'new';
    (await read('timeline ann')).answer(page);
    lines[1]!.push({type: 'open'});
    (await read('timeline ann')).answer(page);
    await until(() => !find(el, '.banner'));
    timers.letGo();
    await settled(el);
    expect(said).to.deep.equal([]);
  });

  it('shows what was read where there is nothing to follow, and does not call it live', async () => {
    let [asked, read] = [0, 0];
    const inside = memorySource([aPage(now, 'Page of Ann')]);
    const source: JourneySource = {
      ...inside,
      async timeline(customer, options) {
        read++;
        await frame(); // Its stream has ended by then.
        return inside.timeline(customer, options);
      },
      async *live() {
        if (++asked === 2) yield {type: 'open'};
      },
    };
    const el = await show(source, {customer: 'ann'});
    await until(() => text(el).includes('Page of Ann'));
    await settled(el);
    expect(find(el, '.live')!.textContent).to.equal('');
    expect([asked, read]).to.deep.equal([1, 1]);

    el.source = {...source};
    await until(() => text(el).includes('Page of Ann') && read === 3);
    await settled(el);
    expect(find(el, '.live')!.textContent).to.equal('');
    expect([asked, read]).to.deep.equal([2, 3]);
  });

  it('follows nothing while the page is hidden, and says nothing of it', async () => {
    const asked: string[] = [];
    const streams: {signal: AbortSignal | null | undefined; last: string | undefined}[] = [];
    const page = {hidden: true};
    Object.defineProperty(document, 'hidden', {configurable: true, get: () => page.hidden});
    const turn = (hidden: boolean) => {
      page.hidden = hidden;
      document.dispatchEvent(new Event('visibilitychange', {bubbles: true}));
    };
    const known = [aPage(now, 'Page of Ann')];
    const json = (body: unknown) => new Response(JSON.stringify(body));
    const fetched = globalThis.fetch;
    globalThis.fetch = async (url, init) => {
      const what = new URL(url as string).pathname.split('/').at(-1)!;
      asked.push(what);
      if (what === 'timeline') return json(pageOf(...known.toReversed()));
      if (what !== 'live') return new Response('{}', {status: 400});
      const headers = new Headers(init?.headers);
      streams.push({signal: init?.signal, last: headers.get('last-event-id') ?? undefined});
      return new Response(
        new ReadableStream({
          start(controller) {
            init?.signal?.addEventListener('abort', () => controller.error(init.signal!.reason));
          },
        }),
      );
    };
    try {
      const el = await show(null, {customer: 'ann', src: 'https://collect.example', token: 't'});
      await until(() => text(el).includes('Page of Ann'));
      await settled(el);
      expect(asked).not.to.include('live');
      const badge = find(el, '.live')!;
      const said = [badge.textContent];
      new MutationObserver(() => said.push(badge.textContent)).observe(badge, {
        characterData: true,
        childList: true,
        subtree: true,
      });
      turn(false);
      await until(() => badge.textContent === 'Live');
      turn(true);
      await until(() => streams[0]!.signal?.aborted);
      known.push(aPage(now + 1, 'Came meanwhile'));
      await settled(el);
      expect(streams).to.have.lengthOf(1);
      turn(false);
      await until(() => text(el).includes('Came meanwhile'));
      expect(streams.map(({last}) => last)).to.deep.equal([undefined, undefined]);
      expect(said).to.deep.equal(['', 'Live']);
      el.remove();
    } finally {
      globalThis.fetch = fetched;
      Reflect.deleteProperty(document, 'hidden');
    }
  });

  it('keeps what happens while the first page is on its way', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    const [first, second, meanwhile] = [0, 1, 2].map((n) => aPage(now - 2 + n, `Page ${n}`));
    const reading = await read('timeline ann');
    lines[0]!.push({type: 'touchpoint', touchpoint: meanwhile!});
    await settled(el);
    reading.answer({...pageOf(second!), total: 2, next: 'x'});
    (await read('timeline ann before x')).answer({...pageOf(first!), total: 3});
    await until(() => text(el).includes('Page 0'));
    expect(text(el)).to.contain('Page 2').and.contain('That is everything: 3 touchpoints');
  });

  it('takes nobody for somebody else over what happens while it reads again', async () => {
    const {source, read, reads, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    const known = [aPage(now, 'Page of Ann')];
    (await read('timeline ann')).answer(pageOf(...known));
    await until(() => timeline(el));
    for (const title of ['', 'First', '', 'Second', '']) {
      lines[0]!.push({type: 'open'});
      const again = await read('timeline ann');
      const page = pageOf(...known);
      if (title) {
        known.unshift(aPage(Date.now() + 1, title));
        lines[0]!.push({type: 'touchpoint', touchpoint: known[0]!});
        await until(() => text(el).includes(title));
      }
      again.answer(page);
      await settled(el);
    }
    expect(reads).to.deep.equal([]);
    expect(text(el)).to.contain('That is everything: 3 touchpoints');
  });

  it('takes a touchpoint that comes twice once', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => timeline(el));
    const twice = {...aPage(now + 1, 'Twice'), id: idAt(now, 99_999)};
    lines[0]!.push({type: 'touchpoint', touchpoint: twice});
    lines[0]!.push({type: 'touchpoint', touchpoint: {...twice}});
    await until(() => text(el).includes('Twice'));
    await settled(el);
    expect(text(el)).to.contain('That is everything: 2 touchpoints');
  });

  it('reads all there is of a visitor who turns out to be somebody known', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of the visitor')));
    await until(() => timeline(el));
    lines[0]!.push({type: 'merged'});
    const again = await read('timeline ann');
    expect(text(el)).to.contain('Page of the visitor'); // Until there is better.
    const older = aPage(now - 1000, 'Page of Ann');
    again.answer({touchpoints: [aPage(now, 'Page of the visitor'), older], total: 2, next: null});
    await until(() => text(el).includes('Page of Ann'));
    expect(text(el)).to.contain('That is everything: 2 touchpoints');
  });

  it('reads it all, too, where that came out while nobody listened', async () => {
    const {source, read, reads, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    const visited = aPage(now, 'Page of the visitor');
    (await read('timeline ann')).answer(pageOf(visited));
    await until(() => timeline(el));
    for (const type of ['open', 'open'] as const) {
      lines[0]!.push({type});
      (await read('timeline ann')).answer(pageOf(visited));
    }
    await settled(el);
    expect(reads).to.deep.equal([]); // Nothing has changed, so nothing else is read.
    lines[0]!.push({type: 'open'});
    const both = pageOf(visited, aPage(now - 1000, 'Page of Ann'));
    (await read('timeline ann')).answer({...both, touchpoints: [visited], next: 'older'});
    (await read('timeline ann')).answer(both);
    await until(() => text(el).includes('Page of Ann'));
    expect(text(el)).to.contain('That is everything: 2 touchpoints');
    // And what is somebody else's by now goes.
    await until(() => lines.length === 2);
    for (const page of [both, pageOf(visited)]) {
      lines[1]!.push({type: 'open'});
      (await read('timeline ann')).answer(page);
    }
    (await read('timeline ann')).answer(pageOf(visited));
    await until(() => !text(el).includes('Page of Ann'));
  });

  it('forgets a customer who was erased while nobody listened', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source);
    (await read(`find ${email}`)).answer({
      customer: 'ann',
      identifiers: [{kind: 'user', value: 'u7'}],
    });
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => timeline(el));
    lines[0]!.fail(new JourneySourceError('customer_not_found', 'Gone.'));
    await until(() => text(el).includes('Nobody known by that name'));
    expect(text(el)).not.to.contain('Page of Ann');
    expect(text(el)).not.to.contain('u7');
    el.retry();
    (await read(`find ${email}`)).answer({customer: 'ann2'});
    (await read('timeline ann2')).answer(pageOf(aPage(now, 'Page of another Ann')));
    await until(() => text(el).includes('Page of another Ann'));
  });

  it('forgets a customer who was erased', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => timeline(el));
    lines[0]!.push({type: 'erased'});
    await until(() => text(el).includes('This customer was forgotten'));
    expect(text(el)).not.to.contain('Page of Ann');
    await expect(el).to.be.accessible();
  });

  it('takes what it shows off the screen when it may no longer show it', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => timeline(el));
    lines[0]!.fail(new JourneySourceError('forbidden', 'No longer.'));
    await until(() => text(el).includes('Not for your eyes'));
    expect(text(el)).not.to.contain('Page of Ann');
  });

  it('offers nothing older where a source leaves out what comes next', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).answer({touchpoints: [aPage(now, 'Ann')], total: 2});
    await until(() => text(el).includes('1 of 2 shown'));
    expect(timeline(el)!.renderRoot.querySelector('.foot .button') === null).to.equal(true);
  });

  it('offers to try again where older touchpoints could not be read', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).answer({...pageOf(aPage(now, 'Ann')), total: 2, next: 'x'});
    (await read('timeline ann before x')).fail(new JourneySourceError('unavailable', 'Busy.'));
    await until(() => text(el).includes('could not be loaded'));
    timeline(el)!.renderRoot.querySelector<HTMLElement>('.foot .button')!.click();
    (await read('timeline ann before x')).answer(pageOf(aPage(now - 1, 'Older')));
    await until(() => text(el).includes('Viewed page: Older'));
  });
});

describe('<journey-panel> in the page', () => {
  it('reads no older page while nobody can see it', async () => {
    const source = memorySource(manyTouchpoints(1000, now));
    let read = 0;
    const el = await show(
      {
        ...source,
        timeline(customer, options) {
          read++;
          return source.timeline(customer, options);
        },
      },
      {customer: 'memory', hidden: true},
    );
    await until(() => timeline(el));
    for (let n = 0; n < 5; n++) await settled(el);
    expect(read).to.be.at.most(2); // The newest page, and once more when it is followed.
    el.hidden = false;
    await until(() => timeline(el)!.renderRoot.querySelector('.row'));
    const scroller = timeline(el)!.renderRoot.querySelector('.scroller')!;
    scroller.scrollTop = scroller.scrollHeight;
    await until(() => read > 2);
  });

  it('fits from 240 to 1,200 px', async () => {
    const el = await show(memorySource(aJourney(now)));
    for (const width of [240, 320, 420, 900, 1200]) {
      // Its own width, not the window's: not every engine has so narrow a window.
      el.style.setProperty('width', `${width}px`);
      await settled(el);
      expect(el.clientWidth).to.equal(width);
      expect(el.scrollWidth, `at ${width}`).to.be.at.most(el.clientWidth);
      const inner = timeline(el)!.renderRoot.querySelector('.scroller')!;
      expect(inner.scrollWidth, `rows at ${width}`).to.be.at.most(inner.clientWidth);
    }
  });

  it('speaks its own language beside a panel that speaks another', async () => {
    const [one, other] = [
      await show(memorySource(aJourney(now)), {email, lang: 'de'}),
      await show(memorySource(aJourney(now)), {email, lang: 'fr'}),
    ];
    const asks = (el: JourneyPanel) =>
      timeline(el)?.renderRoot.querySelector('input')?.placeholder ?? '';
    await until(() => asks(one) === 'Suchen' && asks(other) === 'Rechercher');
  });

  for (const lang of ['en', 'ar', 'de', 'es', 'fr', 'hi', 'pt']) {
    it(`says in full what to search at 240 px: ${lang}`, async () => {
      const el = await show(memorySource(aJourney(now)), {email, lang});
      el.style.setProperty('width', '240px');
      await until(() => timeline(el));
      const input = timeline(el)!.renderRoot.querySelector('input')!;
      await until(() => (input.placeholder === 'Search') === (lang === 'en'));
      const style = getComputedStyle(input);
      const canvas = document.createElement('canvas').getContext('2d')!;
      canvas.font = style.font;
      // Not by clientWidth, of which engines think differently in an input.
      const {paddingLeft, paddingRight, borderLeftWidth, borderRightWidth} = style;
      const around = [paddingLeft, paddingRight, borderLeftWidth, borderRightWidth];
      const room = around.reduce((left, px) => left - parseFloat(px), input.offsetWidth);
      expect(canvas.measureText(input.placeholder).width).to.be.at.most(room);
    });
  }

  it('writes no style attribute and stores nothing', async () => {
    const el = await show(memorySource(aJourney(now)));
    const styled = [...timeline(el)!.renderRoot.querySelectorAll('[style]')].filter(
      (node) => !node.classList.contains('spacer'),
    );
    expect(styled).to.deep.equal([]);
    expect(el.renderRoot.querySelectorAll('[style]')).to.have.lengthOf(0);
    expect([localStorage.length, sessionStorage.length, document.cookie]).to.deep.equal([0, 0, '']);
  });

  it('meets another copy of itself without harm', async () => {
    const Before = customElements.get('journey-panel');
    const copy = './define.ts?copy';
    await import(copy);
    expect(customElements.get('journey-panel')).to.equal(Before);
    const [one, two] = [
      await show(memorySource(aJourney(now))),
      await show(memorySource(manyTouchpoints(5, now))),
    ];
    expect(text(one)).to.contain('Card declined');
    expect(text(two)).not.to.contain('Card declined');
  });

  it('works in a closed shadow root, and as an element of another name', async () => {
    class ClosedPanel extends JourneyPanel {
      static override readonly shadowRootOptions = {
        ...JourneyPanel.shadowRootOptions,
        mode: 'closed' as const,
      };
    }
    customElements.define('closed-journey-panel', ClosedPanel);
    const el = document.createElement('closed-journey-panel') as ClosedPanel;
    el.source = memorySource(aJourney(now));
    el.email = email;
    document.body.append(el);
    await until(() => find(el, '.chip.bad'));
    expect(el.shadowRoot).to.equal(null);
    find(el, '.chip.bad')!.click();
    await settled(el);
    el.remove();
  });
});

/** A source that hears what agents say, and keeps it from `answer` on. */
const listening = (touchpoints: ReturnType<typeof aJourney>) => {
  const said: Remark[] = [];
  let answers = false;
  const source: JourneySource = {
    ...memorySource(touchpoints),
    async remark(_customer, remark) {
      said.push(remark);
      if (!answers) throw new Error('gone');
      return {touchpoint: 't'};
    },
  };
  return {said, source, answer: () => (answers = true)};
};

describe('<journey-panel>, what it concludes', () => {
  it('tells an agent in short, and leads from each sentence to what it rests on', async () => {
    const el = await show(memorySource(aJourney(now)));
    await until(() => brief(el).includes('About payment'));
    expect(brief(el)).to.contain('Payment failed, 2 times');
    const {renderRoot} = timeline(el)!.querySelector('journey-brief')!;
    const tried = [...renderRoot.querySelectorAll<HTMLElement>('.sentence')].find(({textContent}) =>
      textContent!.includes('The customer tried'),
    )!;
    tried.click();
    await until(() => timeline(el)!.renderRoot.querySelector('.line:focus'));
    await expect(el).to.be.accessible();
  });

  it('leaves it to a desktop that cancels to show what a sentence rests on', async () => {
    const el = await show(memorySource(aJourney(now)));
    await until(() => chips(el).length > 0 && brief(el).includes('About payment'));
    const asked: string[] = [];
    el.addEventListener('journeyevidence', (event) => {
      event.preventDefault();
      asked.push(...event.touchpoints);
    });
    timeline(el)!.querySelector('journey-brief')!.renderRoot.querySelector('button')!.click();
    await settled(el);
    expect(asked).not.to.deep.equal([]);
    expect(timeline(el)!.renderRoot.querySelector('.line:focus') === null).to.equal(true);
  });

  it('goes to what it is asked for while older ones are on their way', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    (await read('timeline ann')).answer({...pageOf(aPage(now, 'Ann')), total: 3, next: 'x'});
    const older = await read('timeline ann before x');
    const wanted = aPage(now - 2000, 'Wanted');
    const shown = el.show(wanted.id);
    older.answer({...pageOf(aPage(now - 1000, 'Older')), total: 3, next: 'y'});
    (await read('timeline ann before y')).answer({...pageOf(wanted), total: 3});
    expect(await shown).to.equal(true);
  });

  it('goes there as soon as it can where it is asked together with the customer', async () => {
    const {source, read} = puppet();
    const el = await show(null, {});
    Object.assign(el, {source, customer: 'ann'});
    const wanted = aPage(now - 2000, 'Wanted');
    const shown = el.show(wanted.id);
    (await read('timeline ann')).answer({...pageOf(aPage(now, 'Ann')), total: 2, next: 'x'});
    (await read('timeline ann before x')).answer({...pageOf(wanted), total: 2});
    expect(await shown).to.equal(true);
    // And is looked for with nobody else.
    el.customer = 'ben';
    const nowhere = el.show(wanted.id);
    await read('timeline ben');
    el.customer = 'cem';
    expect(await nowhere).to.equal(false);
  });

  it('says an action was taken on, or is wrong here, once', async () => {
    const el = await show(memorySource(aJourney(now)));
    await until(() => brief(el).includes('Not here'));
    const said: string[] = [];
    el.addEventListener('journeyaction', ({action, verdict}) => said.push(`${action} ${verdict}`));
    const {renderRoot} = timeline(el)!.querySelector('journey-brief')!;
    const root = renderRoot as ShadowRoot;
    root.querySelector<HTMLElement>('.button.wrong')!.focus();
    root.querySelector<HTMLElement>('.button.wrong')!.click();
    await until(() => brief(el).includes('Noted as wrong'));
    expect(root.activeElement?.textContent).to.contain('Apologise');
    expect(said).to.deep.equal(['apologise_for_the_wait wrong']);
    expect(root.querySelector('.button.wrong')).to.equal(null);
    // And to whoever is at the keys the others are the next.
    const more = [...root.querySelectorAll<HTMLElement>('.more')].at(-1)!;
    more.focus();
    more.click();
    await until(() => root.querySelectorAll('.action').length > 1);
    expect(root.activeElement === root.querySelectorAll('.action .sentence')[1]).to.equal(true);
  });

  it('keeps what an agent says of a suggestion, and says so where it cannot', async () => {
    const {said, answer, source} = listening(aJourney(now));
    const el = await show(source);
    await until(() => brief(el).includes('Not here'));
    const {renderRoot} = timeline(el)!.querySelector('journey-brief')!;
    const wrong = () => renderRoot.querySelector<HTMLElement>('.button.wrong');
    wrong()!.click();
    await until(() => brief(el).includes('could not be kept'));
    answer();
    wrong()!.click();
    await until(() => brief(el).includes('Noted as wrong') && !wrong());
    const remark = {type: 'action', action: 'apologise_for_the_wait', verdict: 'wrong'};
    expect(said).to.deep.equal([remark, remark]);
    // A desktop that keeps answers itself.
    const other = await show({
      ...memorySource(aJourney(now)),
      remark: () => Promise.reject(new Error('asked')),
    });
    other.addEventListener('journeyaction', (event) => event.preventDefault());
    await until(() => brief(other).includes('Not here'));
    const root = timeline(other)!.querySelector('journey-brief')!.renderRoot;
    root.querySelector<HTMLElement>('.button.accepted')!.click();
    await until(() => brief(other).includes('Taken on'));
    await settled(other);
    expect(brief(other)).not.to.contain('could not be kept');
  });

  it('takes a note, keeps it where it was written until it is kept, and once', async () => {
    const {said, answer, source} = listening(aJourney(now));
    const el = await show(source);
    const note = () => timeline(el)!.querySelector('journey-note');
    await until(() => note()?.renderRoot?.querySelector('button'));
    const {renderRoot} = note()!;
    const field = () => renderRoot.querySelector('textarea');
    renderRoot.querySelector('button')!.click();
    await until(() => note()!.shadowRoot!.activeElement === field() && field());
    await expect(el).to.be.accessible();
    field()!.value = '  Call at noon. ';
    const press = (key: string, options = {}) =>
      field()!.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, ...options}));
    press('Enter', {ctrlKey: true});
    await until(() => renderRoot.textContent!.includes('could not be kept'));
    expect(field()!.value).to.contain('Call at noon.');
    answer();
    renderRoot.querySelector('button')!.click();
    await until(() => renderRoot.textContent!.includes('Noted.'));
    expect(field()).to.equal(null);
    const [first, second] = said as Extract<Remark, {type: 'note'}>[];
    expect(first).to.include({type: 'note', text: 'Call at noon.'});
    expect(second!.id).to.equal(first!.id);
    // The arrows are its own. Escape closes it and sends nothing.
    renderRoot.querySelector('button')!.click();
    await until(() => note()!.shadowRoot!.activeElement === field() && field());
    await sendKeys({press: 'ArrowUp'});
    expect(note()!.shadowRoot!.activeElement === field()).to.equal(true);
    press('Escape');
    await until(() => !field());
    expect(said).to.have.length(2);
  });

  it('lets an agent say that words say nothing of a feeling', async () => {
    const wrote = aTouchpoint(now - 60_000, {
      name: 'message_received',
      channel: 'chat',
      contact: {id: 'c-1', message: 'My order is wrong.'},
      sentiment: {valence: -1, source: 'inferred', method: 'vader/1'},
    });
    const {said, answer, source} = listening([wrote]);
    answer();
    const el = await show(source);
    const root = () => timeline(el)!.renderRoot;
    root().querySelector<HTMLElement>('.line')!.click();
    await until(() => root().querySelector('journey-correct')?.shadowRoot?.querySelector('button'));
    const {shadowRoot} = root().querySelector('journey-correct')!;
    shadowRoot!.querySelector('button')!.click();
    await until(() => shadowRoot!.textContent!.includes('counts no more'));
    await expect(el).to.be.accessible();
    const [{id, ...rest}] = said as [Remark];
    expect(id).to.match(/-7/);
    expect(rest).to.deep.equal({type: 'feeling', touchpoint: wrote.id, valence: null});
  });

  it('takes no notes where nobody keeps them', async () => {
    const el = await show(memorySource(aJourney(now)));
    await until(() => brief(el).includes('Not here'));
    expect(timeline(el)!.querySelector('journey-note')!.renderRoot.textContent!.trim()).to.equal(
      '',
    );
  });

  it('concludes as soon as the source can again', async () => {
    let asked = 0;
    const source = memorySource(aJourney(now));
    const el = await show({
      ...source,
      async journey(customer) {
        // Twice in the beginning: with the first page, and with the one after its stream stands.
        if (++asked < 3) throw new JourneySourceError('unavailable', 'Busy.');
        return source.journey!(customer);
      },
    });
    await until(() => chips(el).length > 0);
  });

  it('concludes anew from what arrives', async () => {
    const source = memorySource(aJourney(now).slice(0, 3));
    const el = await show(source);
    await until(() => chips(el).length > 0);
    const before = chips(el);
    source.add([aTouchpoint(now + 1, {name: 'payment_failed', sessionId: 's-today'})]);
    await until(() => chips(el).some((chip) => chip.includes('Payment failed')));
    expect(before.some((chip) => chip.includes('Payment failed'))).to.equal(false);
  });

  it('shows the latest conclusion, in whatever order they are answered, and none of who is gone', async () => {
    const {source, read, lines} = puppet();
    const answers: ((journey: Journey) => void)[] = [];
    const el = await show({
      ...source,
      journey: () => new Promise((answer) => answers.push(answer)),
    });
    (await read(`find ${email}`)).answer({customer: 'ann'});
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => answers.length === 1);
    lines[0]!.push({type: 'touchpoint', touchpoint: aPage(now + 1, 'Another page')});
    await until(() => answers.length === 2);
    const touchpoints = aJourney(now).slice(0, 3);
    const earlier = await memorySource(touchpoints).journey!('ann');
    const failed = aTouchpoint(now + 1, {name: 'payment_failed', sessionId: 's-today'});
    const hurts = () => chips(el).some((chip) => chip.includes('Payment failed'));
    answers[1]!(await memorySource([...touchpoints, failed]).journey!('ann'));
    await until(hurts);
    answers[0]!(earlier);
    await settled(el);
    expect(hurts()).to.equal(true);

    lines[0]!.push({type: 'touchpoint', touchpoint: aPage(now + 2, 'Last page')});
    await until(() => answers.length === 3);
    lines[0]!.fail(new JourneySourceError('customer_not_found', 'Gone.'));
    await until(() => text(el).includes('Nobody known by that name'));
    el.retry();
    (await read(`find ${email}`)).answer({customer: 'ben'});
    (await read('timeline ben')).answer(pageOf(aPage(now, 'Page of Ben')));
    await until(() => answers.length === 4);
    answers[2]!(earlier);
    await settled(el);
    expect(chips(el)).to.deep.equal([]);
    answers[3]!(earlier);
    await until(() => chips(el).length > 0);
  });

  it('shows no conclusion about the customer before, whenever it is answered', async () => {
    const {source, read} = puppet();
    const answers = new Map<string, (journey: Journey) => void>();
    const el = await show(
      {...source, journey: (customer) => new Promise((answer) => answers.set(customer, answer))},
      {customer: 'ann'},
    );
    (await read('timeline ann')).answer(pageOf(aPage(now, 'Page of Ann')));
    await until(() => answers.has('ann'));
    el.customer = 'bob';
    (await read('timeline bob')).answer(pageOf(aPage(now, 'Page of Bob')));
    await until(() => answers.has('bob'));
    answers.get('ann')!(await memorySource(aJourney(now)).journey!('ann'));
    await settled(el);
    expect(chips(el)).to.deep.equal([]);
    expect(brief(el)).to.equal('');
  });

  for (const tab of ['Timeline', 'Journey', 'Identity']) {
    it(`shows not one frame of the customer before under ${tab}, however late its answers come`, async () => {
      const {source, read, lines} = puppet();
      const journey = await memorySource(aJourney(now)).journey!('ann');
      const asked: {what: string; answer: (value: never) => void}[] = [];
      const wait = (what: string) =>
        new Promise<never>((answer) => asked.push({what, answer: answer as () => void}));
      const answer = async (what: string, value: unknown) => {
        await until(() => asked.some((entry) => entry.what === what), what);
        asked.find((entry) => entry.what === what)!.answer(value as never);
      };
      const el = await show(
        {
          ...source,
          journey: (customer) => wait(`journey ${customer}`),
          identity: (customer) => wait(`identity ${customer}`),
        },
        {customer: 'ann'},
      );
      /** Of hers there is a failed payment, a cart in euros and an address. */
      const ofAnn = /payment|€|•••/i;
      const open = async (name = tab) => {
        const button = () =>
          [...el.renderRoot.querySelectorAll<HTMLElement>('.tabs button')].find(({textContent}) =>
            textContent!.includes(name),
          );
        await until(button, name);
        button()!.click();
      };
      (await read('timeline ann')).answer(pageOf(aPage(now, 'Start')));
      await answer('journey ann', journey);
      await open();
      if (tab === 'Identity') await answer('identity ann', anIdentity(now));
      await until(() => ofAnn.test(deepText(el.renderRoot)));
      // All of it is asked for once more, and answered when somebody else is shown.
      asked.length = 0;
      await open('Timeline');
      await settled(el);
      await open();
      lines[0]!.push({type: 'touchpoint', touchpoint: aPage(now + 1, 'Next')});
      await until(() => asked.some(({what}) => what === 'journey ann'));

      const frames: string[] = [];
      let watching = true;
      const watch = () => {
        frames.push(deepText(el.renderRoot));
        if (watching) requestAnimationFrame(watch);
      };
      el.customer = 'bob';
      requestAnimationFrame(watch);
      await settled(el);
      (await read('timeline bob')).answer(pageOf(aPage(now, 'Start')));
      await answer('journey bob', await memorySource([]).journey!('bob'));
      await open();
      const late = asked.filter(({what}) => what.endsWith(' ann'));
      for (const {what, answer} of late) {
        answer((what === 'journey ann' ? journey : anIdentity(now)) as never);
      }
      expect(late).to.have.lengthOf(tab === 'Identity' ? 2 : 1);
      for (let n = 0; n < 3; n++) await settled(el);
      watching = false;

      expect(frames.length).to.be.greaterThan(6);
      expect(frames.filter((seen) => ofAnn.test(seen))).to.deep.equal([]);
    });
  }

  it('shows stages, feeling, frictions and cart on demand', async () => {
    const el = await show(memorySource(aJourney(now)));
    await until(() => find(el, '.tabs'));
    [...el.renderRoot.querySelectorAll<HTMLElement>('.tabs button')]
      .find(({textContent}) => textContent!.includes('Journey'))!
      .click();
    const words = (tag: string) =>
      el.renderRoot.querySelector<JourneyPanel>(tag)?.renderRoot?.textContent ?? '';
    await until(() => words('journey-cart').includes('€'));
    expect(words('journey-stages')).to.contain('Support');
    expect(words('journey-frictions')).to.contain('button#pay');
    expect(words('journey-feeling')).to.contain('They said');
    await expect(el).to.be.accessible();
  });

  it('cuts a reason of a page off, and shows all of it to whoever comes to it by the keyboard', async () => {
    const reason = 'It never arrived and nobody could tell me where it is; '.repeat(30).trim();
    const call = aTouchpoint(now - 1_000, {
      name: 'contact_queued',
      channel: 'voice',
      direction: 'inbound',
      contact: {id: 'c', reason},
    });
    const el = await show(memorySource([call]), {
      email: '',
      anonymous: call.identifiers[0]!.value,
    });
    await until(() => brief(el).includes('It never arrived'));
    const root = timeline(el)!.querySelector('journey-brief')!.renderRoot;
    const button = root.querySelector<HTMLElement>('.reason')!;
    const words = button.querySelector('b')!;
    const hidden = () => words.scrollHeight - words.clientHeight;
    const short = button.offsetHeight;
    expect(hidden()).to.be.greaterThan(100);
    expect(short).to.be.lessThan(120);
    // A listener hears all of it at once.
    expect(button.textContent!.replace(/\s+/g, ' ')).to.contain(reason.slice(1));
    const sentence = root.querySelector('dd .long')!;
    expect(sentence.scrollHeight - sentence.clientHeight).to.be.greaterThan(100);
    button.focus();
    expect(hidden()).to.be.at.most(1);
    button.blur();
    expect(button.offsetHeight).to.equal(short);
    await expect(timeline(el)!.querySelector('journey-brief')!).to.be.accessible();
  });

  describe('in other words', () => {
    const sentences = (el: JourneyPanel) => [
      ...timeline(el)!
        .querySelector('journey-brief')!
        .renderRoot.querySelectorAll<HTMLElement>('dd .sentence'),
    ];
    const said = (el: JourneyPanel) =>
      sentences(el).map(({textContent}) => textContent!.trim().replace(/\s+/g, ' '));

    it('says what adds nothing, marked, with the original until then and one button away', async () => {
      const {promise, resolve} = Promise.withResolvers<void>();
      const asked: {texts: readonly string[]; lang: string}[] = [];
      const rephrase: Rephrase = async (texts, {lang}) => {
        asked.push({texts, lang});
        await promise;
        return texts.map((text, n) => (n === 0 ? `Indeed: ${text}` : `${text} Visa says 99.`));
      };
      const el = await show(memorySource(aJourney(now)), {email, rephrase});
      await until(() => asked.length > 0);
      const before = said(el);
      expect(before[0]).to.contain(asked[0]!.texts[0]!);
      expect(asked[0]!.lang).to.match(/^en/);
      resolve();
      await until(() => said(el)[0]!.startsWith('Indeed: '));
      expect(said(el)[0]).to.match(/Rephrased$/);
      // What adds a name and a number is not taken.
      expect(said(el).slice(1)).to.deep.equal(before.slice(1));
      await expect(timeline(el)!.querySelector('journey-brief')!).to.be.accessible();
      const original = () =>
        timeline(el)!
          .querySelector('journey-brief')!
          .renderRoot.querySelector<HTMLElement>('[aria-pressed]')!;
      original().click();
      await until(() => said(el)[0] === before[0]);
      expect(original().getAttribute('aria-pressed')).to.equal('true');
      original().click();
      await until(() => said(el)[0]!.startsWith('Indeed: '));
      // Once for what is said, however often it is drawn.
      el.requestUpdate();
      await settled(el);
      expect(asked.length).to.equal(1);
      el.rephrase = null;
      await until(() => said(el)[0] === before[0]);
      expect(original()).to.equal(null);
    });

    it('stays as it is where the words fail, and asks anew for what is new', async () => {
      const signals: (AbortSignal | undefined)[] = [];
      const source = memorySource(aJourney(now));
      let last: readonly string[] = [];
      const rephrase: Rephrase = (texts, {signal}) => {
        signals.push(signal);
        last = texts;
        if (signals.length === 1) throw new Error('no model');
        return new Promise<never>(() => {}); // Never answers.
      };
      const el = await show(source, {email, rephrase});
      await until(() => signals.length === 1);
      await settled(el);
      expect(said(el)[0]).to.contain(last[0]!);
      expect(el.renderRoot.textContent).not.to.contain('Rephrased');
      source.add([aTouchpoint(Date.now(), {name: 'payment_failed', outcome: {status: 'failure'}})]);
      await until(() => signals.length === 2);
      expect(signals[1]!.aborted).to.equal(false);
      expect(said(el)[0]).to.contain(last[0]!);
      el.remove();
      expect(signals[1]!.aborted).to.equal(true);
    });
  });

  it('tells, and is filtered by, the stages that the tenant has chosen', async () => {
    const bought = aTouchpoint(now - 60_000, {name: 'checkout_started'});
    const source = memorySource([bought, aPage(now - 90_000, 'Kettles')], {stages: 'sales'});
    const el = await show(source, {email: '', anonymous: bought.identifiers[0]!.value});
    await until(() => chips(el).includes('Negotiation'));
    const list = timeline(el)!;
    list.filter = {facets: ['stage:lead']};
    await until(() => list.renderRoot.querySelectorAll('.row').length === 1);
    expect(list.renderRoot.querySelector('.row')!.textContent).to.contain('Kettles');
    list.renderRoot.querySelector<HTMLElement>('[aria-expanded].button')!.click();
    await until(() => list.renderRoot.querySelector('.facets'));
    expect(list.renderRoot.querySelector('.facets')!.textContent).to.match(
      /Stage\s*Lead.*Negotiation/s,
    );
    // By the stages of an experience nobody was ever a lead.
    list.stages = 'cx';
    await until(() => list.renderRoot.querySelectorAll('.row').length === 0);
  });

  it('filters by, counts and tells what it says has hurt, whoever found it', async () => {
    const went = (ms: number, path: string) =>
      aTouchpoint(now - 600_000 + ms, {
        name: 'page_viewed',
        sessionId: 's-today',
        page: {url: `https://shop.example${path}`, path},
      });
    const failed = aTouchpoint(now - 3 * 86_400_000, {name: 'payment_failed'});
    const there = [went(0, '/list'), went(1000, '/item'), went(2000, '/list')];
    const source = memorySource([failed, ...there]);
    const el = await show(source, {email, filter: {facets: ['friction:back_and_forth']}});
    const list = timeline(el)!;
    const all = (selector: string) => [...list.renderRoot.querySelectorAll<HTMLElement>(selector)];
    const ids = () => all('.line').map(({dataset}) => dataset['id']);
    await until(() => all('.line').length === 3, 'the way there and back');
    expect(ids()).to.deep.equal(there.map(({id}) => id).reverse());
    expect(all('.foot')[0]!.textContent).to.contain('3 of the 4 loaded');

    all('[aria-expanded].button')[0]!.click();
    await until(() => all('.facets').length > 0);
    const facets = () => all('.facets')[0]!.textContent!.replace(/\s+/g, ' ');
    expect(facets()).to.match(/Friction .*Back and forth 3/);
    // Which nobody declared, nor counts twice.
    expect(facets()).to.match(/Payment failed 1\b/);

    const rail = () => list.renderRoot.querySelector<JourneyPanel>('journey-rail')?.renderRoot;
    await until(() => rail()?.querySelector('.friction'), 'the bars');
    expect(rail()!.querySelector('.friction')!.textContent).to.equal('2 frictions');
    expect(rail()!.querySelector('.frictions')!.getAttribute('d')).to.match(/^M.*M/);

    all('.line')[0]!.click();
    await until(() => all('.details').length > 0);
    const told = () => all('.details')[0]!.textContent!.replace(/\s+/g, ' ');
    expect(told()).to.contain('Friction Back and forth');
    // And when the journey is read again, with what has come.
    source.add([went(300_000, '/item'), went(301_000, '/list')]);
    await until(() => all('.line').length === 5, 'another way there and back');
    await until(() => facets().includes('Back and forth 5'));
    // That, and a circle by now.
    await until(() => rail()!.querySelector('.friction')!.textContent === '4 frictions');
  });

  describe('with stages that the tenant wrote', () => {
    const markup = '<img src="x" onerror="window.pwned = true"><b>Trial</b>';
    const own = (trial: OwnStages['stages'][0]['title']): OwnStages => ({
      stages: [
        {name: 'first_look', parent: 'pre', weak: ['page_*']},
        {name: 'trial', title: trial, parent: 'pre', strong: ['trial_*'], targetMs: 7_200_000},
      ],
    });
    const began = (ago: number) => aTouchpoint(Date.now() - ago, {name: 'trial_started'});
    const showOwn = async (
      stages: OwnStages,
      {ago = 60_000, ...attributes}: Partial<JourneyPanel> & {ago?: number} = {},
    ) => {
      const start = began(ago);
      const source = memorySource([aPage(start.occurredAt - 30_000, 'Plans'), start], {stages});
      const {value} = start.identifiers[0]!;
      const el = await show(source, {email: '', anonymous: value, ...attributes});
      await until(() => el.renderRoot.querySelectorAll('.tabs button').length > 1);
      return {el, source};
    };
    const openFilter = async (el: JourneyPanel) => {
      const {renderRoot} = timeline(el)!;
      renderRoot.querySelector<HTMLElement>('[aria-expanded].button')!.click();
      await until(() => renderRoot.querySelector('.facets'));
      return renderRoot.querySelector<HTMLElement>('.facets')!;
    };
    const openStages = async (el: JourneyPanel) => {
      el.renderRoot.querySelectorAll<HTMLElement>('.tabs button')[1]!.click();
      const section = () =>
        find<JourneyPanel>(el, 'journey-stages')?.renderRoot?.querySelector<HTMLElement>('section');
      await until(() => section()?.querySelector('time'));
      return section()!;
    };
    const wordsOf = (element: Element) => element.textContent!.replace(/\s+/g, ' ');

    it('calls them by their titles, and by their names where there is none', async () => {
      const {el} = await showOwn(own('Free trial'));
      expect(chips(el)).to.contain('Free trial');
      // The brief says them as they are written.
      await until(() => brief(el).includes('Moved from first look to Free trial'));
      const facets = await openFilter(el);
      expect(wordsOf(facets))
        .to.match(/Stage .*Free trial 1/)
        .and.to.match(/First look 1/);
      const list = timeline(el)!;
      [...facets.querySelectorAll<HTMLElement>('.facet')]
        .find(({textContent}) => textContent!.includes('First look'))!
        .click();
      await until(() => list.renderRoot.querySelectorAll('.row').length === 1);
      expect(list.filter.facets).to.deep.equal(['stage:first_look']);
      expect(wordsOf(list.renderRoot.querySelector('.row')!)).to.contain('Plans');
      const strip = wordsOf(await openStages(el));
      expect(strip).to.match(/Free trial.*First look/);
      await expect(el).to.be.accessible();
    });

    it('calls them as the reader’s language does', async () => {
      const {el} = await showOwn(own({en: 'Free trial', de: 'Probezeit'}), {lang: 'de'});
      await until(() => chips(el).includes('Probezeit'));
      await until(() => wordsOf(find(el, '.tabs')!).includes('Verlauf'));
      expect(wordsOf(await openFilter(el))).to.contain('Probezeit');
      const strip = await openStages(el);
      expect(wordsOf(strip)).to.contain('Probezeit');
      expect(wordsOf(strip)).to.contain('Zielwert: 2 Std.');
      el.lang = 'en';
      await until(() => chips(el).includes('Free trial'));
      await until(() => wordsOf(strip).includes('Target: 2 hr'));
    });

    it('says when somebody is there for longer than the tenant wants', async () => {
      const {el} = await showOwn(own('Free trial'), {ago: 3 * 3_600_000});
      const strip = await openStages(el);
      expect(wordsOf(strip)).to.contain('Longer than the target of 2 hr');
      expect(wordsOf(strip)).not.to.contain('Target:');
      expect(strip.querySelectorAll('.stuck').length).to.equal(1);
      await expect(el).to.be.accessible();
    });

    it('shows markup in a title as the text that it is', async () => {
      const {el} = await showOwn(own(markup));
      await until(() => brief(el).includes('Moved from'));
      const places = [
        find(el, '.chips')!,
        await openFilter(el),
        timeline(el)!.querySelector('journey-brief')!.renderRoot as unknown as Element,
        await openStages(el),
      ];
      for (const place of places) {
        expect(place.textContent).to.contain(markup);
        expect(place.querySelectorAll('img').length).to.equal(0);
        expect([...place.querySelectorAll('b')].map(wordsOf)).not.to.contain('Trial');
      }
      expect(window).not.to.have.property('pwned');
    });

    it('keeps a long title within 320 px', async () => {
      await setViewport({width: 320, height: 700});
      const {el} = await showOwn(
        own('Donaudampfschifffahrtsgesellschaftskapitänsprobezeitanfangs'),
      );
      const facets = await openFilter(el);
      expect(facets.scrollWidth).to.be.at.most(facets.clientWidth);
      const header = find(el, 'header')!;
      expect(header.scrollWidth).to.be.at.most(header.clientWidth);
      const strip = await openStages(el);
      expect(strip.scrollWidth).to.be.at.most(strip.clientWidth);
      const [name, bar] = ['.name', '.bar'].map((one) => strip.querySelector(one)!);
      expect(name!.scrollWidth).to.be.at.most(name!.clientWidth);
      expect(name!.getBoundingClientRect().right).to.be.below(bar!.getBoundingClientRect().left);
      await setViewport({width: 800, height: 600});
    });

    it('filters by the same stages as long as an answer brings the same', async () => {
      const {el, source} = await showOwn(own('Free trial'));
      const list = timeline(el)!;
      await until(() => list.stages);
      const {stages} = list;
      // Of a collector each answer is made anew.
      let told = own('Free trial');
      let asked = 0;
      const before = source.journey!.bind(source);
      source.journey = async (...args) => {
        asked++;
        return {...(await before(...args)), ownStages: structuredClone(told)};
      };
      const again = async () => {
        const already = asked;
        source.add([began(0)]);
        await until(() => asked > already);
        for (let n = 0; n < 3; n++) await settled(el);
      };
      await again();
      expect(list.stages).to.equal(stages);
      told = own('Trial, renamed');
      await again();
      expect(chips(el)).to.contain('Trial, renamed');
      expect(list.stages).to.deep.equal(told);
    });
  });

  it('takes a name out of a customer once it is sure, and brings it back', async () => {
    const calls: string[] = [];
    const el = await show({
      ...memorySource(aJourney(now)),
      identity: async () => anIdentity(now),
      detach: async (customer, visitor) => {
        calls.push(`detach ${visitor}`);
        return {customer, detached: 'c2'};
      },
      attach: async (customer, other) => {
        calls.push(`attach ${other}`);
        if (calls.length === 2) throw new Error('Busy.');
        return {customer};
      },
    });
    await until(() => find(el, '.tabs'));
    [...el.renderRoot.querySelectorAll<HTMLElement>('.tabs button')].at(-1)!.click();
    const identity = () => find<JourneyPanel>(el, 'journey-identity')?.renderRoot;
    const press = async (name: string) => {
      const button = () =>
        [...(identity()?.querySelectorAll<HTMLElement>('.button') ?? [])].find(({textContent}) =>
          textContent!.includes(name),
        );
      await until(button, name);
      button()!.click();
    };
    const focus = (name: string) =>
      until(() => (identity() as ShadowRoot).activeElement?.textContent?.includes(name), name);
    await press('Not them');
    await focus('Keep it');
    await press('Keep it');
    await focus('Not them');
    await press('Not them');
    expect(calls).to.deep.equal([]);
    await press('Take it out');
    await focus('Undo');
    await press('Undo');
    await until(() => identity()!.textContent!.includes('did not work: Busy.'));
    await press('Undo');
    await until(() => identity()!.textContent!.includes('It is back'));
    await focus('Not them');
    expect(calls).to.deep.equal(['detach v1', 'attach c2', 'attach c2']);
    await expect(el).to.be.accessible();
  });

  it('scrolls alike under each tab, in its own colours', async () => {
    const el = await show(memorySource(aJourney(now)), {email, theme: 'dark'});
    await until(() => find(el, '.tabs'));
    el.renderRoot.querySelectorAll<HTMLElement>('.tabs button')[1]!.click();
    await until(() => find(el, '.tab'));
    const [one, other] = [timeline(el)!.renderRoot.querySelector('.scroller')!, find(el, '.tab')!];
    for (const look of ['scrollbar-width', 'scrollbar-color']) {
      const of = (part: Element) => getComputedStyle(part).getPropertyValue(look);
      expect(of(other), look).to.equal(of(one));
      expect(of(other), look).not.to.equal('auto');
    }
  });

  it('keeps what stands under each tab within 240 px', async () => {
    await setViewport({width: 240, height: 700});
    const el = await show({
      ...memorySource(aJourney(now)),
      identity: async () => anIdentity(now),
      detach: async (customer) => ({customer, detached: 'c2'}),
    });
    await until(() => el.renderRoot.querySelectorAll('.tabs button').length === 3);
    for (const [tab, names] of [
      [1, ['journey-stages', 'journey-feeling', 'journey-frictions', 'journey-cart']],
      [2, ['journey-identity']],
    ] as const) {
      el.renderRoot.querySelectorAll<HTMLElement>('.tabs button')[tab]!.click();
      for (const name of names) {
        const section = () => find<JourneyPanel>(el, name)?.renderRoot?.querySelector('section');
        await until(() => section()?.querySelector('ol, figure'), name);
        expect(section()!.scrollWidth, name).to.be.at.most(section()!.clientWidth);
      }
    }
    await setViewport({width: 800, height: 600});
  });

  it('marks what is new since the agent last looked at this customer', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    const looked = aPage(Date.now(), 'Seen');
    (await read('timeline ann')).answer(pageOf(looked));
    await until(() => timeline(el));
    el.customer = 'bob';
    (await read('timeline bob')).answer(pageOf(aPage(now, 'Page of Bob')));
    await until(() => text(el).includes('Page of Bob'));
    expect(timeline(el)!.since).to.equal(null);
    el.customer = 'ann';
    const later = aPage(Date.now() + 1000, 'Not seen');
    (await read('timeline ann')).answer(pageOf(looked, later));
    await until(() => text(el).includes('Not seen'));
    const fresh = [...timeline(el)!.renderRoot.querySelectorAll('.row.new .words')];
    expect(fresh.map(({textContent}) => textContent)).to.deep.equal(['Viewed page: Not seen']);
  });

  it('believes its source when the agent last looked, where the page does not know', async () => {
    const {source, read, lines} = puppet();
    const el = await show(source, {customer: 'ann'});
    const [seen, unseen] = [aPage(now - 5000, 'Seen'), aPage(now, 'Not seen')];
    const fresh = () =>
      [...timeline(el)!.renderRoot.querySelectorAll('.row.new .words')].map(
        ({textContent}) => textContent,
      );
    const first = {...pageOf(seen, unseen), lookedAt: now - 1000};
    (await read('timeline ann')).answer(first);
    await until(() => text(el).includes('Not seen'));
    expect(fresh()).to.deep.equal(['Viewed page: Not seen']);
    // Read again, by now the agent has looked at it: it stays new to them.
    lines[0]!.push({type: 'open'});
    (await read('timeline ann')).answer({...first, lookedAt: now + 1000});
    await until(() => find(el, '.live.on'));
    expect(fresh()).to.deep.equal(['Viewed page: Not seen']);
    // The page knows better.
    el.customer = 'bob';
    (await read('timeline bob')).answer(pageOf(aPage(now, 'Page of Bob')));
    await until(() => text(el).includes('Page of Bob'));
    el.customer = 'ann';
    (await read('timeline ann')).answer({...first, lookedAt: now - 9000});
    await until(() => text(el).includes('Not seen'));
    expect(fresh()).to.deep.equal([]);
  });

  it('marks as new what came while it was out of the page', async () => {
    const {source, read} = puppet();
    const el = await show(source, {customer: 'ann'});
    const looked = aPage(now, 'Seen');
    (await read('timeline ann')).answer(pageOf(looked));
    await until(() => timeline(el));
    const {parentElement} = el;
    el.remove();
    const later = aPage(Date.now() + 1, 'Not seen');
    await until(() => Date.now() > later.occurredAt);
    parentElement!.append(el);
    (await read('timeline ann')).answer(pageOf(looked, later));
    await until(() => text(el).includes('Not seen'));
    const fresh = [...timeline(el)!.renderRoot.querySelectorAll('.row.new .words')];
    expect(fresh.map(({textContent}) => textContent)).to.deep.equal(['Viewed page: Not seen']);
  });
});

describe('<journey-panel> in other languages', () => {
  afterEach(() => setViewport({width: 800, height: 600}));

  it('brings the words of a language, and changes to it while it shows', async () => {
    const el = await show(memorySource(aJourney(now)));
    el.lang = 'de-AT';
    await until(() => text(el).includes('Karte abgelehnt bei der Zahlung'));
    expect(find(el, '.last')!.textContent).to.contain('Zuletzt auf Help centre');
    expect(find(el, '.panel')!.getAttribute('dir')).to.equal('ltr');
    await expect(el).to.be.accessible();
  });

  it('tells the brief in the language, its reasons and actions too', async () => {
    const el = await show(memorySource(aJourney(now)), {email, lang: 'de'});
    await until(() => brief(el).includes('Bisher: 2 Zahlungen (Karte abgelehnt)'));
    expect(brief(el)).to.contain('Zahlung gescheitert, 2-mal, zuletzt');
    expect(brief(el)).to.contain('Für die Wartezeit entschuldigen');
    // The chat's own reason is "Payment".
    expect(brief(el)).to.contain('Wegen: Zahlung');
  });

  it('is read from right to left in Arabic, and keeps together what is not', async () => {
    const el = await show(memorySource(aJourney(now)), {email, lang: 'ar-EG'});
    await until(() => text(el).includes('رُفضت البطاقة عند الدفع'));
    await until(() => chips(el).length > 0);
    expect(find(el, '.panel')!.getAttribute('dir')).to.equal('rtl');
    // An order's number, a page's title: in Unicode's isolates.
    await until(() => brief(el).includes('\u2068100421\u2069'));
    expect(find(el, '.last')!.textContent).to.contain('\u2068Help centre\u2069');
    // An address stands on the right, and is cut off where it ends.
    const name = find(el, 'h2')!;
    expect(getComputedStyle(name).direction).to.equal('ltr');
    const {right} = name.getBoundingClientRect();
    expect(right).to.equal(find(el, '.last')!.getBoundingClientRect().right);
    for (const width of [320, 420]) {
      await setViewport({width, height: 700});
      await settled(el);
      expect(el.scrollWidth, `at ${width}`).to.be.at.most(el.clientWidth);
      const inner = timeline(el)!.renderRoot.querySelector('.scroller')!;
      expect(inner.scrollWidth, `rows at ${width}`).to.be.at.most(inner.clientWidth);
      const row = timeline(el)!.renderRoot.querySelector('.line')!;
      const [icon, time] = ['svg', 'time'].map((name) =>
        row.querySelector(name)!.getBoundingClientRect(),
      );
      expect(icon!.left, 'an icon begins its row at the right').to.be.above(time!.right);
    }
    await expect(el).to.be.accessible();
  });

  it('fits its stages into 240 px and 320 px in every language', async () => {
    for (const lang of ['en', 'ar', 'de', 'es', 'fr', 'hi', 'pt']) {
      const el = await show(memorySource(aJourney(now)), {email, lang});
      await until(() => el.renderRoot.querySelectorAll('.tabs button').length > 1);
      el.renderRoot.querySelectorAll<HTMLElement>('.tabs button')[1]!.click();
      const stages = () => find(el, 'journey-stages')?.shadowRoot?.querySelector('section');
      await until(() => stages()?.querySelector('time'));
      for (const width of [240, 320]) {
        await setViewport({width, height: 700});
        await settled(el);
        const {scrollWidth, clientWidth} = stages()!;
        expect(scrollWidth, `${lang} at ${width}`).to.be.at.most(clientWidth);
      }
      el.remove();
    }
  });

  it('stays English in a language that nobody has written', async () => {
    const el = await show(memorySource(aJourney(now)), {email, lang: 'tlh'});
    await until(() => text(el).includes('Card declined at payment'));
  });
});
