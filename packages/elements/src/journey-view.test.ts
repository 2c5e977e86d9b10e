/* oxlint-disable typescript/no-floating-promises -- axe's plugin types every assertion as a promise */
import {expect, fixture, html} from '@open-wc/testing';
import type {Touchpoint} from '@throughline/contracts';
import {journeyOf} from '@throughline/journey';
import {aJourney} from '../gallery/data.ts';
import {afterEach, describe, it} from '../testing/mocha.ts';
import './define.ts';
import {memorySource, type JourneyPanel, type JourneyTimeline} from './index.ts';
import {journeyView, toBlocks, toHtml, toText, type JourneyBlock} from './view.ts';

const clock = Date.now;
const now = clock();
const email = 'ada.lovelace@example.com';
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const until = async (claim: () => unknown) => {
  const end = performance.now() + 20_000;
  while (!claim()) {
    if (performance.now() > end) throw new Error(`never came: ${String(claim)}`);
    await frame();
  }
};
const words = (node: Element | null | undefined) =>
  (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
const all = (root: ParentNode | undefined, selector: string) =>
  [...(root?.querySelectorAll(selector) ?? [])].map(words);

/** The panel itself with all of its rows drawn, as lists of what can be read in it. */
const shown = async (touchpoints: readonly Touchpoint[], lang: string) => {
  const el = await fixture<JourneyPanel>(html`<journey-panel></journey-panel>`);
  el.style.setProperty('height', '9000px');
  el.style.setProperty('--journey-max-height', '9000px');
  Object.assign(el, {lang, email, source: memorySource(touchpoints)});
  const timeline = () => el.renderRoot.querySelector<JourneyTimeline>('journey-timeline');
  const rows = () => timeline()?.renderRoot;
  const brief = () => timeline()?.querySelector('journey-brief')?.renderRoot;
  await until(() => rows()?.querySelectorAll('.line').length === touchpoints.length);
  await until(() => brief()?.querySelector('dd'));
  await until(() => !brief()?.querySelector('.more')?.dispatchEvent(new MouseEvent('click')));
  await until(() => el.renderRoot.querySelector('.chip'));
  // Its language comes as a file.
  if (lang !== 'en') await until(() => el.renderRoot.textContent!.includes('Zuletzt'));
  await frame();
  const said = (selector: string) => all(brief(), selector);
  return {
    name: words(el.renderRoot.querySelector('h2')),
    last: words(el.renderRoot.querySelector('.last')),
    chips: all(el.renderRoot, '.chip'),
    reason: said('.reason'),
    questions: said('dt'),
    sentences: said('dd'),
    actions: said('.action .sentence'),
    days: all(rows(), '.day'),
    cards: all(rows(), 'h4'),
    now: [...rows()!.querySelectorAll('.card')].map((card) => words(card.querySelector('.now'))),
    about: [...rows()!.querySelectorAll('.card')].map((card) =>
      words(card.querySelector('.about')),
    ),
    rows: [...rows()!.querySelectorAll('.line')].map((line) => [
      words(line.querySelector('time')),
      words(line.querySelector('.words')),
    ]),
    extent: words(rows()!.querySelector('.foot')),
  };
};

const texts = (block: JourneyBlock): string[] => {
  if (block.type === 'divider') return [];
  return block.type === 'context' ? block.elements.map(({text}) => text) : [block.text.text];
};

describe('journeyView', () => {
  afterEach(() => {
    Date.now = clock;
  });

  for (const lang of ['en', 'de']) {
    it(`says what the panel says, as HTML, as text and as blocks: ${lang}`, async () => {
      Date.now = () => now; // "3 min ago" is the same for all of them.
      const touchpoints = aJourney(now);
      const panel = await shown(touchpoints, lang);
      const journey = {
        ...journeyOf(touchpoints, {now}),
        customer: 'c1',
        basis: {touchpoints: touchpoints.length, total: touchpoints.length},
      };
      const identifiers = [{kind: 'email', value: email}];
      const view = journeyView(touchpoints, {now, journey, identifiers, lang});

      const page = new DOMParser().parseFromString(toHtml(view), 'text/html');
      expect(page.querySelector('article')!.lang).to.match(new RegExp(`^${lang}`));
      expect(words(page.querySelector('h2'))).to.equal(panel.name);
      expect(words(page.querySelector('header p'))).to.equal(panel.last);
      const figures = all(page, '.figures li');
      // The panel counts the lesser frictions; here is room for all.
      const chips = panel.chips.filter((chip) => !chip.startsWith('+'));
      expect(figures.slice(0, chips.length)).to.deep.equal(chips);
      expect(panel.chips.at(-1)).to.equal(`+${figures.length - chips.length}`);
      expect(all(page, '.reason')).to.deep.equal(panel.reason);
      expect(all(page, 'dt')).to.deep.equal(panel.questions);
      expect(all(page, 'dd')).to.deep.equal(panel.sentences);
      expect(all(page, '.actions li')).to.deep.equal(panel.actions);
      expect(all(page, 'h4')).to.deep.equal(panel.days);
      expect(all(page, 'h5')).to.deep.equal(panel.cards);
      expect(view.timeline.days.flatMap(({cards}) => cards.map(({now}) => now))).to.deep.equal(
        panel.now,
      );
      for (const [index, about] of all(page, '.timeline section section > p').entries()) {
        expect(about.endsWith(panel.about[index]!)).to.equal(true, about);
      }
      const rows = [...page.querySelectorAll('ol li')].map((row) => {
        const time = words(row.querySelector('time'));
        return [time, words(row).slice(time.length + 1)];
      });
      expect(rows).to.deep.equal(panel.rows);
      expect(words(page.querySelector('.extent'))).to.equal(panel.extent);
      for (const time of page.querySelectorAll('time')) {
        expect(new Date(time.dateTime).toISOString()).to.equal(time.dateTime);
      }

      const flat = (text: string) => text.replace(/\s+/g, ' ');
      const text = flat(toText(view));
      const blocks = flat(toBlocks(view).flatMap(texts).join(' ').replaceAll('*', ''));
      for (const rendered of [text, blocks]) {
        const plain = [panel.name, ...figures, ...panel.questions, ...panel.days];
        for (const each of [...plain, panel.extent]) expect(rendered).to.contain(each);
        for (const [time, said] of panel.rows) expect(rendered).to.contain(`${time} ${said}`);
        for (const each of view.brief!.sentences) expect(rendered).to.contain(flat(each.text));
        for (const each of view.brief!.actions) {
          expect(rendered).to.contain(each.text);
          expect(rendered).to.contain(each.why);
        }
        expect(rendered).to.contain(view.brief!.reason!.text);
      }
    });
  }
});
