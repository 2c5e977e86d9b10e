import type {Touchpoint} from '@throughline/contracts';
import {facetsOf} from './filter.ts';
import type {Format} from './format.ts';
import {ICONS, type Icon} from './icons.ts';
import {own} from './own.ts';
import {titleIn, type Title} from './titles.ts';
import type {Tone, Words} from './words.ts';

/** How touchpoints of one name, or of one facet, look and are called. What is left out stays as it is. */
export interface Look {
  /** One of ours by its name, or the path of your own: strokes on a grid of 20 by 20. */
  icon?: Icon;
  /** Which of the panel's colours marks it. */
  tone?: Tone;
  /** What it is called: in all languages, or in each by its BCP 47 tag. */
  words?: Title;
}

/**
 * By the name of a touchpoint (`showroom_visited`), a name and its variant (`payment_failed card`), or
 * a facet as in the filter (`kind:help`, `channel:kiosk`, `who:bot`). The closest one decides.
 */
export type Looks = Readonly<Record<string, Look>>;

/** Tells an integrator what to put right. */
export type Report = (message: string, cause?: unknown) => void;

/** A format that also knows how an integrator's touchpoints look. */
export const withLooks = (format: Format, given: Looks, report: Report): Format => {
  const looks = checked(given, report);
  const {names, facets} = format.messages;
  const words = Object.entries(looks).flatMap(([key, look]) => {
    const said = titleIn(look.words, format);
    return said === undefined ? [] : [[key, said] as const];
  });
  const renamed = Object.fromEntries(words);
  const kept = Object.entries(names).filter(
    // "Card declined" gives way to what is said of `payment_failed` as a whole.
    ([name]) => !name.includes(' ') || !Object.hasOwn(renamed, name.split(' ')[0]!),
  );
  const channels = words.flatMap(([key, said]) =>
    key.startsWith(CHANNEL)
      ? ['', 'session ', 'contact '].map((kind) => [kind + key.slice(CHANNEL.length), said])
      : [],
  );
  const all = Object.fromEntries([...kept, ...words, ...channels]) as Record<string, string>;
  return {
    ...format,
    messages: {...format.messages, names: all, facets: {...facets, ...renamed}},
    name: (key) => own(all, key) ?? format.name(key),
    own: {
      ...format.own,
      look: (touchpoint, variant) => lookOf(touchpoint, variant, looks),
      icon: (channel) => own(looks, CHANNEL + channel)?.icon,
    },
  };
};

const CHANNEL = 'channel:';

const lookOf = (touchpoint: Touchpoint, variant: string, looks: Looks) => {
  const {name} = touchpoint;
  const found: Partial<Pick<Words, 'icon' | 'tone'>> = {};
  for (const key of [`${name} ${variant}`, name, ...facetsOf(touchpoint, null)]) {
    const {icon, tone} = own(looks, key) ?? {};
    // A channel's icon stands on its cards: on each row it would hide what happened.
    if (icon && !key.startsWith(CHANNEL)) found.icon ??= icon;
    if (tone) found.tone ??= tone;
  }
  return found;
};

const TONES: Readonly<Record<Tone, true>> = {
  plain: true,
  good: true,
  warn: true,
  bad: true,
  contact: true,
};
const PATH = /^M[-\d\s.,+eMLHVCSQTAZmlhvcsqtaz]{1,2000}$/;
const KEY = /^[^\s:]+( [^\s:]+)?$|^(kind|channel|who|friction|feeling):[^\s:]+$/;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What of it can be shown; of the rest it says once what to do. */
const checked = (given: unknown, report: Report): Looks => {
  const isNew = isObject(given) && !reported.has(given);
  if (isNew) reported.add(given);
  if (!isObject(given)) {
    report(`looks is no object: give {showroom_visited: {icon: 'bag'}}. ${DEFAULT}`);
    return {};
  }
  return Object.fromEntries(
    Object.entries(given).map(([key, look]) => {
      const {good, problems} = judged(key, look);
      if (isNew) {
        for (const problem of problems)
          report(`looks[${JSON.stringify(key)}]${problem} ${DEFAULT}`);
      }
      return [key, good];
    }),
  );
};

/** Every element of a panel is given the same ones. */
const reported = new WeakSet<object>();

const DEFAULT = 'Until then the default is shown.';

const judged = (key: string, look: unknown): {good: Look; problems: string[]} => {
  if (!KEY.test(key)) {
    return bad(' is no name of a touchpoint and no facet: write `order_shipped` or `kind:help`.');
  }
  if (!isObject(look)) return bad(" is no object: give {icon: 'bag', tone: 'good'}.");
  const good: Look = {};
  const problems: string[] = [];
  for (const [field, value] of Object.entries(look)) {
    const problem = fields[field as keyof Look]?.(value) ?? '';
    if (!Object.hasOwn(fields, field)) {
      problems.push(`.${field} is unknown: there are icon, tone and words.`);
    } else if (problem) problems.push(`.${field} ${problem}`);
    else Object.assign(good, {[field]: value});
  }
  return {good, problems};
};

const bad = (problem: string) => ({good: {}, problems: [problem]});

/** What is wrong with a field's value; undefined where nothing is. */
const fields: Record<keyof Look, (value: unknown) => string | undefined> = {
  icon: (value) =>
    typeof value === 'string' && (Object.hasOwn(ICONS, value) || PATH.test(value))
      ? undefined
      : `is no icon: give the d of an SVG path that begins with M, or one of ${Object.keys(ICONS).join(', ')}.`,
  tone: (value) =>
    typeof value === 'string' && Object.hasOwn(TONES, value)
      ? undefined
      : `is no colour of the panel: give one of ${Object.keys(TONES).join(', ')}.`,
  words: (value) =>
    typeof value === 'string' ||
    (isObject(value) && Object.values(value).every((each) => typeof each === 'string'))
      ? undefined
      : "is no text: give 'Came to the showroom', or {en: '…', de: '…'}.",
};
