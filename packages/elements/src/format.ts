import type {Touchpoint} from '@throughline/contracts';
import {calendar, noonOf, type Day} from '@throughline/journey';
import type {Icon} from './icons.ts';
import {messagesFor} from './languages.ts';
import {fill, type Counted, type Messages} from './messages.ts';
import {own} from './own.ts';
import type {Words} from './words.ts';

/** How one agent reads numbers, money and time. */
export interface Format {
  readonly messages: Messages;
  readonly timeZone: string;
  /** BCP 47, as asked for and with the browser's region. */
  readonly locale: string;
  /** Of an instant in ms: "14:02". */
  clock: (at: number) => string;
  /** "19 Nov 2026, 14:02:31". */
  exact: (at: number) => string;
  /** The day of the month where `at` is not on `day`, then the clock: "19 Nov, 14:02"; long before it, the year. */
  clockOn: (at: number, day: Day) => string;
  /** Days since 1970, by the agent's calendar. */
  dayOf: (at: number) => Day;
  /** "Today", "Yesterday", "Thursday, 19 November 2026". */
  day: (day: Day, now: number) => string;
  /** Of ms: "45 sec", "4 min", "1 hr 12 min". */
  duration: (ms: number) => string;
  /** What something is called; what has no entry is called by its own name, humanised. */
  name: (key: string) => string;
  number: (value: number) => string;
  /** Minor units: 7990 EUR is "€79.90". */
  money: (minor: number, currency: string) => string;
  /** A counted phrase in its right form. */
  count: (forms: Counted, n: number) => string;
  /** Which form a number takes. */
  plural: (n: number) => Intl.LDMLPluralRule;
  /** "3 minutes ago"; empty where it has just been. */
  ago: (at: number, now: number) => string;
  /** 0.72 is "72%". */
  percent: (ratio: number) => string;
  /** "a, b, and c". */
  list: (items: readonly string[]) => string;
  /** Which way it is read. */
  direction: 'ltr' | 'rtl';
  /** What an integrator says about touchpoints, where one does. */
  own?: OwnRows;
}

/** What stands in place of the defaults; undefined leaves them. */
export interface OwnRows {
  look?: (touchpoint: Touchpoint, variant: string) => Partial<Pick<Words, 'icon' | 'tone'>>;
  icon?: (channel: string) => Icon | undefined;
  render?: (touchpoint: Touchpoint) => Node | undefined;
}

export interface FormatOptions {
  /** BCP 47. @defaultValue `'en'` */
  lang?: string;
  /** IANA. @defaultValue the browser's */
  timeZone?: string;
}

/**
 * Makes the formats of a language. Numbers and times follow the region of the browser where it
 * speaks the same language: an English panel in Britain writes British dates.
 */
