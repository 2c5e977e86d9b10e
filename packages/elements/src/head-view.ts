import type {Identifier, Touchpoint} from '@throughline/contracts';
import type {Format} from './format.ts';
import {bestIdentifier, maskIdentifier, nameIdentifier} from './identifier.ts';
import {fill} from './messages.ts';
import {panelEnglish, type PanelWords} from './panel-english.ts';
import {pathOf} from './words.ts';

/** Where a customer was last. */
export interface LastSeenView {
  /** "Last on Cart,": the time follows. */
  text: string;
  at: number;
  /** "14:02". */
  time: string;
  /** "3 min ago"; empty where it has just been. */
  ago: string;
}

/** What the panel says around its timeline. */
export const panelWords = ({messages}: Format): PanelWords => ({
  ...panelEnglish,
  ...messages.panel,
});

/** What a customer is called on a screen that others can see. */
export const customerName = (identifiers: readonly Identifier[], format: Format): string => {
  const known = bestIdentifier(identifiers);
  if (known?.kind === 'anonymous') return nameIdentifier(known, format);
  return known ? maskIdentifier(known) : panelWords(format).customer;
};

/** Of touchpoints, oldest first; undefined where there is none. */
export const lastSeen = (
  touchpoints: readonly Touchpoint[],
  format: Format,
  now: number,
): LastSeenView | undefined => {
  const last = touchpoints.findLast(({page}) => page) ?? touchpoints.at(-1);
  if (!last) return undefined;
  const {page, occurredAt: at} = last;
  const {comma} = format.messages.parts;
  const words = panelWords(format);
  const where = page && (page.title || page.path || pathOf(page.url));
  return {
    text: (where ? fill(words.lastSeen, {page: where}) : words.lastSeenAt) + comma.trim(),
    at,
    time: format.clockOn(at, format.dayOf(now)),
    ago: format.ago(at, now),
  };
};
