import type {Feeling, FeelingSign, Sentiment, Touchpoint} from '@throughline/contracts';
import {mergeTouchpoints} from './order.ts';

/** How much each way of knowing is worth, where the sender does not say: docs/journey.md has why. */
const TRUST = {
  self: 0.9,
  survey: 0.9,
  rating: 0.6,
  agent: 0.6,
  inferred: 0.5,
  clicks: 0.3,
} as const;

/**
 * Signs of how the customer felt, oldest first: what they or an agent said of it, what a survey
 * measured, and, unless they objected, what was inferred from their text and clicks; where an agent
 * has set one right (`feeling_corrected`), as the agent says. Never from voice, face, typing or the
 * movement of a mouse, and never about agents.
 */
export const feelingSignsOf = (
  touchpoints: readonly Touchpoint[],
  {inference = true}: {inference?: boolean} = {},
): FeelingSign[] => {
  const ordered = mergeTouchpoints(touchpoints);
  const corrected = correctionsIn(ordered);
  return ordered.flatMap((touchpoint) => {
    const {id, occurredAt: at} = touchpoint;
    const sign = corrected.has(id)
      ? corrected.get(id)
      : (feelingIn(touchpoint) ?? clickedIn(touchpoint));
    if (!sign || (sign.kind === 'inferred' && !inference)) return [];
    return [{at, ...sign, touchpoint: id}];
  });
};

/** What agents have set right, by the touchpoint it is about: the last word counts. */
const correctionsIn = (ordered: readonly Touchpoint[]): Map<string, Sign | null> =>
  new Map(
    ordered
      .filter(({name}) => name === 'feeling_corrected')
      .map(({properties}) => {
        const {touchpoint, valence} = properties ?? {};
        const says = typeof valence === 'number' && Math.abs(valence) <= 2;
        return [
          String(touchpoint).toLowerCase(),
          says ? {valence, kind: 'stated', method: 'agent', confidence: TRUST.agent} : null,
        ];
      }),
  );

type Sign = Pick<FeelingSign, 'valence' | 'kind' | 'method' | 'confidence'>;

/**
 * How the customer felt by the words and answers of one touchpoint; null where they do not say. What
 * somebody told, or answered on a scale, goes before what was read off the words beside it.
 */
export const feelingIn = (touchpoint: Touchpoint): Sign | null => {
  const {sentiment, survey, direction} = touchpoint;
  if (sentiment && sentiment.source !== 'inferred') return sentimentSign(sentiment);
  const score = survey ? scaled(survey) : null;
  if (score !== null)
    return {
      valence: score,
      kind: 'measured',
      method: `${survey!.type}/1`,
      confidence: TRUST.survey,
    };
  const rating = ratingOf(touchpoint);
  if (rating !== null)
    return {valence: rating, kind: 'stated', method: 'rating/1', confidence: TRUST.rating};
  // What goes out to the customer are our own words.
  return sentiment && direction !== 'outbound' ? sentimentSign(sentiment) : null;
};

const clickedIn = ({friction}: Touchpoint): Sign | null =>
  friction?.type === 'rage_click'
    ? {valence: -1, kind: 'inferred', method: 'clicks/1', confidence: TRUST.clicks}
    : null;

const sentimentSign = ({
  valence,
  source,
  method = source,
  confidence = TRUST[source],
}: Sentiment): Sign => ({valence, kind: KINDS[source], method, confidence});

const KINDS = {self: 'stated', agent: 'stated', survey: 'measured', inferred: 'inferred'} as const;

/** Of an effort score nobody knows which end is good, and of a tenant's own scale nothing. */
const scaled = ({type, score, min, max}: NonNullable<Touchpoint['survey']>): number | null => {
  if (type === 'nps')
    return score >= 10 ? 2 : score >= 9 ? 1 : score >= 7 ? 0 : score >= 4 ? -1 : -2;
  const share = max > min ? Math.min(1, Math.max(0, (score - min) / (max - min))) : null;
  if (type === 'csat') return share === null ? null : share * 4 - 2;
  return type === 'fcr' && share !== null ? (share >= 0.5 ? 1 : -1) : null;
};

const ratingOf = (touchpoint: Touchpoint): number | null => {
  const {name, properties} = touchpoint;
  if (name === 'article_voted') {
    const vote = properties?.['vote'];
    return vote === 'yes' ? 1 : vote === 'no' ? -1 : null;
  }
  const stars = starsOf(touchpoint);
  return stars === null ? null : stars - 3;
};

/** Of a review, 1 to 5; null where there are none, or more. */
export const starsOf = ({name, properties}: Touchpoint): number | null => {
  const rating = Number(String(properties?.['rating']));
  return name === 'review_submitted' && rating >= 1 && rating <= 5 ? rating : null;
};

const DAY = 86_400_000;
/** A feeling older than this is none of now; 30 days. */
const RECENT_MS = 30 * DAY;
/** After this long it counts half; 7 days. */
const HALF_LIFE_MS = 7 * DAY;
/** One clear statement is enough, one guess is not. */
const ENOUGH = 0.6;
/** What makes a trend: three quarters of a step of the scale. */
const STEP = 0.75;

/** How the customer feels now, or that there is not enough data. */
export const feelingOf = (signs: readonly FeelingSign[], {now}: {now: number}): Feeling => {
  const recent = signs.filter(({at}) => now - at <= RECENT_MS);
  const weighed = recent.map((sign) => ({
    ...sign,
    weight: sign.confidence * 0.5 ** (Math.max(0, now - sign.at) / HALF_LIFE_MS),
  }));
  const known = recent.reduce((sum, {confidence}) => sum + confidence, 0);
  const all = [...signs];
  if (known < ENOUGH)
    return {valence: null, kind: null, confidence: 0, trend: null, touchpoints: [], signs: all};

  const weight = weighed.reduce((sum, each) => sum + each.weight, 0);
  const mean = (of: 'valence' | 'confidence') =>
    weighed.reduce((sum, each) => sum + each[of] * each.weight, 0) / weight;
  const before = recent.slice(0, -1);
  const usual = before.reduce((sum, {valence}) => sum + valence, 0) / before.length;
  const change = recent.at(-1)!.valence - usual;
  return {
    valence: rounded(mean('valence'), 10),
    kind: KINDS_BY_STRENGTH.find((kind) => recent.some((sign) => sign.kind === kind))!,
    confidence: rounded(mean('confidence'), 100),
    trend:
      before.length < 2 ? null : change >= STEP ? 'better' : change <= -STEP ? 'worse' : 'steady',
    touchpoints: recent.slice(-5).map(({touchpoint}) => touchpoint),
    signs: all,
  };
};

const KINDS_BY_STRENGTH = ['inferred', 'measured', 'stated'] as const;

const rounded = (value: number, by: number) => Math.round(value * by) / by + 0;
