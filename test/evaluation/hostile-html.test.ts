// Two thousand texts made to run as script, in every field that a static rendering shows. From a
// corpus that is not part of the product; skipped where it is missing.
import {readFileSync} from 'node:fs';
import {journeyOf} from '@throughline/journey';
import {chromium, type Browser} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {aTouchpoint} from '../../packages/elements/gallery/data.ts';
import {journeyView, toBlocks, toHtml} from '../../packages/elements/src/view.ts';
import {chromeArgs, chromePath} from '../browser.ts';
import {hasShared, sharedPath} from './shared.ts';

const corpus = 'corpora/xss/payloads.json';
const now = Date.UTC(2026, 10, 19, 14, 2);
/** As many in one page. */
const BATCH = 250;

/** A text in every place where somebody's words may stand. */
const everywhere = (text: string, n: number) => {
  const at = now - n * 10_000;
  const page = {url: text, title: text, path: text};
  const identifiers = [{kind: 'user', value: text}];
  const contact = {id: `c${n}`, message: text, reason: text, queue: text};
  return [
    aTouchpoint(at, {name: 'page_viewed', sessionId: `s${n}`, page, identifiers}),
    aTouchpoint(at + 1, {name: 'message_received', channel: 'chat', contact, identifiers}),
    aTouchpoint(at + 2, {name: 'contact_offered', channel: `x_${text}`, contact, identifiers}),
    aTouchpoint(at + 3, {name: text, properties: {label: text}, page, identifiers}),
    aTouchpoint(at + 4, {name: 'search_no_results', properties: {query: text}, identifiers}),
  ];
};

describe.skipIf(!hasShared(corpus))(
  'hostile text as static HTML (skipped where the corpus is missing)',
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});
    });
    afterAll(() => browser.close());

    it('runs nothing, loads nothing, and is read as it was written', async () => {
      const payloads = JSON.parse(readFileSync(sharedPath(corpus), 'utf8')) as string[];
      expect(payloads.length).toBeGreaterThan(2000);
      const page = await browser.newPage();
      const happened: string[] = [];
      page.on('dialog', (dialog) => {
        happened.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => happened.push(`request ${request.url()}`));
      page.on('pageerror', ({message}) => happened.push(`script ${message}`));
      page.on('framenavigated', (frame) => {
        if (frame.url() !== 'about:blank') happened.push(`navigation ${frame.url()}`);
      });
      for (let from = 0; from < payloads.length; from += BATCH) {
        const touchpoints = payloads.slice(from, from + BATCH).flatMap(everywhere);
        const journey = {
          ...journeyOf(touchpoints, {now}),
          customer: 'c1',
          basis: {touchpoints: touchpoints.length, total: touchpoints.length},
        };
        const view = journeyView(touchpoints, {now, journey, timeZone: 'UTC'});
        await page.setContent(toHtml(view));
        const read = await page.evaluate(() => ({
          rows: [...document.querySelectorAll('ol li')].map(({textContent}) => textContent),
          tags: [
            ...new Set([...document.querySelectorAll('body *')].map(({localName}) => localName)),
          ],
          attributes: [
            ...new Set(
              [...document.querySelectorAll('body *')].flatMap((each) => each.getAttributeNames()),
            ),
          ],
        }));
        const rows = view.timeline.days.flatMap(({cards}) =>
          cards.flatMap(({rows}) => rows.map(({time, words}) => `${time} ${words}`)),
        );
        // A parser of HTML makes one kind of line break of all, and leaves NUL out.
        const parsed = (text: string) => text.replace(/\r\n?/g, '\n').replaceAll('\0', '');
        expect(read.rows).toEqual(rows.map(parsed));
        expect(read.tags.toSorted()).toEqual(
          'article br dd dl dt h2 h3 h4 h5 header li ol p section small strong time ul'.split(' '),
        );
        expect(read.attributes.toSorted()).toEqual([
          'aria-label',
          'class',
          'datetime',
          'dir',
          'lang',
        ]);
        expect(JSON.stringify(toBlocks(view))).not.toMatch(/<|&(?!amp;|lt;|gt;)/);
      }
      expect(happened).toEqual([]);
    });
  },
);
