import type {Touchpoint} from '@throughline/contracts';
import type {Format} from './format.ts';
import {pathOf, wordsOf} from './words.ts';

/** What of a journey is to be shown. */
export interface TimelineFilter {
  /** Stands in the words, the message or the page of a touchpoint, in any case of letters. */
  text?: string;
  /**
   * `channel:voice`, `kind:purchase`, `who:bot`, `feeling:bad`, `friction:rage_click`, `new:since`.
   * Of one facet any may hold, of several all must.
   */
  facets?: readonly string[];
}

/** By the beginning of the name, the first that fits. */
const kinds: readonly [RegExp, string][] = [
  [/^(page|web_vital|promotion)/, 'visit'],
  [/^(product|wishlist)/, 'product'],
  [/^(cart|checkout|payment|order|coupon)/, 'purchase'],
  [/^(help|search|article|callback)/, 'help'],
  [/^(chat|message|contact|bot|ticket|sla|promise|agent)/, 'contact'],
  [/^(survey|review)/, 'survey'],
];

/** What a touchpoint can be found by. `since`: when the reader last looked, in ms. */
export const facetsOf = (touchpoint: Touchpoint, since: number | null): string[] => {
  const {name, channel, mode, friction, sentiment, survey, occurredAt} = touchpoint;
  const kind = kinds.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
  const facets = [`kind:${kind}`, `channel:${channel}`, `who:${mode}`];
  if (friction) facets.push(`friction:${friction.type}`);
  // A survey's middle says neither.
  const feeling = sentiment?.valence ?? (survey ? survey.score / survey.max - 0.6 : 0);
  if (feeling) facets.push(`feeling:${feeling < 0 ? 'bad' : 'good'}`);
  if (since !== null && occurredAt > since) facets.push('new:since');
  return facets;
};

/** Whether a touchpoint is to be shown; undefined where every one is. */
export const matcher = (
  {text = '', facets = []}: TimelineFilter,
  since: number | null,
  format: Format,
): ((touchpoint: Touchpoint) => boolean) | undefined => {
  const wanted = text.trim().toLowerCase();
  if (!wanted && facets.length === 0) return undefined;
  const groups = Object.values(Object.groupBy(facets, (facet) => facet.split(':')[0]!));
  return (touchpoint) => {
    if (groups.length > 0) {
      const own = facetsOf(touchpoint, since);
      if (!groups.every((group) => group!.some((facet) => own.includes(facet)))) return false;
    }
    if (!wanted) return true;
    const {title, rest} = wordsOf(touchpoint, format);
    const {page, contact} = touchpoint;
    const where = page ? `${page.title ?? ''} ${page.path ?? pathOf(page.url)}` : '';
    return `${title}${rest} ${where} ${contact?.message ?? ''} ${contact?.reason ?? ''}`
      .toLowerCase()
      .includes(wanted);
  };
};
