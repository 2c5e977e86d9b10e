/* oxlint-disable typescript/no-floating-promises -- axe's plugin types every assertion as a promise */
import {expect, fixture, html} from '@open-wc/testing';
import type {Touchpoint} from '@throughline/contracts';
import {aJourney, aTouchpoint} from '../gallery/data.ts';
import {afterEach, describe, it} from '../testing/mocha.ts';
import './define.ts';
import {
  memorySource,
  type JourneyErrorEvent,
  type JourneyPanel,
  type JourneyTimeline,
  type Looks,
  type RowRenderers,
} from './index.ts';

const now = Date.now();
const visits = (n: number, name = 'showroom_visited') =>
  Array.from({length: n}, (_, index) =>
    aTouchpoint(now - 1000 * (n - index), {
      name,
      sessionId: 's',
      properties: {label: `<b>${index}</b>`},
    }),
  );
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const until = async (claim: () => unknown) => {
  const end = performance.now() + 20_000;
  while (!claim()) {
    if (performance.now() > end) throw new Error(`never came: ${String(claim)}`);
    await frame();
  }
};
const show = async (touchpoints: readonly Touchpoint[], properties: Partial<JourneyTimeline>) => {
  const el = await fixture<JourneyTimeline>(html`<journey-timeline></journey-timeline>`);
  const errors: JourneyErrorEvent[] = [];
  el.addEventListener('journeyerror', (event) => errors.push(event));
  Object.assign(el, {touchpoints, ...properties});
  await until(() => el.renderRoot.querySelector('.line, .foot'));
  return {el, errors};
};
const words = (el: JourneyTimeline) =>
  [...el.renderRoot.querySelectorAll('.words')].map(({textContent}) => textContent!.trim());
const custom = (el: JourneyTimeline) => [
  ...el.renderRoot.querySelectorAll<HTMLElement>('[part=custom]'),
];

const log = console.error;
const written: unknown[][] = [];
const listen = () => {
  written.length = 0;
  console.error = (...parts: unknown[]) => written.push(parts);
};

describe('rows of an integrator’s own', () => {
  afterEach(() => {
    console.error = log;
  });

  it('show a text, a template and a node, each as what it is', async () => {
    const node = document.createElement('em');
    node.textContent = 'A node';
    const renderers: RowRenderers = {
      text_given: ({properties}) => String(properties?.['label']),
      template_given: (_, {html, format}) => html`<strong>${format.money(7990, 'EUR')}</strong>`,
      node_given: () => node,
      nothing_given: () => undefined,
    };
    const {el, errors} = await show(
      [...Object.keys(renderers), 'constructor'].flatMap((name) => visits(1, name)),
      {renderers},
    );
    await until(() => custom(el).length === 3);
    const texts = custom(el).map(({innerHTML}) => innerHTML.replace(/<!--.*?-->/g, ''));
    expect(texts).to.include.members([
      '&lt;b&gt;0&lt;/b&gt;',
      '<strong>€79.90</strong>',
      '<em>A node</em>',
    ]);
    expect(words(el).join(' ')).to.contain('Nothing given: <b>0</b>');
    expect(words(el).join(' ')).to.contain('Constructor: <b>0</b>');
    expect(errors).to.deep.equal([]);
    await expect(el).to.be.accessible();
  });

  it('that fail are told once, and the default row shows', async () => {
    listen();
    const {el, errors} = await show([...visits(5), ...visits(2, 'order_shipped')], {
      renderers: {
        showroom_visited: () => {
          throw new Error('out of order');
        },
        order_shipped: () => 'On its way',
      },
    });
    await until(() => custom(el).length === 2);
    expect(words(el).filter((each) => each.startsWith('Showroom visited'))).to.have.length(5);
    el.requestUpdate('lang', '-');
    await until(() => errors.length > 0);
    await frame();
    expect(errors).to.have.length(1);
    expect(errors[0]!.message).to.contain('renderers["showroom_visited"] failed');
    expect((errors[0]!.cause as Error).message).to.equal('out of order');
    expect(written).to.have.length(1);
    expect(written[0]![0]).to.match(/^Throughline: renderers\["showroom_visited"\]/);
  });

  it('take nothing with them when their template, or what they give, is none', async () => {
    listen();
    const {el, errors} = await show(
      [...visits(1), ...visits(1, 'order_shipped'), ...visits(1, 'kept')],
      {
        renderers: {
          // A promise, a number: what TypeScript refuses, JavaScript gives.
          showroom_visited: (async () => 'late') as unknown as RowRenderers[string],
          order_shipped: (_, {html}) =>
            html`<i>${Object.create(null, {[Symbol.iterator]: {value: () => boom()}})}</i>`,
          kept: () => 'Kept',
        },
      },
    );
    await until(() => custom(el).length === 1 && errors.length === 2);
    expect(words(el).join(' ')).to.contain('Showroom visited');
    expect(words(el).join(' ')).to.contain('Order shipped');
    expect(custom(el)[0]!.textContent).to.equal('Kept');
  });

  it('say nothing on the console where the page answers for them', async () => {
    listen();
    const {el, errors} = await show(visits(1), {});
    el.addEventListener('journeyerror', (event) => event.preventDefault());
    el.renderers = {showroom_visited: boom};
    await until(() => errors.length === 1);
    expect(written).to.deep.equal([]);
  });

  it('stay where they are when rows arrive, and follow their renderers', async () => {
    const {el} = await show(visits(2), {renderers: {showroom_visited: ({id}) => `One ${id}`}});
    await until(() => custom(el).length === 2);
    const before = custom(el)[1]!;
    el.touchpoints = [...el.touchpoints, ...visits(1, 'order_shipped')];
    await until(() => words(el).length === 3);
    expect(before.isConnected).to.equal(true);
    el.renderers = {showroom_visited: () => 'Another'};
    await until(() => custom(el).every(({textContent}) => textContent === 'Another'));
    el.renderers = null;
    await until(() => custom(el).length === 0);
    expect(words(el).join(' ')).to.contain('Showroom visited');
  });

  it('open, close and are walked through as all rows are', async () => {
    const {el} = await show(visits(2), {renderers: {showroom_visited: () => 'Mine'}});
    await until(() => custom(el).length === 2);
    custom(el)[0]!.click();
    await until(() => el.renderRoot.querySelector('.details'));
    expect(custom(el)[0]!.closest('.line')!.getAttribute('aria-expanded')).to.equal('true');
  });
});

