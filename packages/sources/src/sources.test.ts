import {generateKeyPairSync} from 'node:crypto';
import {TouchpointInput} from '@throughline/contracts';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {incoming, type Sample} from '../test/kit.ts';
import {samples} from '../test/samples/index.ts';
import {sources, type Heard, type Source} from './index.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

/** The contract is the judge: whatever is told has its form, and what is not understood says why. */
const judge = (source: Source, sample: Sample): Heard => {
  const heard = source.hear(incoming(sample));
  for (const {key, undated: _undated, ...touchpoint} of heard.touchpoints) {
    expect(key.length).toBeGreaterThan(0);
    const id = '01920000-0000-7000-8000-000000000000';
    const {error} = TouchpointInput.safeParse({...touchpoint, id});
    if (error) expect.fail(`${error.message} of ${JSON.stringify(touchpoint)}`);
    expect(JSON.stringify(touchpoint)).not.toMatch(/Lovelace/);
  }
  for (const {reason, identifiers} of heard.unknown) {
    expect(reason).toMatch(/^[a-z][A-Za-z ,:.’-]+$/);
    for (const {value} of identifiers ?? []) expect(value.length).toBeLessThanOrEqual(128);
  }
  expectAgain(source, sample, heard);
  return heard;
};

/** From quarantine: each payload by itself, with no header but those that are kept beside it. */
const expectAgain = (source: Source, {headers = {}}: Sample, {unknown}: Heard) => {
  const kept = Object.fromEntries(
    (source.headers ?? []).flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])),
  );
  for (const {payload} of unknown) {
    if (!isObject(payload)) continue; // No event of anybody's.
    const again = source.hear(incoming({headers: kept, body: payload})).unknown;
    const texts = again.map((each) => JSON.stringify(each.payload));
    expect(texts).toContain(JSON.stringify(payload));
  }
};

const isObject = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every path to a value, leaves and branches. */
const pathsOf = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => [
        [...path, key],
        ...pathsOf(each, [...path, key]),
      ])
    : [];

