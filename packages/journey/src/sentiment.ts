// How the words of a customer feel, for the collector to keep beside them.
import type {Sentiment, Touchpoint} from '@throughline/contracts';
import {isAutoReply} from './matters.ts';
import {compoundOf, VADER} from './vader.ts';

/** What of a touchpoint its text is read from. */
export type Worded = Pick<
  Touchpoint,
  'name' | 'direction' | 'sentiment' | 'contact' | 'survey' | 'properties'
> &
  Partial<Pick<Touchpoint, 'mode'>>;

/**
 * What a touchpoint's own words say of how the customer feels; undefined where they say nothing, are
 * not the customer's, or are not English, the only language the lexicon has.
 */
export const inferSentiment = (touchpoint: Worded): Sentiment | undefined => {
  // Whoever sent it knows better.
  if (touchpoint.sentiment) return undefined;
  const text = wordsOfCustomer(touchpoint);
  if (text === '' || !isEnglish(text)) return undefined;
  const compound = compoundOf(text);
  const valence = valenceOf(compound);
  if (compound === 0) return undefined;
  return {valence, source: 'inferred', method: VADER, confidence: valence > 0 ? POSITIVE : OTHER};
};

/**
 * On 14,640 messages to support the lexicon is right about 54 of 100, and where it says "good" about 35
 * of 100: people complain politely (docs/journey.md).
 */
const OTHER = 0.5;
const POSITIVE = 0.35;

/** Fixed bins of the compound score. */
export const valenceOf = (compound: number): Sentiment['valence'] => {
  if (compound <= -0.6) return -2;
  if (compound <= -0.2) return -1;
  return compound < 0.2 ? 0 : compound < 0.6 ? 1 : 2;
};

/** Never an agent's: neither what goes out to the customer nor a note about them. Nor a machine's. */
const wordsOfCustomer = ({name, direction, mode, contact, survey, properties}: Worded): string => {
  if (direction === 'outbound' || direction === 'internal' || name.startsWith('agent_')) return '';
  if (isAutoReply({name, direction, mode})) return '';
  const written = [
    survey?.verbatim,
    direction === 'inbound' ? contact?.message : undefined,
    name === 'review_submitted' ? (properties?.['comment'] ?? properties?.['text']) : undefined,
  ];
  return written.filter((text) => typeof text === 'string').join('\n');
};

/** Words that English has so often. */
const ENGLISH = new Set(
  `the and you your is are was were it its this that these those of to for with have has had not no my
  me we our they their be been being but from as at by if or what when where how why who which there here
  i im ive i'm i've it's don't can't didn't won't isn't doesn't couldn't would could should will can do
  does did get got just still please thank thanks hello hi`.split(/\s+/),
);
/** At least every sixth word of a text is one of them. */
const SHARE = 1 / 6;

/** Of them, those that other languages have as well. */
const SHARED = new Set('as do for had hi im me no of on or was who will'.split(' '));
/** Words that only other languages have so often: those whose customers write to shops that speak English. */
const OTHERS = new Set(
  `ich und nicht ist das der ein eine einen dem mir mich mein meine sie wir auf für mit von zu aber auch wenn
  sind haben habe hat soll bitte noch nach war ik het een van en niet dat dit zijn mijn maar ook met voor heb
  hebben le la les des un une et est que qui je vous nous pas pour dans sur avec mon ce el los las y de por para
  con mi se lo pero está muy os um uma e em não com meu minha mas o il gli che di non per mio sono ho och jag
  det är inte ett på med som har min og ikke jeg`.split(/\s+/),
);

const isEnglish = (text: string): boolean => {
  const words = (text.toLowerCase().match(/[\p{L}'’]+/gu) ?? []).map((word) =>
    word.replace('’', "'"),
  );
  if (words.length === 0) return true; // An emoji needs no language.
  const known = words.filter((word) => ENGLISH.has(word));
  const own = known.filter((word) => !SHARED.has(word));
  const others = words.filter((word) => OTHERS.has(word));
  return known.length / words.length >= SHARE && own.length >= Math.max(1, others.length);
};