describe('looks in the panel', () => {
  afterEach(() => {
    console.error = log;
  });

  it('hold in rows, chips and brief alike, and can be taken back', async () => {
    listen();
    const el = await fixture<JourneyPanel>(html`<journey-panel></journey-panel>`);
    el.style.setProperty('height', '3000px');
    const path = 'M2 2h16v16H2z';
    const looks = {
      payment_failed: {words: 'Till said no', icon: path, tone: 'good'},
      support: {words: 'Being helped'},
      order_completed: {icon: 'nope'},
    } as unknown as Looks;
    Object.assign(el, {
      source: memorySource(aJourney(now)),
      email: 'ada.lovelace@example.com',
      looks,
    });
    const timeline = () => el.renderRoot.querySelector<JourneyTimeline>('journey-timeline');
    const row = () =>
      [...(timeline()?.renderRoot.querySelectorAll('.row') ?? [])].find(({textContent}) =>
        textContent!.includes('Till said no'),
      );
    await until(row);
    expect(row()!.classList.contains('good')).to.equal(true);
    expect(row()!.querySelector('path')!.getAttribute('d')).to.equal(path);
    await until(() => el.renderRoot.querySelector('.chip'));
    expect(el.renderRoot.querySelector('.chips')!.textContent).to.contain('Being helped');
    expect(el.renderRoot.querySelector('.chips')!.textContent).to.contain('Till said no × 2');
    const brief = () => timeline()!.querySelector('journey-brief')!.renderRoot.textContent;
    await until(() => brief()!.includes('Till said no'));
    await frame();
    expect(written.map(([message]) => message)).to.deep.equal([
      `Throughline: looks["order_completed"].icon is no icon: give the d of an SVG path that begins with M, or one of ${String(written[0]![0]).split('one of ')[1]}`,
    ]);
    el.looks = null;
    await until(() => !row());
  });

  it('are found by their words, whenever they come', async () => {
    const touchpoints = [...visits(3), ...visits(1, 'order_shipped')];
    const {el} = await show(touchpoints, {filter: {text: 'came by'}});
    await until(() => words(el).length === 0);
    el.looks = {showroom_visited: {words: 'Came by'}};
    await until(() => words(el).length === 3);
    el.looks = {order_shipped: {words: 'Came by'}};
    await until(() => words(el).length === 1);
  });
});

const boom = (): never => {
  throw new Error('boom');
};
