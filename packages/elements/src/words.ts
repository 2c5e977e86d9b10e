import type {Touchpoint} from '@throughline/contracts';
import {ticketOf} from '@throughline/journey';
import {humanise, type Format} from './format.ts';
import type {Icon, IconName} from './icons.ts';
import {fill} from './messages.ts';
import {own} from './own.ts';

/** How a touchpoint is coloured: sparingly, so that what is coloured is seen. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'contact';

/** What a row says: `title` and then, if anything, `rest`, which brings its own punctuation. */
export interface Words {
  icon: Icon;
  tone: Tone;
  title: string;
  rest: string;
}

/** Says a touchpoint in words. A name nobody knows is humanised, its facts are told all the same. */
export const wordsOf = (touchpoint: Touchpoint, format: Format): Words => {
  const {name} = touchpoint;
  const {names} = format.messages;
  const variant = variantOf(touchpoint);
  const title = own(names, `${name} ${variant}`) ?? format.name(name);
  // "Card declined at payment" has told the reason already.
  const parts = factsOf(touchpoint, format).filter((fact) => fact && !title.startsWith(fact));
  // "Called support, 4 min talk" runs on; "Added to cart: kettle" names.
  const {colon, comma, fact} = format.messages.parts;
  const joint = RUNS_ON.test(name) ? comma : colon;
  return {
    icon: iconOf(touchpoint, variant),
    tone: toneOf(touchpoint),
    title,
    rest: parts.length > 0 ? joint + parts.map((each) => fill(fact, {fact: each})).join(comma) : '',
    ...format.own?.look?.(touchpoint, variant),
  };
};

const RUNS_ON = /^(contact_(queued|answered|held|abandoned|ended)|chat_ended)$/;

/** What of a touchpoint changes its title. */
const variantOf = (touchpoint: Touchpoint): string => {
  const {name, channel, direction, vital, outcome, commerce} = touchpoint;
  switch (name) {
    case 'payment_failed':
      return /card|credit|debit/.test(`${outcome?.reason} ${commerce?.paymentMethod}`)
        ? 'card'
        : '';
    case 'article_voted':
      return property(touchpoint, 'vote');
    case 'web_vital_measured':
      return vital?.rating ?? '';
    case 'message_sent':
    case 'message_received':
      return direction;
    case 'contact_answered':
    case 'contact_ended':
      if (!isSpoken(channel))
        return channel === 'messaging' || channel === 'bot' ? 'chat' : channel;
      return direction === 'outbound' ? direction : 'voice';
    default:
      return property(touchpoint, 'kind');
  }
};

const isSpoken = (channel: string) => /^(voice|callback|ivr)$/.test(channel);

/** The facts worth a line of their own, in the order in which they are read. */
const factsOf = (touchpoint: Touchpoint, format: Format): string[] => {
  const {name, commerce, contact, friction, survey, vital, page, outcome} = touchpoint;
  const {parts} = format.messages;
  const place = page?.title || page?.path || (page ? pathOf(page.url) : '');
  // Mostly a code: `card_declined`.
  const reason = format.name(outcome?.reason ?? property(touchpoint, 'reason'));
  const text = survey?.verbatim || property(touchpoint, 'query comment text');
  const quote = text && fill(parts.quote, {text});

  if (name === 'customer_identified') {
    return (touchpoint.identifiers ?? [])
      .filter(({kind}) => kind !== 'anonymous')
      .map(({kind}) => format.name(kind));
  }
  if (name === 'page_left') {
    const {engagedMs} = touchpoint.properties ?? {};
    return [place, typeof engagedMs === 'number' ? format.duration(engagedMs) : ''];
  }
  if (friction) {
    const what = format.name(friction.type);
    return name === 'friction_detected'
      ? [what, page?.element ?? place]
      : [ticketOf(touchpoint), reason || (name.includes(friction.type) ? place : what)];
  }
  if (vital) {
    const value = vital.name === 'CLS' ? format.number(vital.value) : format.duration(vital.value);
    return [page?.path ?? '', `${vital.name} ${value}`];
  }
  if (survey) {
    const {type, score, max} = survey;
    const values = {score: format.number(score), max: format.number(max)};
    return [
      fill(parts.score, {type: type === 'custom' ? '' : type.toUpperCase(), ...values}).trim(),
      quote,
    ];
  }
  if (contact && !/^(ticket|sla|promise)_/.test(name)) return contactFacts(touchpoint, format);
  if (name.includes('search')) return [quote, resultsOf(touchpoint, format)];
  // "Clicked to chat" says it all; of a link it matters which.
  if (name === 'help_clicked' && own(helpIcons, variantOf(touchpoint))) return [];
  const bought = commerce ? commerceFacts(touchpoint, format) : [];
  const facts = [
    ...bought,
    ticketOf(touchpoint),
    contact?.reason ?? '',
    // Of an error what it says.
    property(touchpoint, 'label title name field form promise note subject message request'),
    quote,
    reason || property(touchpoint, 'error code'),
  ];
  // Of an article's name mostly its address: the page's title says more.
  return facts.some(Boolean) || !PLACED.test(name)
    ? facts
    : [place || property(touchpoint, 'article')];
};

/** Of these the page is the point, where nothing else is known. */
const PLACED = /^(page|product|article|form|wishlist)_/;

