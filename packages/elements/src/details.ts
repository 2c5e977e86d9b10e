import type {CommerceItem, Touchpoint} from '@throughline/contracts';
import {customerTime} from './customer-time.ts';
import {humanise, type Format} from './format.ts';
import {nameIdentifier} from './identifier.ts';
import {fill} from './messages.ts';
import {own} from './own.ts';
import {safeHref} from './safe-href.ts';
import {channelName} from './timeline-view.ts';

/** A line of a row's details. */
export interface Detail {
  label: string;
  value: string;
  /** Safe to follow. */
  href?: string;
}

/** What its lines are called, where that is not their name itself. */
export const detailsEnglish: Record<string, string> = {
  theirs: 'Customer’s time',
  url: 'Page',
  referrer: 'Came from',
  element: 'Control',
  valueMinor: 'Total',
  orderId: 'Order',
  detail: 'System',
  endedAt: 'Ended',
  queueMs: 'Waited',
  talkMs: 'Talk',
  holdMs: 'Hold',
  wrapMs: 'Wrap-up',
  verbatim: 'In their words',
  known: 'Known by',
};
export const clockEnglish = {
  skewed: 'Was off by {time}; corrected.',
  clamped: 'Not believable; moved to the nearest time that is.',
  late: 'Arrived {time} later.',
};

/** Everything a touchpoint carries, in words and pairs. Personal identifiers are masked. */
export const detailsOf = (touchpoint: Touchpoint, format: Format): Detail[] => {
  const {page, commerce, contact, outcome, survey, friction, vital, sentiment} = touchpoint;
  const identifiers = touchpoint.identifiers ?? [];
  const {comma, fact} = format.messages.parts;
  const names = {...detailsEnglish, ...format.messages.names};
  const label = (key: string) => own(names, key) ?? format.name(key);
  const list = (...values: unknown[]) =>
    values
      .filter(Boolean)
      .map((each) => fill(fact, {fact: String(each)}))
      .join(comma);
  const details: Detail[] = [];
  const add = (label: string, value: string, href?: string | null) => {
    if (value) details.push({label, value, ...(href && {href})});
  };
  add(label('when'), format.exact(touchpoint.occurredAt));
  add(label('theirs'), customerTime(touchpoint, format));
  for (const facet of [page, commerce, contact, outcome, survey, friction, vital, sentiment]) {
    for (const [key, value] of Object.entries(facet ?? {})) {
      if (key === 'items') {
        for (const item of value as CommerceItem[]) add(label('item'), itemOf(item));
      } else add(label(key), valueOf(key, value), linkOf(key, value));
    }
  }
  for (const [key, value] of Object.entries(touchpoint.properties ?? {})) {
    add(humanise(key), valueOf('', value), linkOf(key, value));
  }
  for (const {type, id, qualifier} of touchpoint.relations ?? []) {
    add(humanise(type), list(id, qualifier));
  }
  add(label('channel'), channelName('session', touchpoint.channel, format));
  add(label('known'), list(...identifiers.map((known) => nameIdentifier(known, format))));
  for (const flag of clockFlags(touchpoint, format)) add(label('clock'), flag);
  return details;

  function itemOf({sku, name, variant, quantity, priceMinor}: CommerceItem) {
    const what = list(name ?? sku, variant);
    const n = format.number(quantity ?? 1);
    return list(fill(format.messages.parts.times, {what, n}), valueOf('priceMinor', priceMinor));
  }

  /** A field in words, by what its name says it is. */
  function valueOf(key: string, value: unknown): string {
    if (value === undefined || value === null || HIDDEN.has(key)) return '';
    if (typeof value === 'number') {
      if (key.endsWith('At')) return format.exact(value);
      if (key.endsWith('Ms')) return format.duration(value);
      if (key.endsWith('Minor'))
        return commerce?.currency ? format.money(value, commerce.currency) : '';
      if (key === 'value' && vital?.name !== 'CLS') return format.duration(value);
      return format.number(value);
    }
    if (Array.isArray(value)) return list(...(value as unknown[]));
    if (typeof value === 'object') {
      return list(...Object.entries(value).map(([name, each]) => `${humanise(name)} ${each}`));
    }
    const text = `${value as string | boolean}`;
    return /^(type|rating|status)$/.test(key) ? format.name(text) : text;
  }
};

/** Said elsewhere, or of no use to a reader. */
const HIDDEN = new Set(['id', 'path', 'currency', 'cartId', 'min', 'max']);

const linkOf = (key: string, value: unknown) =>
  /^(url|referrer|target|href)$/.test(key) ? safeHref(String(value)) : null;

/** A clock is worth a word from here on. */
const SKEW_MS = 60_000;
const LATE_MS = 5 * 60_000;

const clockFlags = ({clocks, occurredAt}: Touchpoint, format: Format): string[] => {
  if (!clocks) return []; // An integrator's own may have none, nor names.
  const clock = {...clockEnglish, ...format.messages.clock};
  const skew = Math.abs(clocks.received - clocks.sent);
  const late = clocks.received - occurredAt;
  return [
    clocks.clamped ? clock.clamped : '',
    skew > SKEW_MS && !clocks.clamped ? fill(clock.skewed, {time: format.duration(skew)}) : '',
    late > LATE_MS ? fill(clock.late, {time: format.duration(late)}) : '',
  ].filter(Boolean);
};
