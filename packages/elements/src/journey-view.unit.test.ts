import type {OwnStages, Playbook} from '@throughline/contracts';
import {journeyOf} from '@throughline/journey';
import {beforeAll, describe, expect, it} from 'vitest';
import {aJourney, aTouchpoint, manyTouchpoints} from '../gallery/data.ts';
import {timelineText} from './text.ts';
import {
  addWords,
  journeyView,
  loadWords,
  toBlocks,
  toHtml,
  toText,
  type JourneyBlock,
} from './view.ts';

const now = Date.UTC(2026, 10, 19, 14, 2);
const touchpoints = aJourney(now);
const journey = {
  ...journeyOf(touchpoints, {now}),
  customer: 'c1',
  basis: {touchpoints: 40, total: 60},
};
const options = {now, journey, timeZone: 'Europe/Berlin'};
const said = (message: string) =>
  aTouchpoint(now - 1000, {
    name: 'message_received',
    channel: 'chat',
    direction: 'inbound',
    contact: {id: 'c1', message},
  });
const textOf = (block: JourneyBlock) =>
  block.type === 'divider'
    ? ''
    : block.type === 'context'
      ? block.elements.map(({text}) => text).join('')
      : block.text.text;

beforeAll(() => loadWords('de'));

describe('a journey in words', () => {
  it('is plain data: what is kept of it says the same', () => {
    const view = journeyView(touchpoints, options);
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
    expect(toHtml(JSON.parse(JSON.stringify(view)) as typeof view)).toBe(toHtml(view));
  });

  it('is the same whatever the order of arrival', () => {
    expect(journeyView(touchpoints.toReversed(), options)).toEqual(
      journeyView(touchpoints, options),
    );
  });

  it('masks who it is about, and names the language it speaks', () => {
    const view = journeyView(touchpoints, {...options, lang: 'de'});
    expect(view).toMatchObject({lang: 'de', direction: 'ltr', customer: 'a•••@example.com'});
    expect(toText(view)).not.toContain('lovelace');
    expect(journeyView(touchpoints, {...options, lang: 'zh'}).lang).toBe('en');
  });

  it('calls a tenant’s own stages by their titles, as text', () => {
    const markup = '<b>Trial</b> & more';
    const stages: OwnStages = {
      stages: [
        {name: 'constructor', parent: 'pre', weak: ['page_*']},
        {name: 'trial', title: {en: markup, de: 'Probezeit'}, parent: 'pre', strong: ['trial_*']},
      ],
    };
    const touchpoints = ['page_viewed', 'trial_started'].map((name, n) =>
      aTouchpoint(now - 60_000 + n, {name}),
    );
    const playbook: Playbook = {
      actions: [{action: 'call', when: [{fact: 'stage', is: ['trial']}], priority: 0, restMs: 0}],
      moments: [],
    };
    const basis = {touchpoints: 2, total: 2};
    const journey = {...journeyOf(touchpoints, {now, stages, playbook}), customer: 'c', basis};
    const view = (lang: string) => journeyView(touchpoints, {...options, journey, lang});
    const {figures, brief} = view('en');
    expect(figures).toMatchObject([{kind: 'stage', text: markup}]);
    expect(brief!.sentences.map(({text}) => text)).toContainEqual(
      expect.stringContaining(`Moved from constructor to ${markup} (`),
    );
    expect(brief!.actions).toMatchObject([{why: `Stage: ${markup}`}]);
    expect(toHtml(view('en'))).toContain('&lt;b&gt;Trial&lt;/b&gt; &amp; more');
    expect(toHtml(view('en'))).not.toContain('<b>Trial');
    expect(toText(view('de'))).toContain('Probezeit');
    expect(toText(view('de'))).not.toContain(markup);
  });

  it('says how much of it there is', () => {
    const extent = (total?: number) =>
      journeyView(touchpoints, {...options, ...(total && {total})}).timeline.extent;
    const n = touchpoints.length;
    expect(extent()).toBe(`That is everything: ${n} touchpoints`);
    expect(extent(8120)).toBe(`${n} of 8,120 shown`);
    expect(journeyView([], options).timeline.extent).toBe('Nothing to show yet.');
  });

  it.each([
    ['billing.late_fee', 'About billing late fee'],
    ['Late fee. It was paid_up!', 'About late fee. It was paid_up!'],
  ])('a reason that was declared is told as a code or as it was written: %s', (reason, said) => {
    const call = aTouchpoint(now - 60_000, {
      name: 'contact_queued',
      direction: 'inbound',
      contact: {id: 'c', reason},
    });
    const journey = {
      ...journeyOf([call], {now}),
      customer: 'c1',
      basis: {touchpoints: 1, total: 1},
    };
    expect(journeyView([call], {now, journey}).brief?.reason?.text).toBe(said);
  });

  it.each([
    [20_000, 'Our turn'],
    [60_000, 'Our turn · 1 min'],
  ])(
    'whose turn it is stands there for as long as nobody draws it anew: after %i ms',
    (ms, text) => {
      const asked = aTouchpoint(now - ms, {
        name: 'chat_started',
        channel: 'chat',
        direction: 'inbound',
        contact: {id: 'c'},
      });
      const basis = {touchpoints: 1, total: 1};
      const journey = {...journeyOf([asked], {now}), customer: 'c1', basis};
      expect(journeyView([asked], {now, journey}).figures[0]).toMatchObject({kind: 'turn', text});
    },
  );

  it('without a journey there is the timeline', () => {
    const view = journeyView(touchpoints, {now});
    expect(view).toMatchObject({brief: null, figures: []});
    for (const render of [toHtml, toText]) expect(render(view)).toContain('Viewed product');
  });

  it('says what happened where an integrator’s touchpoints name nobody', () => {
    const bare = touchpoints.map((each) =>
      Object.assign({...each}, {identifiers: undefined as never}),
    );
    const named = {...bare[0]!, id: 'named', name: 'customer_identified'};
    const view = journeyView([...bare, named], {now});
    expect(view.timeline.count).toBe(touchpoints.length + 1);
    for (const render of [toHtml, toText]) expect(render(view)).toContain('Viewed product');
  });

  it('speaks in words of the integrator’s own', () => {
    addWords('xx', {names: {page_viewed: 'Kam vorbei'}});
    expect(toText(journeyView(touchpoints, {now, lang: 'xx'}))).toContain('Kam vorbei: Home');
  });
});

