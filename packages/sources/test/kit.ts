/** What the tests of all sources need. */
import {createHmac} from 'node:crypto';
import {describe, expect, it} from 'vitest';
import type {Incoming, Source, Told} from '../src/index.ts';

/** Tuesday, 25 November 2025, 10:00 UTC. */
export const NOW = Date.UTC(2025, 10, 25, 10);

/** A request, as a vendor would have sent it. Bodies are invented by us, in the vendor's form. */
export interface Sample {
  readonly headers?: Readonly<Record<string, string>>;
  readonly url?: string;
  readonly body: unknown;
  /** It says no time: it is told as of its arrival. */
  readonly isTimeless?: boolean;
}

export const incoming = ({headers = {}, url, body}: Sample, receivedAt = NOW): Incoming => ({
  url: url ?? 'https://collect.example/v1/sources/probe',
  headers,
  body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt,
});

/** What becomes of a sample that is understood. */
export const told = (source: Source, sample: Sample): readonly Told[] => {
  const {touchpoints, unknown} = source.hear(incoming(sample));
  expect(unknown).toEqual([]);
  return touchpoints;
};

export const toldOne = (source: Source, sample: Sample): Told => {
  const touchpoints = told(source, sample);
  expect(touchpoints).toHaveLength(1);
  return touchpoints[0]!;
};

/** Why a sample is not understood. */
export const reasonOf = (source: Source, sample: Sample): string | undefined => {
  const {touchpoints, unknown} = source.hear(incoming(sample));
  expect(touchpoints).toEqual([]);
  return unknown[0]?.reason;
};

export const hmac = (
  hash: 'sha1' | 'sha256',
  encoding: 'hex' | 'base64',
  secret: string | Buffer,
  over: string,
): string => createHmac(hash, secret).update(over).digest(encoding);

export interface Signing {
  readonly secret?: string;
  /** The request that carries this body, signed with this secret at this time. */
  readonly sign: (body: string, secret: string, at: number) => Sample | Promise<Sample>;
  /** How old a signature may be, s, where the vendor signs the time as well. */
  readonly oldest?: number;
  /** Whether the body is signed. */
  readonly isOverBody?: boolean;
  readonly body?: string;
}

/** What holds for the signature check of every source. */
export const describeSignature = (
  source: Source,
  {secret = 's3cret-of-ours', sign, oldest, isOverBody = true, body = '{"a":1}'}: Signing,
): void => {
  describe(`the signature of ${source.title}`, () => {
    const verify = async (sample: Sample, known = secret, receivedAt = NOW) =>
      source.verify(incoming(sample, receivedAt), known);

    it('is known', async () => {
      expect(await verify(await sign(body, secret, NOW))).toBe(true);
    });

    it('is refused where it is made with another secret, or there is none', async () => {
      const signed = await sign(body, secret, NOW);
      expect(await verify(signed, 'another')).toBe(false);
      expect(await verify(signed, '')).toBe(false);
      expect(await verify({...signed, headers: {}, body: isOverBody ? signed.body : '{}'})).toBe(
        false,
      );
    });

    it('is refused where it is cut, empty, or no signature', async () => {
      const signed = await sign(body, secret, NOW);
      for (const spoil of [(value: string) => value.slice(0, -4), () => '', () => '\u00e9 =?']) {
        const headers = Object.fromEntries(
          Object.entries(signed.headers ?? {}).map(([name, value]) => [name, spoil(value)]),
        );
        if (signed.headers) expect(await verify({...signed, headers})).toBe(false);
      }
    });

    it('holds for the old and the new secret while one is replaced', async () => {
      expect(await verify(await sign(body, secret, NOW), `other\n${secret}\nthird`)).toBe(true);
    });

    if (isOverBody) {
      it('is refused where the body is another', async () => {
        const signed = await sign(body, secret, NOW);
        expect(await verify({...signed, body: `${String(signed.body)} `})).toBe(false);
      });
    }

    if (oldest !== undefined) {
      it.each([
        [oldest - 1, true],
        [oldest + 1, false],
        [-299, true],
        [-301, false],
      ])('%i s after it was signed is known: %s', async (later, isKnown) => {
        const receivedAt = NOW + later * 1000;
        expect(await verify(await sign(body, secret, NOW), secret, receivedAt)).toBe(isKnown);
      });
    }
  });
};

/** For what is known by its secret alone. */
export const describeSharedSecret = (source: Source): void => {
  for (const [way, headers] of [
    ['bearer', (secret: string) => ({authorization: `Bearer ${secret}`})],
    ['password', (secret: string) => ({authorization: `Basic ${btoa(`us:${secret}`)}`})],
    ['header', (secret: string) => ({'x-throughline-secret': secret})],
  ] as const) {
    describe(`the secret as a ${way}`, () => {
      describeSignature(source, {
        isOverBody: false,
        sign: (body, secret) => ({headers: headers(secret), body}),
      });
    });
  }
};
