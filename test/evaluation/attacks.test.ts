// Bodies and words made to harm: bombs, pollution of prototypes, forged lines of a log, signatures
// that are none, text that few systems give back as it came. From corpora that are not part of the
// product; skipped where they are missing.
import {execFileSync} from 'node:child_process';
import {createHash, createPublicKey, randomUUID, verify as check} from 'node:crypto';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LIMITS, uuidV7} from '@throughline/contracts';
import {redact} from '@throughline/contracts/redact';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aLoggedCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type Answer,
  type TestCollector,
  type TestDatabase,
} from '../../packages/collector/test/fixtures.ts';
import type {Collector} from '../../packages/collector/src/index.ts';
import {openTokens} from '../../packages/collector/src/tokens.ts';
import {hasShared, sharedPath} from './shared.ts';

const read = <T>(path: string) => JSON.parse(readFileSync(sharedPath(path), 'utf8')) as T;
const hasCorpora = ['bombs', 'jwt', 'unicode-time', 'prototype-pollution', 'injection-misc'].every(
  (name) => hasShared(`corpora/${name}`),
);

describe.skipIf(!hasCorpora)('attacks (skipped where the corpora are missing)', () => {
  let store: TestDatabase;
  let collector: Collector;
  let shop: TestCollector;
  let log: () => string;
  beforeAll(async () => {
    store = await embeddedDatabase();
    ({collector, text: log} = await aLoggedCollector(store.database));
    shop = await aTenantOf(collector);
  });
  afterAll(async () => {
    await collector?.close();
    await store?.close();
  });

  /** All touchpoints of a visitor, by id. */
  const keptOf = async (value: string) => {
    const token = await shop.token();
    const customer = await shop.find('anonymous', value);
    const kept = new Map<string, Record<string, unknown>>();
    let next: string | null = '';
    while (next !== null) {
      const {body}: Answer = await shop.ask(
        `/v1/customers/${customer}/timeline?limit=200${next && `&before=${next}`}`,
        {token},
      );
      for (const touchpoint of body.touchpoints) kept.set(touchpoint.id, touchpoint);
      next = body.next;
    }
    return kept;
  };

  it('bombs are answered 4xx at once, and take no memory', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-bombs-'));
    execFileSync(process.execPath, [sharedPath('corpora/bombs/make.mjs'), folder]);
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThanOrEqual(19);
    const bombs = files.map((file) => ({file, bytes: readFileSync(join(folder, file))}));
    rmSync(folder, {recursive: true});
    const encodings = (file: string) =>
      file.endsWith('.gz')
        ? ['gzip', 'deflate', 'gzip, gzip']
        : file.endsWith('.br')
          ? ['br']
          : [''];
    await shop.send([aTouchpoint()]); // Whatever the first request costs is not theirs.
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 3; round += 1) {
      for (const {file, bytes} of bombs) {
        for (const encoding of encodings(file)) {
          const started = process.cpuUsage();
          const {status, body} = await shop.ask('/v1/touchpoints', {
            body: bytes,
            headers: encoding ? {'content-encoding': encoding} : {},
          });
          expect([400, 413, 415], `${file} ${encoding}`).toContain(status);
          expect(body.error.code).toMatch(/^(invalid_|body_too_large|unsupported_encoding)/);
          // In µs of work: a machine may stand still meanwhile.
          const {user, system} = process.cpuUsage(started);
          expect(user + system, file).toBeLessThan(2_000_000);
        }
      }
    }
    expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(256);
  });

  it('nothing that was sent reaches a prototype', async () => {
    const {keys, payloads} = read<{keys: string[]; payloads: string[]}>(
      'corpora/prototype-pollution/payloads.json',
    );
    const names = (object: object) => Object.getOwnPropertyNames(object).toSorted();
    const clean = [Object, Array, Function, String].map(({prototype}) =>
      names(prototype as object),
    );
    const parsed = payloads.flatMap((text) => {
      try {
        return [JSON.parse(text) as unknown];
      } catch {
        return []; // Some are words about it, not JSON.
      }
    });
    expect(parsed.length).toBeGreaterThan(15);
    const identifiers = [{kind: 'anonymous', value: 'polluter'}];
    const good = (over: object) => JSON.stringify({...aTouchpoint({identifiers}), ...over});
    const bodies = [
      ...payloads,
      ...parsed.flatMap((value) => [
        good({properties: value}),
        good({page: value}),
        `{${JSON.stringify(value).slice(1, -1)}${Array.isArray(value) ? '' : ','}${good({}).slice(1)}`,
      ]),
      ...keys.map((key) => good({properties: {[key]: 'x'}}).replace('"x"', '{"polluted": 1}')),
      ...keys.map((key) => good({properties: JSON.parse(`{"${key}": "kept"}`)})),
    ].map(
      (touchpoint) =>
        `{"key":"${shop.writeKey}","sentAt":${Date.now()},"touchpoints":[${touchpoint}]}`,
    );
    const others = parsed.map((value) => JSON.stringify(value));
    const secret = shop.secretKey;
    for (const body of bodies) {
      expect((await shop.ask('/v1/touchpoints', {body})).status, body).toBeLessThan(500);
    }
    for (const body of others) {
      for (const [path, token] of [
        ['/v1/tokens', secret],
        ['/v1/customers/find', await shop.token()],
      ] as const) {
        expect((await shop.ask(path, {body, token})).status, body).toBeLessThan(500);
      }
    }
    for (const key of keys) {
      const path = `/v1/customers/${encodeURIComponent(key)}/timeline?${encodeURIComponent(key)}=1`;
      expect((await shop.ask(path, {token: await shop.token()})).status, key).toBeLessThan(500);
    }
    await keptOf('polluter');
    expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
    expect(
      [Object, Array, Function, String].map(({prototype}) => names(prototype as object)),
    ).toEqual(clean);
  });

  it('what is sent forges no line of the log, and no personal data is in it', async () => {
    const attacks = read<string[]>('corpora/injection-misc/log-injection.json');
    const canary = `canary-${randomUUID()}`;
    const before = log().length;
    for (const attack of attacks) {
      const text = `${canary} ${attack}`;
      const path = encodeURIComponent(text.toWellFormed());
      const identifiers = [{kind: 'email', value: `${canary}@example.com`}];
      await shop.ask('/v1/touchpoints', {body: {key: text, sentAt: 1, touchpoints: [text]}});
      await shop.ask('/v1/touchpoints', {body: text});
      await shop.send([{...aTouchpoint({identifiers}), name: text, [text]: text}]);
      await shop.ask(`/${path}?${path}=${path}`);
      await shop.ask(`/v1/customers/${path}/timeline?before=${path}`, {token: await shop.token()});
      await shop.ask('/v1/customers/find', {token: text.replace(/[^\x20-\x7e]/g, ''), body: {}});
      await shop.ask('/healthz', {headers: {'user-agent': text.replace(/[^\x20-\x7e]/g, '')}});
    }
    const lines = log().slice(before).split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(attacks.length);
    for (const line of lines) {
      expect(line).not.toContain(canary);
      expect(line).not.toMatch(/[^\x20-\x7e]/);
      expect(JSON.parse(line)).toMatchObject({pid: process.pid, time: expect.anything()});
    }
    expect(log()).not.toMatch(/forged|jndi/);
  });

  describe('signatures of tokens', () => {
    interface Vectors {
      testGroups: {
        publicKeyDer?: string;
        tests: {tcId: number; jws?: string; msg?: string; sig?: string; result: string}[];
      }[];
    }
    const ours = {
      kty: 'OKP',
      crv: 'Ed25519',
      alg: 'EdDSA',
      kid: 'k',
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    } as const;
    it('no JWS of the vectors is a token, whatever key it was made with', async () => {
      const tokens = await openTokens(async () => [ours]);
      let tried = 0;
      for (const file of ['json_web_signature_test', 'json_web_crypto_test', 'json_web_key_test']) {
        const {testGroups} = read<Vectors>(`corpora/jwt/${file}.json`);
        for (const {tests} of testGroups) {
          for (const {jws, tcId} of tests) {
            if (typeof jws !== 'string') continue;
            tried += 1;
            await expect(tokens.verify(jws), `${file} ${tcId}`).rejects.toMatchObject({
              code: 'token_invalid',
            });
          }
        }
      }
      expect(tried).toBeGreaterThan(450);
    });

    it('a signature that is invalid for its own key is refused in a token as well', async () => {
      const {testGroups} = read<Vectors>('corpora/jwt/ed25519_test.json');
      const tokens = await openTokens(async () => [ours]);
      let [invalid, valid] = [0, 0];
      for (const {publicKeyDer, tests} of testGroups) {
        const der = Buffer.from(publicKeyDer!, 'hex');
        const key = createPublicKey({key: der, format: 'der', type: 'spki'});
        for (const {sig, msg, result, tcId} of tests) {
          // The primitive that signatures are checked with, on the vectors' own messages ...
          const isRight = check(null, Buffer.from(msg!, 'hex'), key, Buffer.from(sig!, 'hex'));
          expect(isRight, `ed25519 ${tcId}`).toBe(result === 'valid');
          if (isRight) valid += 1;
          else invalid += 1;
          // ... and our verifier, with the vector's signature under a token for our key.
          const head = Buffer.from('{"alg":"EdDSA","kid":"k","typ":"JWT"}').toString('base64url');
          const claims = {
            tenant: 1,
            role: 'admin',
            sub: 'a',
            iss: 'throughline',
            aud: 'throughline',
          };
          const now = Math.floor(Date.now() / 1000);
          const payload = Buffer.from(
            JSON.stringify({...claims, jti: 'j', iat: now, exp: now + 60}),
          ).toString('base64url');
          const forged = `${head}.${payload}.${Buffer.from(sig!, 'hex').toString('base64url')}`;
          await expect(tokens.verify(forged)).rejects.toMatchObject({code: 'token_invalid'});
        }
      }
      expect([invalid, valid]).toEqual([63, 88]);
    });

    it('a token of ours is one, until a letter of it is changed', async () => {
      const tokens = await openTokens(async () => [ours]);
      const {token} = await tokens.grant(1, {agent: 'a', role: 'agent', ttl: 60});
      expect(await tokens.verify(token)).toMatchObject({tenant: 1, agent: 'a'});
      const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=. \n';
      for (let at = 0; at < token.length; at += 1) {
        const letter = letters[(at * 7 + 3) % letters.length]!;
        if (letter === token[at]) continue;
        const changed = token.slice(0, at) + letter + token.slice(at + 1);
        await expect(tokens.verify(changed), `${at}`).rejects.toMatchObject({code: /^token_/});
      }
    });
  });

  describe('text', () => {
    /** As much of a text as a key may have, without half of a pair at its end. */
    const keyOf = (text: string) => text.slice(0, 60).replace(/[\ud800-\udbff]$/, '') || 'x';
    const fields = (text: string) => ({
      page: {url: text, title: text},
      properties: {text, [keyOf(text)]: 1},
      contact: {id: 'c', message: text},
    });
    const comesBack = async (visitor: string, texts: readonly string[]) => {
      const identifiers = [{kind: 'anonymous', value: visitor}];
      const sent = texts.map((text, seq) => aTouchpoint({seq, identifiers, ...fields(text)}));
      for (let at = 0; at < sent.length; at += 40) {
        const {body} = await shop.send(sent.slice(at, at + 40));
        expect(body.refused).toEqual([]);
      }
      const kept = await keptOf(visitor);
      const differ = sent.filter(({id, page, properties, contact}) => {
        const found = kept.get(id);
        const bytes = (value: unknown) =>
          createHash('sha256').update(JSON.stringify(value)).digest('hex');
        // What people write is kept without the numbers and addresses in it.
        const message = contact?.message === undefined ? undefined : redact(contact.message);
        const text = properties?.['text'];
        const words = typeof text === 'string' ? {text: redact(text)} : {};
        return (
          bytes([found?.['page'], found?.['contact']]) !== bytes([page, {...contact, message}]) ||
          bytes(found?.['properties']) !== bytes({...properties, ...words})
        );
      });
      expect(differ).toEqual([]);
    };
    const lines = (file: string) =>
      readFileSync(sharedPath(`corpora/unicode-time/${file}`), 'utf8')
        .split('\n')
        .filter((line) => line && !line.startsWith('#') && !line.startsWith('@'));
    const decoded = (codes: string) =>
      codes
        .trim()
        .split(/[\s÷×]+/)
        .filter(Boolean)
        .map((code) => String.fromCodePoint(Number.parseInt(code, 16)))
        .join('');
    const chunks = (texts: readonly string[], size: number) =>
      Array.from({length: Math.ceil(texts.length / size)}, (_, at) =>
        texts.slice(at * size, (at + 1) * size).join(' '),
      );

    it.skipIf(!hasShared('corpora/naughty-strings'))(
      'of naughty strings comes back byte for byte',
      async () => {
        await comesBack('naughty', read<string[]>('corpora/naughty-strings/blns.json'));
      },
    );

    it('that is tricky comes back byte for byte, or is refused by name', async () => {
      const texts = read<string[]>('corpora/unicode-time/tricky-strings.json');
      const isText = (text: string) => text.isWellFormed() && !text.includes('\u0000');
      await comesBack('tricky', texts.filter(isText));
      const impossible = texts.filter((text) => !isText(text));
      expect(impossible.length).toBeGreaterThan(2);
      for (const text of impossible) {
        for (const over of [
          {page: {url: text}},
          {properties: {text}},
          {properties: {list: [text]}},
        ]) {
          const {status, body} = await shop.send([aTouchpoint(over)]);
          expect([status, body.refused.length]).toEqual([200, 1]);
          expect(body.refused[0].reason).toMatch(/NUL or half of a surrogate pair|Invalid input/);
        }
      }
    });

    it('of the Unicode test files comes back byte for byte', async () => {
      const emoji = lines('emoji-test.txt').map((line) => decoded(line.split(';')[0]!));
      const graphemes = lines('GraphemeBreakTest.txt').map((line) => decoded(line.split('#')[0]!));
      const forms = lines('NormalizationTest.txt').flatMap((line) =>
        line.split(';').slice(0, 5).map(decoded),
      );
      const bidirectional = lines('BidiCharacterTest.sample.txt').map((line) =>
        decoded(line.split(';')[0]!),
      );
      expect([emoji, graphemes, forms, bidirectional].map((texts) => texts.length > 500)).toEqual([
        true,
        true,
        true,
        true,
      ]);
      for (const [name, texts] of Object.entries({emoji, graphemes, forms, bidirectional}))
        await comesBack(name, chunks(texts, 60));
    });

    it('that is not UTF-8 is refused whole', async () => {
      for (const hex of read<string[]>('corpora/unicode-time/invalid-utf8-hex.json')) {
        const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
        const [head, tail] = JSON.stringify({
          key: shop.writeKey,
          sentAt: Date.now(),
          touchpoints: [aTouchpoint({properties: {text: '|'}})],
        }).split('|');
        const body = Buffer.concat([Buffer.from(head!), bytes, Buffer.from(tail!)]);
        const {status, body: answer} = await shop.ask('/v1/touchpoints', {body});
        // A byte order mark inside a text is a character; a bare NUL is no JSON.
        if (hex === 'ef bb bf') expect([status, answer.stored]).toEqual([200, 1]);
        else expect([status, answer.error.code], hex).toEqual([400, 'invalid_json']);
      }
    });

    it('in an identifier is refused where a database could not hold it', async () => {
      for (const value of ['a\u0000b', '\ud800', 'x\udc00', '\u0007', 'x'.repeat(129)]) {
        const {body} = await shop.send([aTouchpoint({identifiers: [{kind: 'user', value}]})]);
        expect(body).toMatchObject({stored: 0, refused: [{code: 'invalid_touchpoint'}]});
        expect(body.refused[0].reason).toMatch(/^identifiers/);
      }
    });

    it('of instants at the edges and at changes of summer time keeps their order', async () => {
      const {transitions2025_2026: transitions, edgeTimestamps} = read<{
        transitions2025_2026: {at: string}[];
        edgeTimestamps: string[];
      }>('corpora/unicode-time/timezones.json');
      const identifiers = [{kind: 'anonymous', value: 'time traveller'}];
      const now = Date.now();
      // One second before and after each change of a clock somewhere, sent as the time it was then.
      const instants = [...new Set(transitions.map(({at}) => Date.parse(at)))].toSorted(
        (one, other) => one - other,
      );
      expect(instants.length).toBeGreaterThan(50);
      for (const [n, at] of instants.entries()) {
        const touchpoints = [-1000, 1000].map((offset) =>
          aTouchpoint({
            id: uuidV7(now),
            occurredAt: at + offset,
            identifiers,
            properties: {n, offset},
          }),
        );
        const {body} = await shop.send(touchpoints, {sentAt: at + (instants.length - n) * 10_000});
        expect(body.stored, new Date(at).toISOString()).toBe(2);
      }
      const kept = [...(await keptOf('time traveller')).values()] as {
        properties: {n: number; offset: number};
      }[];
      expect(kept.map(({properties: {n, offset}}) => [n, offset])).toEqual(
        instants
          .flatMap((_, n) => [
            [n, -1000],
            [n, 1000],
          ])
          .toReversed(),
      );

      const edges = edgeTimestamps.map((text) => Date.parse(text)).filter((at) => at >= 0);
      expect(edges.length).toBeGreaterThan(5);
      for (const occurredAt of edges) {
        const touchpoint = {...aTouchpoint(), occurredAt};
        const {status, body} = await shop.send([touchpoint]);
        expect([status, body.stored], `${occurredAt}`).toEqual([200, 1]);
      }
      for (const at of [-1, 1.5, 8_640_000_000_000_001, 1e300, null, ...edgeTimestamps]) {
        const {status, body} = await shop.send([{...aTouchpoint(), occurredAt: at}]);
        expect([status, body.refused.length], String(at)).toEqual([200, 1]);
      }
    });
  });

  it('JSON of the test suite is judged as a touchpoint too: parsed, refused by name, kept as it came', async () => {
    const folder = 'corpora/json-test-suite/test_parsing';
    for (const file of readdirSync(sharedPath(folder))) {
      const bytes = readFileSync(sharedPath(`${folder}/${file}`));
      const frame = `{"key":"${shop.writeKey}","sentAt":${Date.now()},"touchpoints":[`;
      const body = Buffer.concat([Buffer.from(frame), bytes, Buffer.from(']}')]);
      const {status, body: answer} = await shop.ask('/v1/touchpoints', {body});
      expect(status, file).toBeLessThan(500);
      if (file.startsWith('y_')) {
        expect([status, answer.refused.length], file).toEqual([200, 1]);
        expect(bytes.length).toBeLessThan(LIMITS.plainBytes);
      }
      const alone = await shop.ask('/v1/touchpoints', {body: bytes});
      expect(alone.status, file).toBe(400);
      if (file.startsWith('n_')) expect(alone.body.error.code, file).toBe('invalid_json');
      if (file.startsWith('y_')) expect(alone.body.error.code, file).toBe('invalid_request');
    }
  });
});
