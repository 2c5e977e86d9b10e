// The English of the brief and of all reasons: an entry point of its own, so that another language does
// not pay for it.
import type {PhraseFormat, Wording, Wordings} from './say.ts';

const times = (one: string, other: string): Wording => ({by: 'times', one, other});

export const english: Wordings = {
  'happened.friction': times('{what} ({at}).', '{what}, {times} times, last {at}.'),
  'happened.contacts': times('In touch once.', 'In touch {times} times since {since}.'),
  'happened.contact': '{channel} {at}.',
  'happened.contact_about': '{channel} about ‘{reason}’, {at}.',
  'happened.event': '{what} ({at}).',
  'happened.event_of': '{what} {id} ({at}).',
  'happened.visit': 'Was last on ‘{page}’, {at}.',

  'tried.list': 'The customer tried {attempts}.',
  'tried.payment': times('a payment', '{times} payments'),
  'tried.payment_of': times('a payment ({what})', '{times} payments ({what})'),
  'tried.search': times('a search for help', '{times} searches for help'),
  'tried.search_of': times('a search for ‘{what}’', '{times} searches for help, last for ‘{what}’'),
  'tried.article': times('an article', '{times} articles'),
  'tried.article_of': times('the article ‘{what}’', '{times} articles, last ‘{what}’'),
  'tried.contact_of': times(
    'a contact with us about ‘{what}’',
    '{times} contacts with us, last about ‘{what}’',
  ),
  'tried.bot': times('the bot', 'the bot, {times} times'),
  'tried.form': times('a form', 'forms, {times} times'),
  'tried.form_of': times('a form (‘{what}’)', 'forms, {times} times (last ‘{what}’)'),
  'tried.coupon': times('a coupon', '{times} coupons'),
  'tried.coupon_of': times('the coupon ‘{what}’', '{times} coupons, last ‘{what}’'),
  'tried.waiting': times(
    'to reach us, and gave up waiting',
    'to reach us {times} times, and gave up waiting',
  ),
  'tried.callback': times('to get a call-back', 'to get a call-back, {times} times'),

  'changed.since_contact': 'Since the last contact ({since}): {changes}.',
  'changed.lately': 'Lately: {changes}.',
  'changed.stage': 'Moved from {from} to {to} ({at}).',
  change: '{what} ({at})',
  change_of: '{what} {id} ({at})',
  change_said: '{what}: ‘{text}’ ({at})',

  'attached.list': 'On file: {things}.',
  'thing.cart': {by: 'items', one: 'a cart with {items} item', other: 'a cart with {items} items'},
  'thing.cart_of': {
    by: 'items',
    one: 'a cart with {items} item, {total}',
    other: 'a cart with {items} items, {total}',
  },
  'thing.order': 'order {id}',
  'thing.order_of': 'order {id} ({state}, {at})',
  'thing.ticket': 'ticket {id}',
  'thing.ticket_of': 'ticket {id} ({state}, {at})',

  'next.owed': 'It has been our turn since {since}: {because}.',
  'next.action': 'Suggested: {action}.',
  'next.customer': 'It has been the customer’s turn since {since}.',
  'next.step': 'Of {of} who came this way, {n} went on with: {step}.',
  'next.end': 'Of {of} who came this way, {n} were done.',
  more: '{n} more',

  'because.contact': '{channel} gives it as its reason',
  'because.seen': times('{what}', '{what}, {times} times'),

  'fact.stage': 'stage: {value}',
  'fact.reason': 'probably about: {value}',
  'fact.reason_confidence': 'confidence {value}',
  'fact.feeling': 'feeling {value} of 2',
  'fact.waiting_on': 'whose turn: {value}',
  'fact.waiting_ms': 'waiting for {value}',
  'fact.repeat_contacts': '{value} contacts in a row',
  'fact.stuck': 'stuck: {value}',
  'fact.cart_quantity': '{value} in the cart',
  'fact.cart_value': 'cart of {value}',
  'fact.cart_currency': 'pays in {value}',
  'fact.friction': times('{what}', '{what}, {times} times'),
  'fact.frictions': 'frictions: {value}',
};

export interface EnglishFormatOptions {
  /** @defaultValue `'UTC'` */
  timeZone?: string;
  /** When it is read, ms since the epoch: instants of that year are told without it. */
  now?: number;
}

/** A plain format for text: logs, mails, tools that show no panel. */
export const englishFormat = ({timeZone = 'UTC', now}: EnglishFormatOptions = {}): PhraseFormat => {
  const short = {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  const dates = new Intl.DateTimeFormat('en-GB', short);
  const withYear = new Intl.DateTimeFormat('en-GB', {...short, year: 'numeric'});
  const years = new Intl.DateTimeFormat('en-GB', {timeZone, year: 'numeric'});
  const thisYear = now === undefined ? undefined : years.format(now);
  const numbers = new Intl.NumberFormat('en');
  const plurals = new Intl.PluralRules('en');
  return {
    number: (value) => numbers.format(value),
    instant: (at) => (years.format(at) === thisYear ? dates : withYear).format(at),
    duration: (ms) => {
      const minutes = Math.round(ms / 60_000);
      if (minutes < 60) return `${minutes} min`;
      if (minutes < 90) return '1 hour';
      return minutes < 2880
        ? `${Math.round(minutes / 60)} hours`
        : `${Math.round(minutes / 1440)} days`;
    },
    money: (minor, currency) => {
      const format = new Intl.NumberFormat('en', {style: 'currency', currency});
      return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    word: (word) => word.replaceAll('_', ' '),
    list: (items) => items.join('; '),
    plural: (n) => plurals.select(n),
  };
};