export const formatFor = ({lang = 'en', timeZone}: FormatOptions = {}): Format => {
  const locale = localeOf(lang);
  const messages = messagesFor(lang);
  const {comma} = messages.parts;
  const zone = zoneOf(timeZone);
  const key = `${locale} ${zone}`;
  const made = formats.get(key);
  if (made?.messages === messages) return made;
  const {dayOf} = calendar(zone);

  const dates = (options: Intl.DateTimeFormatOptions, timeZone = 'UTC') =>
    new Intl.DateTimeFormat(locale, {timeZone, ...options});
  const clockFormat = dates({timeStyle: 'short'}, zone);
  const exactFormat = dates({dateStyle: 'medium', timeStyle: 'medium'}, zone);
  const shortDay = dates({day: 'numeric', month: 'short'});
  const longDay = dates({dateStyle: 'full'});
  const numbers = new Intl.NumberFormat(locale, {maximumFractionDigits: 2});
  // English words in a Chinese panel are counted, and read, as English is.
  const spoken = messages === messagesFor('en') ? 'en' : locale;
  const plural = new Intl.PluralRules(spoken);
  const relative = new Intl.RelativeTimeFormat(locale, {numeric: 'always', style: 'short'});
  const percents = new Intl.NumberFormat(locale, {style: 'percent'});
  const lists = new Intl.ListFormat(locale);
  const unitFormat = memo(
    (unit) => new Intl.NumberFormat(locale, {style: 'unit', unit, unitDisplay: 'short'}),
  );
  const unit = (name: string, value: number) => unitFormat(name).format(value);
  const moneyFormat = memo((currency) => moneyIn(locale, currency));
  const clock = (at: number) => clockFormat.format(at);

  const format: Format = {
    messages,
    timeZone: zone,
    locale,
    clock,
    exact: (at) => exactFormat.format(at),
    dayOf,
    clockOn: (at, day) => {
      const own = dayOf(at);
      if (own === day) return clock(at);
      return day - own > 300
        ? exactFormat.format(at)
        : shortDay.format(noonOf(own)) + comma + clock(at);
    },
    day(day, now) {
      const today = dayOf(now);
      if (day === today) return messages.timeline.today;
      if (day === today - 1) return messages.timeline.yesterday;
      return longDay.format(noonOf(day));
    },
    duration(ms) {
      // Tenths only where they are felt.
      const seconds = ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / 1000);
      if (seconds < 60) return unit('second', seconds);
      const minutes = Math.round(seconds / 60);
      if (minutes < 60) return unit('minute', minutes);
      const hours = Math.floor(minutes / 60);
      if (hours < 24) {
        return minutes % 60
          ? `${unit('hour', hours)} ${unit('minute', minutes % 60)}`
          : unit('hour', hours);
      }
      return unit('day', Math.round(hours / 24));
    },
    name(key) {
      const bare = key.replace(/^x_/, ''); // A channel of the tenant's own: `x_kiosk`.
      return own(messages.names, key) ?? own(messages.names, bare) ?? humanise(bare);
    },
    number: (value) => numbers.format(value),
    money(minor, currency) {
      const format = moneyFormat(currency);
      const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
      return format.format(minor / 10 ** digits);
    },
    plural: (n) => plural.select(n),
    count: (forms, n) => fill(forms[plural.select(n)] ?? forms.other, {n: numbers.format(n)}),
    ago(at, now) {
      const minutes = Math.round((at - now) / 60_000);
      if (minutes > -1) return '';
      if (minutes > -60) return relative.format(minutes, 'minute');
      const hours = Math.round(minutes / 60);
      return hours > -24
        ? relative.format(hours, 'hour')
        : relative.format(Math.round(hours / 24), 'day');
    },
    percent: (ratio) => percents.format(ratio),
    list: (items) => lists.format(items),
    direction: /^(ar|fa|he|ur)\b/.test(spoken) ? 'rtl' : 'ltr',
  };
  formats.set(key, format);
  return format;
};

/** Each element asks anew, and making one takes milliseconds. */
const formats = new Map<string, Format>();

const localeOf = (lang: string) => {
  const own = globalThis.navigator?.language;
  const wanted = own?.split('-')[0] === lang ? own : lang;
  try {
    return Intl.getCanonicalLocales(wanted)[0] ?? 'en';
  } catch {
    return 'en'; // `lang` comes from a page: it may be anything.
  }
};

const zoneOf = (timeZone?: string): string => {
  try {
    return new Intl.DateTimeFormat('en', {timeZone}).resolvedOptions().timeZone;
  } catch {
    return zoneOf(); // As `lang`.
  }
};

/** Three letters may be no currency; then the number stands beside them. */
const moneyIn = (locale: string, currency: string) => {
  try {
    return new Intl.NumberFormat(locale, {style: 'currency', currency});
  } catch {
    return new Intl.NumberFormat(locale, {minimumFractionDigits: 2, maximumFractionDigits: 2});
  }
};

/** Formats are slow to make and asked for by the row. */
const memo = <T>(make: (key: string) => T) => {
  const known = new Map<string, T>();
  return (key: string): T => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key)!;
  };
};

/** `showroom_visited` → "Showroom visited", `productName` → "Product name". */
export const humanise = (name: string): string => {
  const words = name
    .replace(/[_\-.]+/g, ' ')
    .replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
