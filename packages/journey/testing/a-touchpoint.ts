import type {Touchpoint} from '@throughline/contracts';
import fc from 'fast-check';

/** For tests: an id of the right shape out of a small number. */
export const idOf = (n: number): string =>
  `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

let count = 0;

/** For tests: a touchpoint, with only what the test is about. */
export const aTouchpoint = (over: Partial<Touchpoint> = {}): Touchpoint => {
  const at = over.occurredAt ?? 0;
  return {
    id: idOf(++count),
    name: 'page_viewed',
    occurredAt: at,
    seq: 0,
    channel: 'web',
    direction: 'none',
    mode: 'self',
    identifiers: [{kind: 'anonymous', value: 'a1'}],
    consent: {purposes: ['support'], basis: 'consent'},
    clocks: {client: at, sent: at, received: at},
    ...over,
  };
};

const names = [
  'page_viewed',
  'product_viewed',
  'product_added',
  'product_removed',
  'cart_viewed',
  'checkout_started',
  'payment_failed',
  'order_completed',
  'help_clicked',
  'help_searched',
  'search_no_results',
  'validation_failed',
  'contact_queued',
  'contact_transferred',
  'contact_ended',
  'ticket_created',
  'ticket_reopened',
  'ticket_resolved',
  'message_received',
  'message_sent',
  'callback_requested',
  'promise_made',
  'survey_answered',
  'article_voted',
  'next_action_rejected',
  'constructor',
];

/** For property tests: journeys with ties, sessions that interleave, contacts, and copies of an id. */
export const journeys = fc
  .array(
    fc.record({
      n: fc.integer({min: 0, max: 60}),
      name: fc.constantFrom(...names),
      at: fc.integer({min: 0, max: 40}),
      seq: fc.integer({min: 0, max: 2}),
      group: fc.constantFrom('s1', 's2', 'c1', 'c2', ''),
      received: fc.integer({min: 0, max: 3}),
      quantity: fc.integer({min: 0, max: 3}),
      sku: fc.constantFrom('a', 'b'),
      direction: fc.constantFrom('inbound' as const, 'outbound' as const, 'none' as const),
      valence: fc.constantFrom(-2, -1, 0, 2),
    }),
    {maxLength: 50},
  )
  .map((drafts) =>
    drafts.map(({n, name, at, seq, group, received, quantity, sku, direction, valence}) => {
      const occurredAt = at * 5 * 60_000;
      return aTouchpoint({
        id: idOf(n),
        name,
        occurredAt,
        seq,
        ...(group.startsWith('s') && {sessionId: group}),
        ...(group.startsWith('c') && {contact: {id: group, queueMs: at * 10_000}}),
        ...(/product|cart|checkout|payment/.test(name) && {
          commerce: {currency: 'EUR', items: [{sku, quantity, priceMinor: 100}]},
        }),
        ...(/message|ticket|contact/.test(name) && {direction}),
        ...(name.startsWith('message') && {sentiment: {valence, source: 'inferred' as const}}),
        ...(name === 'survey_answered' && {
          survey: {type: 'csat' as const, score: quantity, min: 0, max: 3},
        }),
        properties: {query: sku, results: quantity, field: sku, helpful: seq > 0, ticket: sku},
        clocks: {client: occurredAt, sent: occurredAt, received},
      });
    }),
  );

/** The same things in another order, by a seed. */
export const shuffled = <T>(items: readonly T[], keys: readonly number[]): T[] =>
  items
    .map((item, index) => ({item, key: keys[index % keys.length] ?? 0, index}))
    .sort((a, b) => a.key - b.key || b.index - a.index)
    .map(({item}) => item);
