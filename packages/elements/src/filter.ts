import type {Touchpoint} from '@throughline/contracts';
import {feelingIn, type JourneyLog} from '@throughline/journey';
import type {Format} from './format.ts';
import {frictionsAt} from './frictions.ts';
import {stageAt} from './stage-at.ts';
import type {TimelineHost} from './timeline-state.ts';
import {isNewSince, pathOf, wordsOf} from './words.ts';

/** What of a journey is to be shown. */
export interface TimelineFilter {
  /** Stands in the words, the message or the page of a touchpoint, in any case of letters. */
  text?: string;
  /**
   * `channel:voice`, `kind:purchase`, `who:bot`, `feeling:bad`, `friction:rage_click`, `stage:support`,
   * `new:since`.
   * Of one facet any may hold, of several all must.
   */
  facets?: readonly string[];
  /** Happened from then on, in ms. */
  since?: number;
  /** Happened before, in ms. */
  until?: number;
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

/** `visit`, `purchase`, `contact` … */
export const kindOf = (name: string): string =>
  kinds.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';

/** What a touchpoint says of itself. `since`: when the reader last looked, in ms. */
export const facetsOf = (touchpoint: Touchpoint, since: number | null): string[] => {
  const {name, channel, mode, friction} = touchpoint;
  const facets = [`kind:${kindOf(name)}`, `channel:${channel}`, `who:${mode}`];
  if (friction) facets.push(`friction:${friction.type}`);
  const feeling = feelingIn(touchpoint)?.valence;
  // The middle says neither.
  if (feeling) facets.push(`feeling:${feeling < 0 ? 'bad' : 'good'}`);
  if (isNewSince(touchpoint, since)) facets.push('new:since');
  return facets;
};

/** What a touchpoint can be found by: with what was found of the journey, each once. */
export const findableBy = (
  touchpoint: Touchpoint,
  {since, frictions}: Pick<TimelineHost, 'since' | 'frictions'>,
): Set<string> => {
  const facets = new Set(facetsOf(touchpoint, since));
  for (const type of frictionsAt(touchpoint, frictions)) facets.add(`friction:${type}`);
  return facets;
};

/** Whether a touchpoint is to be shown. */
export type Matcher = (touchpoint: Touchpoint) => boolean;

/** Undefined where every one is. `content`: what is filtered, whatever that is by then. */
export const matcher = (
  {
    filter: {text = '', facets: given = [], since: from = 0, until = Infinity},
    since,
    stages,
    frictions,
  }: Pick<TimelineHost, 'filter' | 'since' | 'stages' | 'frictions'>,
  format: Format,
  content: {readonly log: JourneyLog},
): Matcher | undefined => {
  const facets = [given].flat(); // A page may give one alone.
  const wanted = text.trim().toLowerCase();
  if (!wanted && facets.length === 0 && from <= 0 && until === Infinity) return undefined;
  const groups = Object.values(Object.groupBy(facets, (facet) => facet.split(':')[0]!));
  return (touchpoint) => {
    const {occurredAt: at} = touchpoint;
    if (at < from || at >= until) return false;
    if (groups.length > 0) {
      const own = findableBy(touchpoint, {since, frictions});
      const stage =
        facets.some((facet) => facet.startsWith('stage:')) && stageAt(content.log, at, stages);
      if (stage) own.add(`stage:${stage}`);
      if (!groups.every((group) => group!.some((facet) => own.has(facet)))) return false;
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
