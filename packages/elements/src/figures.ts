import type {Journey, Touchpoint} from '@throughline/contracts';
import type {Format} from './format.ts';
import type {IconName} from './icons.ts';
import {fill, type Counted} from './messages.ts';
import {stageName} from './titles.ts';
import {wordsOf} from './words.ts';

/** One thing to know at a glance: whose turn it is, the stage, the cart, what got in the way. */
export interface Figure {
  kind: 'turn' | 'stage' | 'cart' | 'friction';
  icon: IconName;
  tone: '' | 'stage' | 'warn' | 'bad';
  /** "2 items, €86.80". */
  text: string;
  /** What it rests on, in words: the latest touchpoint that says so, where that is loaded. */
  why: string;
  /** Ids, oldest first. */
  touchpoints: readonly string[];
}

export interface FigureOptions {
  /** Those that are loaded, oldest first. */
  touchpoints: readonly Touchpoint[];
  format: Format;
  /** ms. */
  now: number;
}

export const figuresEnglish = {
  cart: {one: '{n} item', other: '{n} items'} as Counted,
  /** Of a chip, about the cart: the shop itself may know better. */
  lastKnown: 'As last known',
};

export type FigureWords = typeof figuresEnglish;

/** The figures of a journey, the frictions last and the worst of those first. */
export const figuresOf = (
  journey: Journey | null | undefined,
  {touchpoints: loaded, format, now}: FigureOptions,
): Figure[] => {
  const {stages, ownStages, cart, waiting, frictions = []} = journey ?? {};
  const {messages} = format;
  const words = {...figuresEnglish, ...messages.panel};
  const figures: Figure[] = [];
  const add = (
    kind: Figure['kind'],
    icon: IconName,
    tone: Figure['tone'],
    text: string,
    touchpoints: readonly string[],
    note = '',
  ) => figures.push({kind, icon, tone, text, why: whyOf(touchpoints, note), touchpoints});

  if (waiting && waiting.on !== 'nobody' && waiting.since !== null) {
    const {on, since, touchpoints} = waiting;
    // By the minute: nobody draws it anew each second.
    const waited = now - since < 60_000 ? '' : ` · ${format.duration(now - since)}`;
    const text = messages.turn[on] + waited;
    add('turn', 'clock', on === 'us' ? 'warn' : '', text, touchpoints);
  }
  const stage = stages?.at(-1);
  if (stage)
    add('stage', 'flag', 'stage', stageName(stage.stage, ownStages, format), stage.evidence);
  if (cart) {
    const {quantity, totalMinor, currency, touchpoints} = cart;
    const money =
      totalMinor !== null && currency
        ? messages.parts.comma + format.money(totalMinor, currency)
        : '';
    const text = format.count(words.cart, quantity) + money;
    add('cart', 'cart', '', text, touchpoints, words.lastKnown);
  }
  const kinds = Object.values(Object.groupBy(frictions, ({type}) => type)).map((all) => ({
    ...all!.at(-1)!,
    count: all!.length,
  }));
  kinds.sort((a, b) => b.severity - a.severity || b.at - a.at);
  for (const {type, severity, touchpoints, count} of kinds) {
    const what = format.name(type);
    const text = count > 1 ? fill(messages.parts.times, {what, n: format.number(count)}) : what;
    add('friction', 'alert', severity > 2 ? 'bad' : 'warn', text, touchpoints);
  }
  return figures;

  function whyOf(evidence: readonly string[], note: string) {
    const id = evidence.at(-1);
    const latest = loaded.findLast((touchpoint) => touchpoint.id === id);
    if (!latest) return note;
    const {title, rest} = wordsOf(latest, format);
    const at = format.clockOn(latest.occurredAt, format.dayOf(now));
    return `${note && `${note}: `}${title}${rest}, ${at}`;
  }
};
