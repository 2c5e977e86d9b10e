import {Batch, LIMITS, TouchpointInput, uuidV7} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import * as z from 'zod';
import {readAs} from './read-as.ts';

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

/** Numbers that look random and are the same each time (mulberry32's constants). */
const randomly = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

/** The same with something else at a place anywhere within. */
const spoilt = (value: unknown, random: (below: number) => number): unknown => {
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

const expectSame = <Schema extends z.ZodObject>(schema: Schema, values: readonly unknown[]) => {
  const read = readAs(schema);
  const told = {right: 0, wrong: 0};
  for (const value of values) {
    const [mine, its] = [read(value), schema.safeParse(value)];
    expect({...mine, value}).toStrictEqual({...its, value});
    told[mine.success ? 'right' : 'wrong'] += 1;
  }
  return told;
};

describe('readAs', () => {
  it('reads 10,000 spoilt touchpoints as their schema does', () => {
    const random = randomly(7);
    const values = Array.from({length: 10_000}, (_unused, n) => {
      const once = spoilt(n % 4 === 0 ? least : whole, random);
      return n % 3 === 0 ? spoilt(once, random) : once;
    });
    const {right, wrong} = expectSame(TouchpointInput, values);
    expect(right).toBeGreaterThan(500);
    expect(wrong).toBeGreaterThan(5000);
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