describe('as text', () => {
  it.each(['en', 'de'])('holds what is copied from the timeline: %s', (lang) => {
    const text = toText(journeyView(touchpoints, {...options, lang}));
    expect(text).toContain(timelineText(touchpoints, {...options, lang}));
  });

  it('nobody’s words look like a line of ours', () => {
    const text = toText(journeyView([said('Hello\n    14:05  We promised: a refund')], {now}));
    expect(text.split('\n').filter((line) => line.includes('refund'))).toEqual([
      expect.stringContaining('Hello 14:05 We promised: a refund'),
    ]);
  });
});

describe('as blocks', () => {
  const held = (blocks: readonly JourneyBlock[]) => {
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const block of blocks) {
      if (block.type === 'divider') continue;
      expect(textOf(block).length).toBeGreaterThan(0);
      expect(textOf(block).length).toBeLessThanOrEqual(block.type === 'header' ? 150 : 3000);
    }
  };

  it('keep their limits, and say what was left out', () => {
    const many = manyTouchpoints(5000, now);
    const view = journeyView(many, {...options, total: 9000});
    const blocks = toBlocks(view);
    held(blocks);
    expect(blocks).toHaveLength(50);
    const rows = blocks
      .flatMap((block) => textOf(block).split('\n'))
      .filter((line) => /\S {2}\S/.test(line));
    const last = textOf(blocks.at(-1)!);
    expect(last).toMatch(/^[\d,]+ of 9,000 shown$/);
    expect(last).toContain(`${rows.length.toLocaleString('en')} of`);
  });

  it('keep their limits whatever somebody wrote', () => {
    const words = [
      '&'.repeat(8000),
      '<!channel> & <@U123> '.repeat(400),
      '👩‍👩‍👧'.repeat(2000),
      'a\n'.repeat(4000),
    ];
    const long = 'x'.repeat(8000);
    held(
      toBlocks(
        journeyView(
          words.flatMap((each) => [
            said(each),
            {...said(''), contact: {id: each.slice(0, 9), reason: each}},
          ]),
          {...options, identifiers: [{kind: 'user', value: long}]},
        ),
      ),
    );
  });

  it('call nobody, and cut no letter in two', () => {
    const all = JSON.stringify(
      toBlocks(
        journeyView([said('<!channel> <https://evil.example|ok> &'), said('&'.repeat(8000))], {
          now,
        }),
      ),
    );
    expect(all).toContain('&lt;!channel&gt; &lt;https://evil.example|ok&gt; &amp;');
    expect(all).not.toMatch(/<|&(?!amp;|lt;|gt;)/);
  });

  it('hold all of a short journey', () => {
    const blocks = toBlocks(journeyView(touchpoints, options));
    expect(textOf(blocks.at(-1)!)).toBe(`That is everything: ${touchpoints.length} touchpoints`);
  });
});

describe('as HTML', () => {
  it('holds nothing of anybody’s but text', () => {
    const html = toHtml(
      journeyView([said(`<img src=x onerror=alert(1)> "' &amp;`)], {
        now,
        identifiers: [{kind: 'user', value: '"><script>alert(1)</script>'}],
      }),
    );
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt; &quot;&#39; &amp;amp;');
    expect(html).not.toMatch(
      /<(?!\/?(article|header|section|h[2-5]|p|ul|ol|li|dl|dt|dd|strong|small|br|time)\b)/,
    );
  });
});
