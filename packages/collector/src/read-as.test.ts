import {Batch, LIMITS, TouchpointInput, uuidV7} from '@throughline/contracts';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {readAs} from './read-as.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

const whole = {
  id: uuidV7(1_750_000_000_000),
  name: 'checkout_failed',
  occurredAt: 1_750_000_000_000,
  seq: 3,
  sessionId: 's-1',
  channel: 'web',
  direction: 'inbound',
  mode: 'self',
  identifiers: [
    {kind: 'user', value: 'ada'},
    {kind: 'ticket', value: '17', scope: 'zendesk'},
  ],
  consent: {purposes: ['support', 'analytics'], basis: 'consent', at: 1_749_000_000_000},
  page: {url: 'https://shop.example/checkout', path: '/checkout', title: 'Kasse · Äpfel 🍏'},
  commerce: {currency: 'EUR', valueMinor: -990, items: [{sku: 'A-1', quantity: 2}, {sku: 'B'}]},
  contact: {id: 'call-1', queueMs: 0, message: 'It is\nbroken.'},
  survey: {type: 'nps', score: 3.5, min: 0, max: 10},
  sentiment: {valence: -1.5, source: 'self', confidence: 0.5},
  friction: {type: 'payment_failed', severity: 3, evidence: {clicks: 4, code: 'x'}},
  vital: {name: 'CLS', value: 0.1, rating: 'good'},
  outcome: {status: 'failure', reason: 'card_declined'},
  relations: [{type: 'order', id: 'o-1'}],
  properties: {plan: 'gold', n: 1, yes: true, none: null, list: ['a', 2, false, null]},
};
const {
  seq: _,
  direction: __,
  mode: ___,
  consent: ____,
  ...least
} = {
  id: whole.id,
  name: 'page_viewed',
  occurredAt: 0,
  seq: 0,
  channel: 'x_fridge',
  direction: '',
  mode: '',
  consent: '',
  identifiers: [{kind: 'anonymous', value: 'a'}],
};

/** What a field may be that it should not; and what looks odd and is right. */
const odd = [
  undefined,
  null,
  '',
  ' ',
  'web',
  'x_',
  '\u0000',
  '\ud800',
  'a\u007fb',
  '🍏'.repeat(65),
  'ü'.repeat(LIMITS.textBytes / 2),
  'ü'.repeat(LIMITS.textBytes / 2 + 1),
  0,
  -0,
  -1,
  1.5,
  2 ** 53,
  8_640_000_000_000_001,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  true,
  [],
  [undefined],
  ['a', {}],
  {},
  Object.create(null),
  new Date(0),
  new Map([['url', 'x']]),
  {kind: 'user', value: 'ada', scope: 'zendesk'},
  JSON.parse('{"__proto__": "x"}'),
  JSON.parse('{"url": "x", "__proto__": {}}'),
  Array.from({length: 201}, () => ({sku: 'a'})),
  Object.fromEntries(Array.from({length: 300}, (_unused, n) => [`key${n}`, n])),
];

/** A number from 0 up to another. */
type Random = (below: number) => number;

/** The same with something else at a place anywhere within. */
const spoilt = (value: unknown, random: Random): unknown => {
  const isNested = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  if (!isNested || random(5) === 0) return odd[random(odd.length)];
  const other = odd[random(odd.length)];
  const change = random(6);
  if (Array.isArray(value)) {
    const at = random(value.length);
    if (change === 0) return value.toSpliced(at, 1);
    if (change === 1) return value.toSpliced(at, 0, other);
    return value.with(at, spoilt(value[at], random));
  }
  const copy: Record<string, unknown> = {...value};
  const keys = Object.keys(copy);
  const key = keys[random(keys.length)] ?? 'added';
  if (change === 0) delete copy[key];
  else if (change === 1) copy['added'] = other;
  else copy[key] = spoilt(copy[key], random);
  return copy;
};

const expectSame = (schema: z.ZodObject, values: readonly unknown[]) => {
  const read = readAs(schema);
  for (const value of values) expect(read(value)).toStrictEqual(schema.safeParse(value));
};

