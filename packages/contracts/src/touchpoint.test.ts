import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {Batch, TouchpointInput, isUuidV7, uuidV7, uuidV7Time} from './index.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

const at = 1_790_000_000_000;
const aTouchpoint = (over: Record<string, unknown> = {}) => ({
  id: uuidV7(at),
  name: 'product_added',
  occurredAt: at,
  channel: 'web',
  identifiers: [{kind: 'anonymous', value: 'a1'}],
  ...over,
});
const problem = (over: Record<string, unknown>) =>
  TouchpointInput.safeParse(aTouchpoint(over)).error?.issues[0]?.path.join('.');

describe('TouchpointInput', () => {
  it('fills in what may be left out', () => {
    expect(TouchpointInput.parse(aTouchpoint())).toMatchObject({
      seq: 0,
      direction: 'none',
      mode: 'self',
      consent: {purposes: ['support'], basis: 'unstated'},
    });
  });

  it.each([
    ['a name with a blank', {name: 'Product Added'}, 'name'],
    ['an id of another version', {id: '0b7c1f0e-8d2a-4c5e-9f00-1234567890ab'}, 'id'],
    ['an instant with a fraction', {occurredAt: at + 0.5}, 'occurredAt'],
    ['a channel nobody knows', {channel: 'pigeon'}, 'channel'],
    ['a touchpoint of nobody', {identifiers: []}, 'identifiers'],
    [
      'a NUL in an identifier',
      {identifiers: [{kind: 'user', value: 'a\u0000b'}]},
      'identifiers.0.value',
    ],
    ['a NUL in text', {properties: {note: 'a\u0000b'}}, 'properties.note'],
    ['half of a surrogate pair', {page: {url: 'https://a.example', title: '\ud800'}}, 'page.title'],
    ['text over 8 KiB', {properties: {note: 'é'.repeat(4097)}}, 'properties.note'],
    ['an amount with a fraction', {commerce: {valueMinor: 19.9}}, 'commerce.valueMinor'],
    ['a misspelt field', {commerce: {itmes: []}}, 'commerce'],
  ])('refuses %s', (_, over, path) => {
    expect(problem(over)).toBe(path);
  });

  it('says what an id is that it does not take, and that one is missing', () => {
    const reason = (id: unknown) =>
      TouchpointInput.safeParse(aTouchpoint({id})).error?.issues[0]?.message;
    expect(reason('0b7c1f0e-8d2a-4c5e-9f00-1234567890ab')).toContain('is no UUID of version 7');
    expect(reason(undefined)).toContain('received undefined');
  });

  it('says where a field belongs that it does not know', () => {
    const {error} = TouchpointInput.safeParse(aTouchpoint({url: 'https://a.example', plan: 'pro'}));
    expect(error?.issues).toMatchObject([
      {message: expect.stringMatching(/^has no place for "url", "plan": .* page .* properties$/)},
    ]);
  });

  it.each([
    ['occurredAt', {occurredAt: new Date(at).toISOString()}, 'Date.now()'],
    ['occurredAt', {occurredAt: undefined}, 'Date.now()'],
    ['channel', {channel: 'website'}, 'none of web, mobile_app, '],
    ['properties.items', {properties: {items: [{sku: 'A1'}]}}, 'is not flat'],
    ['properties.plan', {properties: {plan: {name: 'pro'}}}, 'is not flat'],
  ])('says what %s is to be', (path, over, what) => {
    const [issue] = TouchpointInput.safeParse(aTouchpoint(over)).error!.issues;
    expect([issue!.path.join('.'), issue!.message]).toEqual([path, expect.stringContaining(what)]);
  });

  it('takes a channel of the tenant’s own', () => {
    expect(problem({channel: 'x_showroom'})).toBeUndefined();
  });

  it('never throws, whatever arrives', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        TouchpointInput.safeParse(value);
        Batch.safeParse(value);
      }),
    );
  });
});

describe('uuidV7', () => {
  it('carries its instant and is one of version 7', () => {
    fc.assert(
      fc.property(fc.integer({min: 0, max: 2 ** 48 - 1}), (time) => {
        const id = uuidV7(time);
        expect(isUuidV7(id)).toBe(true);
        expect(uuidV7Time(id)).toBe(time);
      }),
    );
  });

  it('is the same for the same instant and bytes', () => {
    const bytes = new Uint8Array(10).fill(7);
    expect(uuidV7(at, bytes)).toBe(uuidV7(at, bytes));
  });
});
