import {describe, expect, it} from 'vitest';
import {
  duration,
  formOf,
  get,
  id,
  identifier,
  iso,
  jsonOf,
  mailDate,
  millis,
  number,
  seconds,
  text,
  whole,
} from './reading.ts';

const bytes = (value: string) => new TextEncoder().encode(value);

describe('what others sent', () => {
  it('is found by own properties and places alone', () => {
    const value = {a: [{b: 1}], toString: 'own'};
    expect(get(value, 'a.0.b')).toBe(1);
    expect(get(value, '')).toBe(value);
    for (const path of ['a.1.b', 'a.length.x', 'constructor', '__proto__', 'a.b.c', 'x']) {
      expect(get(value, path)).toBeUndefined();
    }
    expect(get(null, 'a')).toBeUndefined();
    expect(get('text', 'length')).toBeUndefined();
  });

  it('is text that can be kept, and says where it was cut', () => {
    expect(text(' a\u0000b ')).toBe('ab');
    expect(text('\ud800')).toBe('\ufffd');
    expect(text(5)).toBe('5');
    expect([text(''), text('  '), text(null), text({}), text(true)]).toEqual(
      Array.from({length: 5}, () => undefined),
    );
    for (const long of ['x'.repeat(9000), '€'.repeat(5000), `x${'😀'.repeat(4000)}`]) {
      const cut = text(long)!;
      expect(bytes(cut).length).toBeLessThanOrEqual(8192);
      expect(bytes(cut).length).toBeGreaterThan(8192 - 8);
      expect(cut.endsWith('…')).toBe(true);
      expect(long.startsWith(cut.slice(0, -1))).toBe(true);
    }
    expect(text('x'.repeat(8192))).toBe('x'.repeat(8192));
  });

  it('is an id only whole', () => {
    expect(id(' a ')).toBe('a');
    expect(id(12)).toBe('12');
    for (const none of ['', 'a\nb', 'x'.repeat(129), '\ud800', 1.5, 2 ** 60, null, {}]) {
      expect(id(none)).toBeUndefined();
    }
  });

  it('is a number only if it is one', () => {
    expect([number('1.5'), number(0), whole('7'), whole(7.5)]).toEqual([1.5, 0, 7, undefined]);
    for (const none of ['', ' ', 'x', '1e999', Number.NaN, null, true, [], '0x'])
      expect(number(none)).toBeUndefined();
  });

  it('is a duration in ms', () => {
    expect(duration({s: '1.5'}, 's')).toBe(1500);
    expect(duration({ms: 1500}, 'ms', 1)).toBe(1500);
    expect(duration({s: -1}, 's')).toBeUndefined();
    expect(duration({s: 1e300}, 's')).toBeUndefined();
  });

  it('is an instant in UTC, whatever zone the machine is in', () => {
    const ten = Date.UTC(2025, 10, 25, 10);
    for (const same of [
      '2025-11-25T10:00:00Z',
      '2025-11-25T10:00:00',
      '2025-11-25 10:00:00',
      '2025-11-25 10:00:00 UTC',
      '2025-11-25T10:00:00.000000000Z',
      '2025-11-25T11:00:00+01:00',
      '2025-11-25T11:00:00+0100',
      '2025-11-25T10:00',
    ]) {
      expect(iso(same), same).toBe(ten);
    }
    expect(seconds(ten / 1000)).toBe(ten);
    expect(seconds(`${ten / 1000}`)).toBe(ten);
    expect(millis(ten)).toBe(ten);
    expect(mailDate('Tue, 25 Nov 2025 11:00:00 +0100 (CET)')).toBe(ten);
    expect(mailDate('Tue, 25 Nov 2025 10:00:00 GMT')).toBe(ten);
  });

  it('is no instant where it is not wholly one', () => {
    for (const none of [
      '2025-11-25',
      'now',
      '2025-13-25T10:00:00Z',
      '1969-12-31T23:59:59Z',
      5,
      null,
    ])
      expect(iso(none)).toBeUndefined();
    expect([seconds(-1), seconds(1e15), millis('x'), seconds('')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(mailDate('Tue, 25 Nov 2025 10:00:00')).toBeUndefined();
  });

  it('is JSON or a form, or nothing', () => {
    expect(jsonOf(bytes('{"a":1}'))).toEqual({a: 1});
    expect(jsonOf(bytes('{'))).toBeUndefined();
    const nested = (levels: number) => bytes('['.repeat(levels) + ']'.repeat(levels));
    expect(jsonOf(nested(64))).toBeDefined();
    expect(jsonOf(nested(100))).toBeUndefined();
    expect(jsonOf(nested(100_000))).toBeUndefined();
    expect(formOf(bytes('a=1&b=%20x&a=2'))).toEqual({a: '1', b: ' x'});
  });

  it.each([
    ['email', 'ada@example.com', true],
    ['email', 'ada', false],
    ['email', 'ada@example.com, bob@example.com', false],
    ['phone', '+4915112345678', true],
    ['phone', '(555) 555-0100', true],
    ['phone', 'anonymous', false],
    ['phone', '+266696687', false],
    ['phone', '', false],
  ])('names somebody by %s %j: %s', (kind, value, names) => {
    expect(identifier(kind, value)).toEqual(names ? {kind, value} : undefined);
  });
});
