import {TouchpointInput} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {coarse, shape} from './clean.ts';

const shaped = (fields: Record<string, unknown>, redact = (text: string) => text) =>
  JSON.parse(JSON.stringify(shape(fields, redact))) as Record<string, unknown>;

describe('shape', () => {
  it('puts facets under their names and the rest into flat properties', () => {
    expect(
      shaped({
        direction: 'inbound',
        friction: {type: 'rage_click'},
        size: 'L',
        tags: ['a', 2],
        more: {a: {b: 1}},
      }),
    ).toEqual({
      direction: 'inbound',
      friction: {type: 'rage_click'},
      properties: {size: 'L', tags: ['a', 2], more: '{"a":{"b":1}}'},
    });
  });

  it('redacts every text, however deep, and numbers that are cards; but no ids', () => {
    const gone = (text: string) => text.replace(/secret|4111111111111111/g, '[gone]');
    expect(
      shaped(
        {
          note: 'a secret',
          commerce: {orderId: 'secret', items: [{sku: 'secret', name: 'secret'}]},
          n: 4111111111111111,
        },
        gone,
      ),
    ).toEqual({
      commerce: {orderId: 'secret', items: [{sku: 'secret', name: '[gone]'}]},
      properties: {note: 'a [gone]', n: '[gone]'},
    });
  });

  it('leaves out what cannot be sent, and cuts what is too long', () => {
    const {properties} = shaped({
      call: () => 1,
      nothing: undefined,
      none: null,
      nan: NaN,
      long: '🐈'.repeat(9000),
      yes: true,
    });
    expect(Object.keys(properties as object)).toEqual(['nan', 'long', 'yes']);
    const {long} = properties as {long: string};
    expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(8192);
    expect(long.isWellFormed() && long.endsWith('…')).toBe(true);
  });

  it('keeps what it can of a thing that refers to itself, and of large numbers', () => {
    const cyclic: Record<string, unknown> = {a: 1};
    cyclic.self = cyclic;
    const when = new Date(0);
    const {properties} = shaped({cyclic, big: 10n, when, ok: true}) as {
      properties: Record<string, unknown>;
    };
    expect(properties).toMatchObject({ok: true, big: 10, when: '1970-01-01T00:00:00.000Z'});
    expect(properties.cyclic).toMatch(/^{"a":1/);
  });

  it('survives a page that froze its prototypes, and pollutes none', () => {
    const hostile = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": "x", "toString": "y"}',
    ) as Record<string, unknown>;
    const made = shape(hostile, (text) => text);
    expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
    expect((made.properties as {constructor: unknown}).constructor).toBe('x');
    expect(Object.hasOwn(made.properties as object, '__proto__')).toBe(true);
  });

  it('fits the contract', () => {
    const touchpoint = {
      id: '01920000-0000-7000-8000-000000000000',
      name: 'product_added',
      occurredAt: 1,
      channel: 'web',
      identifiers: [{kind: 'anonymous', value: 'a'}],
      ...shaped({
        commerce: {items: [{sku: 'A'}]},
        page: {url: 'https://x.test/'},
        odd: [1, 'a', null],
      }),
    };
    expect(TouchpointInput.safeParse(touchpoint).error).toBeUndefined();
  });
});

it('an id that looks like a card is left whole, and so is a number that is too short for one', () => {
  expect(shaped({seconds: 1_700_000_000}, () => '[gone]')).toEqual({
    properties: {seconds: 1_700_000_000},
  });
  const gone = (text: string) => text.replace(/.*/, '[gone]');
  expect(shaped({commerce: {items: [{sku: '4006381333931'}]}}, gone)).toEqual({
    commerce: {items: [{sku: '4006381333931'}]},
  });
});

describe('coarse', () => {
  it('takes too much rather than too little', () => {
    expect(coarse('ada@example.com paid 4111 1111 1111 1111, call 0664 123456')).toBe(
      '[redacted] paid [redacted], call [redacted]',
    );
  });
});