describe('readAs', () => {
  it('reads spoilt touchpoints as their schema does', () => {
    const read = readAs(TouchpointInput);
    let right = 0;
    fc.assert(
      fc.property(fc.gen(), (gen) => {
        const random: Random = (below) => gen(fc.nat, Math.max(0, below - 1));
        let value = spoilt(random(4) === 0 ? least : whole, random);
        if (random(3) === 0) value = spoilt(value, random);
        const mine = read(value);
        expect(mine).toStrictEqual(TouchpointInput.safeParse(value));
        right += Number(mine.success);
      }),
      {numRuns: 5000},
    );
    expect(right).toBeGreaterThan(100);
  });

  it.each([0, 1])('takes as much as its schema does, and no more: %i above each limit', (more) => {
    const many = <T>(n: number, value: T) => Array.from({length: n + more}, () => value);
    const text = (length: number) => 'a'.repeat(length + more);
    const values = [
      {name: text(LIMITS.nameLength)},
      {sessionId: text(LIMITS.idLength)},
      {occurredAt: 8_640_000_000_000_000 + more},
      {seq: 2_147_483_647 + more},
      {occurredAt: -more},
      {identifiers: many(LIMITS.identifiers, whole.identifiers[0])},
      {commerce: {items: many(LIMITS.items, {sku: 'A'})}},
      {commerce: {valueMinor: Number.MAX_SAFE_INTEGER + more}},
      {page: {url: text(LIMITS.textBytes)}},
      {properties: {list: many(LIMITS.list, 1)}},
      {properties: {[text(LIMITS.idLength)]: 1}},
      {properties: Object.fromEntries(many(LIMITS.properties, 1).map((one, n) => [`k${n}`, one]))},
      {sentiment: {valence: 2 + more / 8, source: 'self'}},
    ].map((field) => ({...whole, ...field}));
    expectSame(TouchpointInput, values);
    expect(values.map((value) => readAs(TouchpointInput)(value).success)).toEqual(
      values.map(() => more === 0),
    );
  });

  it('does not put together anew what is right', () => {
    const read = readAs(TouchpointInput);
    expect(read(whole).data?.commerce).toBe(whole.commerce);
    const minimal = read(least).data;
    expect(minimal?.identifiers).toBe(least.identifiers);
    expect(minimal).toStrictEqual(TouchpointInput.parse(least));
    expect(minimal?.consent).not.toBe(read(least).data?.consent);
    const touchpoints = [1];
    expect(readAs(Batch)({key: 'pk_1', sentAt: 1, touchpoints}).data?.touchpoints).toBe(
      touchpoints,
    );
  });

  it('leaves the value as it came', () => {
    const frozen = Object.freeze({...least});
    expect(readAs(TouchpointInput)(frozen).success).toBe(true);
  });

  it.each([
    ['a transform', z.strictObject({a: z.string().transform(Number)})],
    ['trimming', z.strictObject({a: z.string().trim()})],
    ['coercion', z.strictObject({a: z.coerce.string()})],
    ['fields that are dropped', z.object({b: z.string().optional()})],
    ['fields that are let through as numbers', z.object({}).catchall(z.coerce.number())],
    ['a format that is more than its pattern', z.strictObject({a: z.url()})],
    ['a default within', z.strictObject({a: z.strictObject({b: z.string().default('x')})})],
    ['a pattern that remembers', z.strictObject({a: z.string().regex(/1/g)})],
    ['a check with issues of its own', z.strictObject({a: z.string().check(() => {})})],
    ['a record of known keys', z.strictObject({a: z.record(z.enum(['x', 'y']), z.string())})],
    ['a prefault', z.strictObject({a: z.string().prefault('x')})],
    ['a catch', z.strictObject({a: z.string().catch('x')})],
    ['null', z.strictObject({a: z.string().nullable()})],
    ['a refinement of the whole', z.strictObject({a: z.unknown()}).refine(() => false)],
    ['a length', z.strictObject({a: z.string().length(3)})],
  ])('leaves %s to the schema', (_name, schema) => {
    const values = [
      ' 1 ',
      'abc',
      '1',
      1,
      null,
      undefined,
      {},
      {b: 'x'},
      {x: 'a', y: 'b'},
      {x: 'a'},
    ];
    expectSame(schema, [{}, {b: 'x'}, {c: '1'}, ...values.map((a) => ({a}))]);
  });
});