const commerceFacts = ({name, commerce}: Touchpoint, format: Format): string[] => {
  const {items = [], currency, valueMinor, orderId, coupon, step, paymentMethod, list} = commerce!;
  const {parts} = format.messages;
  // Of what failed, the reason is the fact.
  if (name.endsWith('_failed')) return [];
  const [item] = items;
  const n = items.reduce((sum, {quantity = 1}) => sum + quantity, 0);
  const whole = /^(cart|checkout|order)/.test(name) || items.length !== 1;
  const single = whole ? undefined : item;
  const what = single ? single.name || single.sku : n > 0 ? format.count(parts.items, n) : '';
  const minor =
    single?.priceMinor === undefined ? valueMinor : single.priceMinor * (single.quantity ?? 1);
  const money = minor !== undefined && currency ? format.money(minor, currency) : '';
  // Of an order that is known it matters which.
  if (/^order_(?!completed)/.test(name)) return [orderId ?? '', what, money];
  return [
    humanise(step ?? ''),
    list ?? '',
    coupon ?? '',
    /product_(added|removed)/.test(name) && single
      ? fill(parts.times, {what, n: format.number(n)})
      : what,
    money,
    humanise(paymentMethod ?? ''),
    orderId ? fill(parts.order, {id: orderId}) : '',
  ];
};

const contactFacts = ({name, contact}: Touchpoint, format: Format): string[] => {
  const {parts} = format.messages;
  const {queue = '', reason = '', message = '', queueMs, talkMs, holdMs} = contact!;
  const lasted = (pattern: string, ms = 0) =>
    ms < 1000 ? '' : fill(pattern, {time: format.duration(ms)});
  if (/^(message|agent_note|survey)_/.test(name)) return [message];
  return [
    /queued|transferred|escalated/.test(name) ? queue : '',
    /offered|escalated/.test(name) ? reason : '',
    /queued|abandoned/.test(name) ? lasted(parts.waited, queueMs) : '',
    lasted(parts.talk, talkMs),
    lasted(parts.hold, holdMs),
  ];
};

const resultsOf = ({name, properties}: Touchpoint, format: Format): string => {
  const {parts} = format.messages;
  const results = properties?.['results'];
  if (typeof results !== 'number' || name.endsWith('no_results')) return '';
  return results === 0 ? parts.noResults : format.count(parts.results, results);
};

/** The first of these properties that holds text. */
const property = ({properties = {}}: Touchpoint, keys: string): string => {
  for (const key of keys.split(' ')) {
    const value = own(properties, key);
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return '';
};

/** The path of an address; all of it when it is none. */
export const pathOf = (url: string): string => {
  try {
    return new URL(url).pathname;
  } catch {
    return url;
  }
};

const toneOf = (touchpoint: Touchpoint): Tone => {
  const {name, friction, outcome, contact, vital} = touchpoint;
  if (BAD.test(name) || (friction?.severity ?? 0) > 2) return 'bad';
  const failed = friction || outcome?.status === 'failure' || vital?.rating === 'poor';
  if (failed || WARN.test(name) || foundNothing(touchpoint)) return 'warn';
  if (GOOD.test(name)) return 'good';
  return contact || CONTACT.test(name) ? 'contact' : 'plain';
};

const foundNothing = ({name, properties}: Touchpoint) =>
  name.includes('search') && properties?.['results'] === 0;

const BAD = /^(payment_failed|order_failed|contact_abandoned|promise_broken|sla_breached)$/;
const WARN =
  /_(denied|no_results|abandoned|escalated|reopened|warning|cancelled|detected)$|^validation/;
const GOOD = /^(order_completed|order_delivered|ticket_resolved|promise_kept)$/;
const CONTACT = /^(chat|message|contact|bot|ticket)_/;

const iconOf = (touchpoint: Touchpoint, variant: string): IconName => {
  const {name, channel} = touchpoint;
  if (name === 'help_clicked') return own(helpIcons, variant) ?? 'help';
  if (/^contact_(offered|answered|ended)$/.test(name)) return channelIcon(channel, true);
  if (name === 'search_no_results' || foundNothing(touchpoint)) return 'searchnone';
  return icons.find(([beginning]) => name.startsWith(beginning))?.[1] ?? 'dot';
};

/** By the beginning of the name, the first that fits. */
const icons = `page_left leave|page page|promotion page|customer person|product_s search|help search
product_l grid|product_a cartadd|product_rem cartremove|product tag|cart cart|checkout steps
payment_f carddeclined|order_f carddeclined|payment card|order_s truck|order_del truck|order bag
coupon coupon|wishlist heart|review star|survey star|article article|callback phone|form form
validation alert|friction click|web_vital gauge|chat chat|message message|contact_h pause
contact_t transfer|contact_e up|contact clock|sla clock|bot bot|ticket ticket|promise flag
agent note`
  .split(/[|\n]/)
  .map((pair) => pair.split(' ') as [string, IconName]);

const helpIcons: Record<string, IconName> = {
  phone: 'phone',
  mail: 'mail',
  chat: 'chat',
  callback: 'phone',
};

/** The icon of a channel; of one nobody knows, that of a contact or a visit. */
export const channelIcon = (channel: string, isContact: boolean): IconName => {
  if (/^(voice|ivr|callback|video)/.test(channel)) return 'phone';
  if (/^(email|letter|fax)$/.test(channel)) return 'mail';
  if (/^(sms|push|messaging)$/.test(channel)) return 'message';
  return own(channelIcons, channel) ?? (isContact ? 'chat' : 'globe');
};

const channelIcons: Record<string, IconName> = {
  mobile_app: 'mobile',
  in_store: 'bag',
  kiosk: 'bag',
  bot: 'bot',
  crm: 'ticket',
  self_service: 'help',
};

/** Whether it came after the reader last looked, in ms; what happened before may come late. */
export const isNewSince = (
  {clocks, occurredAt}: Pick<Touchpoint, 'clocks' | 'occurredAt'>,
  since: number | null,
): boolean => since !== null && (clocks?.received ?? occurredAt) > since;