/** The same payload with something else at a path, or, where that is undefined, nothing. */
const replaced = (value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown => {
  if (key === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  const child = replaced((value as Record<string, unknown>)[key], rest, by);
  return Array.isArray(value)
    ? value.map((each: unknown, at) => (String(at) === key ? child : each))
    : {...value, [key]: child};
};

const DEEP = '['.repeat(20_000) + ']'.repeat(20_000);

const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  2 ** 53,
  '',
  ' ',
  'x'.repeat(20_000),
  '€'.repeat(5_000),
  '\u0000',
  '\ud800',
  'a\u0000b\ud800',
  'a\nb',
  'NaN',
  '-5',
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'toString',
  '2025-02-31T00:00:00Z',
  '0000-00-00T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  [],
  {},
  [[]],
  [null],
  [{}],
  {length: 5},
  {id: {}},
  {constructor: null, toString: null},
  JSON.parse('{"__proto__": {"polluted": true}}'),
];

describe.each(Object.values(sources))('$title', (source) => {
  const own = Object.entries(samples[source.name] ?? {});

  it('is named as it is found, and has samples', () => {
    expect(source.name).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(sources[source.name]).toBe(source);
    expect(own.length).toBeGreaterThan(0);
  });

  it.each(own)('understands %s, the same each time', (_, sample) => {
    const heard = judge(source, sample);
    expect(heard.unknown).toEqual([]);
    if (!sample.isTimeless) expect(source.hear(incoming(sample, 9e12))).toEqual(heard);
  });

  it('takes anything for what it is', () => {
    const texts = ['', '{', '\u0000', 'a=1&b=2', 'From: x', '%', '\ud800=\ud800', DEEP];
    for (const headers of [{}, ...own.map(([, sample]) => sample.headers ?? {})]) {
      for (const body of HOSTILE) judge(source, {headers, body: JSON.stringify(body)});
      for (const body of [...texts, `{"a":${DEEP}}`]) judge(source, {headers, body});
    }
  });

  it('takes its own with anything in any place, or nothing there', () => {
    for (const [, sample] of own) {
      if (typeof sample.body === 'string') continue;
      for (const [at, path] of pathsOf(sample.body).entries()) {
        // Each path meets some of them, each of them some paths: all with all takes minutes.
        const some = [at, 7 * at + 3, 11 * at + 5].map((turn) => HOSTILE[turn % HOSTILE.length]);
        for (const by of [undefined, {}, ...some]) {
          judge(source, {...sample, body: replaced(sample.body, path, by)});
        }
      }
    }
  });

  it('takes its own with much of it changed', () => {
    const wild = fc.oneof(fc.constantFrom(...HOSTILE), fc.jsonValue({maxDepth: 3}));
    const changes = fc.array(fc.tuple(fc.nat(), wild), {minLength: 1, maxLength: 8});
    fc.assert(
      fc.property(fc.nat(), changes, (at, all) => {
        const sample = own[at % own.length]![1];
        if (typeof sample.body === 'string') {
          const cut = all.reduce(
            (body, [from, by]) =>
              `${body.slice(0, from % body.length)}${String(JSON.stringify(by))}${body.slice((from % body.length) + 5)}`,
            sample.body,
          );
          judge(source, {...sample, body: cut});
          return;
        }
        const paths = pathsOf(sample.body);
        judge(source, {
          ...sample,
          body: all.reduce<unknown>(
            (body, [from, by]) => replaced(body, paths[from % paths.length]!, by),
            sample.body,
          ),
        });
      }),
      {seed: 20_251_125, numRuns: 300},
    );
    expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
  });
});

describe('a login', () => {
  it('is told of only where a server has signed it: a browser can claim any', () => {
    const telling = Object.entries(samples)
      .filter(([name, all]) =>
        Object.values(all).some((sample) =>
          sources[name]!.hear(incoming(sample)).touchpoints.some(({identifiers}) =>
            identifiers.some(({kind}) => kind === 'user'),
          ),
        ),
      )
      .map(([name]) => name);
    expect(telling).toEqual(['chatwoot']);
  });
});

describe('what is not understood', () => {
  it('says whose it seems to be, for an erasure to find it', () => {
    const who = {mail: 'Write to <ada@example.com>.', caller: '+4915112345678', n: '5', at: '@'};
    const body = {type: 'ping', who};
    const [unknown] = sources['stripe']!.hear(incoming({body})).unknown;
    expect(unknown).toEqual({
      reason: 'is an event of another type',
      payload: body,
      identifiers: expect.arrayContaining([
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'phone', value: '+4915112345678'},
      ]) as unknown,
    });
    expect(unknown?.identifiers).toHaveLength(2);
  });

  it('says so of what is understood but in part, and of what is no JSON', () => {
    const {body} = samples['whatsapp']!['text'] as {body: object};
    const timeless = JSON.parse(JSON.stringify(body).replaceAll('"timestamp"', '"_"')) as object;
    expect(sources['whatsapp']!.hear(incoming({body: timeless})).unknown[0]).toMatchObject({
      reason: 'has no time',
      identifiers: [{kind: 'phone', value: '+4915112345678'}],
    });
    expect(
      sources['email']!.hear(incoming({body: 'From: Ada <ada@example.com>\n\nHi'})),
    ).toMatchObject({
      unknown: [{reason: 'has no id', identifiers: [{kind: 'email', value: 'ada@example.com'}]}],
    });
    expect(
      sources['stripe']!.hear(incoming({body: 'ada@example.com, or so'})).unknown[0],
    ).toMatchObject({
      reason: 'is not JSON',
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
    });
  });
});

describe('a secret that cannot be one', () => {
  const key = (namedCurve: string) =>
    generateKeyPairSync('ec', {namedCurve})
      .publicKey.export({type: 'spki', format: 'der'})
      .toString('base64');
  const sid = '0123456789abcdef'.repeat(2);

  it.each([
    ['stripe', 'sk_live_1234567890', 'whsec_'],
    ['stripe', 'whsec_right\nwe_1234567890', 'whsec_'],
    ['twilio', `AC${sid}`, 'auth token'],
    ['twilio', `SK${sid}`, 'auth token'],
    ['sendgrid', 'SG.an-api-key', 'verification key'],
    ['sendgrid', key('P-384'), 'verification key'],
    ['sendgrid', key('P-256').replace(/.{64}/, '$&\n'), 'in one line'],
    ['shopify', 'shpat_1234567890', 'access token'],
    ['hubspot', 'pat-eu1-1234567890', 'client secret'],
    ['whatsapp', 'verify:me-please', 'app secret'],
  ])('of %s: %s', async (name, secret, said) => {
    expect(await sources[name]!.mistaken!(secret)).toContain(said);
  });

  it.each([
    ['stripe', 'whsec_old\nwhsec_new'],
    ['twilio', sid],
    ['twilio', 'a key of a webhooks rule'],
    ['sendgrid', key('P-256')],
    ['sendgrid', `-----BEGIN PUBLIC KEY-----${key('P-256')}-----END PUBLIC KEY-----`],
    ['shopify', 'shpss_1234567890'],
    ['shopify', sid],
    ['hubspot', '01920000-0000-4000-8000-000000000000'],
    ['whatsapp', 'the app secret\nverify:me-please'],
    ['whatsapp', 'the app secret'],
  ])('is not one that %s may have made: %s', async (name, secret) => {
    expect(await sources[name]!.mistaken!(secret)).toBeUndefined();
  });
});
