import {describe, expect, it} from 'vitest';
import {clean, coarse, fieldsOf} from './clean.ts';

const cleaned = (fields: Record<string, unknown>, redact = (text: string) => text) =>
  JSON.parse(JSON.stringify(clean(fields, redact))) as Record<string, unknown>;

describe('clean', () => {
  it('redacts every text, however deep, and numbers that are cards; but no ids', () => {
    const gone = (text: string) => text.replace(/secret|4111111111111111/g, '[gone]');
    expect(
      cleaned(
        {
          note: 'a secret',
          commerce: {orderId: 'secret', items: [{sku: 'secret', name: 'secret'}]},
          n: 4111111111111111,
        },
        gone,
      ),
    ).toEqual({
      note: 'a [gone]',
      commerce: {orderId: 'secret', items: [{sku: 'secret', name: '[gone]'}]},
      n: '[gone]',
    });
  });

  it('leaves ids whole that look like cards, by whatever name, and numbers too short for one', () => {
    expect(cleaned({seconds: 1_700_000_000}, () => '[gone]')).toEqual({seconds: 1_700_000_000});
    const gone = (text: string) => text.replace(/.*/, '[gone]');
    const ids = {
      sku: '4006381333931',
      transaction_id: 4111111111111111,
      order_id: 'O-1',
      cart_id: 'c',
      checkout_id: 'd',
      items: [{item_id: '4006381333931', product_id: 4006381333931, id: 'x'}],
    };
    expect(cleaned(ids, gone)).toEqual(ids);
    expect(cleaned({user_id: '1', my_item_id: '2'}, gone)).toEqual({
      user_id: '[gone]',
      my_item_id: '[gone]',
    });
  });

  it('leaves out what cannot be sent, and cuts what is too long', () => {
    const fields = cleaned({
      call: () => 1,
      nothing: undefined,
      none: null,
      nan: NaN,
      long: '🐈'.repeat(9000),
      yes: true,
    });
    expect(Object.keys(fields)).toEqual(['nan', 'long', 'yes']);
    const long = fields.long as string;
    expect(new TextEncoder().encode(long).length).toBeLessThanOrEqual(8192);
    expect(long.isWellFormed() && long.endsWith('…')).toBe(true);
  });

  it('keeps what it can of a thing that refers to itself, and of large numbers', () => {
    const cyclic: Record<string, unknown> = {a: 1};
    cyclic.self = cyclic;
    const when = new Date(0);
    const fields = cleaned({cyclic, big: 10n, when, never: new Date(NaN), ok: true});
    expect(fields).toMatchObject({ok: true, big: 10, when: '1970-01-01T00:00:00.000Z'});
    expect(JSON.stringify(fields.cyclic)).toMatch(/^{"a":1/);
  });

  it('looks at so many values only, however a thing refers to itself', () => {
    const web: Record<string, unknown> = {};
    for (let n = 0; n < 60; n++) web[`k${n}`] = web;
    let looks = 0;
    const asked = new Proxy(web, {get: (target, key) => (looks++, target[key as string])});
    for (let n = 0; n < 60; n++) web[`k${n}`] = asked;
    clean({asked, text: 'x'}, (text) => text);
    expect(looks).toBeLessThan(20_000);
  });

  it('mends a text that was cut within a pair of surrogates, and an id', () => {
    const fields = cleaned({name: 'Kettle \ud83d', sku: 'A\ud83d'});
    expect(fields).toEqual({name: 'Kettle \ufffd', sku: 'A\ufffd'});
  });

  it('leaves out elements and events, with what a framework hangs onto them', () => {
    const props = {memoizedProps: {value: 'typed'}};
    const element = {nodeType: 1, __reactProps$1: {value: 'typed'}};
    const event = {isTrusted: true, _targetInst: props};
    expect(cleaned({element, event, items: [element], ok: 1})).toEqual({items: [null], ok: 1});
  });

  it('survives a page that froze its prototypes, and pollutes none', () => {
    const hostile = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": "x", "toString": "y"}',
    ) as Record<string, unknown>;
    const made = clean(hostile, (text) => text) as {constructor: unknown};
    expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
    expect(made.constructor).toBe('x');
    expect(Object.hasOwn(made, '__proto__')).toBe(true);
  });
});

describe('fieldsOf', () => {
  it.each([
    ['an object', {sku: 'A'}, {sku: 'A'}],
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['a text, which is redacted whole', 'ada@example.com', {text: '[redacted]'}],
    ['an element', {nodeType: 1, __reactProps$1: {value: 'typed'}}, {}],
    ['an event', {isTrusted: true, _targetInst: {value: 'typed'}}, {}],
  ])('takes %s', (_, given, fields) => {
    expect(cleaned(fieldsOf(given), coarse)).toEqual(fields);
  });
});

describe('coarse', () => {
  it('takes too much rather than too little', () => {
    expect(coarse('ada@example.com paid 4111 1111 1111 1111, call 0664 123456')).toBe(
      '[redacted] paid [redacted], call [redacted]',
    );
  });
});
