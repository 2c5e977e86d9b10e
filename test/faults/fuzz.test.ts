// F27 of docs/faults.md: whatever arrives, the answer is never 5xx and always of the table of errors.
import {randomUUID} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {CHANNELS, DIRECTIONS, MODES, TouchpointInput, uuidV7} from '@throughline/contracts';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type Answer,
  type TestCollector,
  type TestDatabase,
} from '../../packages/collector/test/fixtures.ts';
import {errors, type Collector} from '../../packages/collector/src/index.ts';
import {routes} from '../../packages/collector/src/routes/index.ts';
import {CYCLES, SEED} from './stores.ts';

const RUNS = 100 * CYCLES;
const options = {numRuns: RUNS, seed: SEED};

/** Text as no form field ever held it. */
const text = fc.oneof(
  fc.string({unit: 'binary', maxLength: 40}),
  fc.string({unit: 'grapheme', maxLength: 20}),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    'a\udc00b',
    '__proto__',
    "'; drop table x; --",
    '\u202e',
    'null',
  ),
  // Around the limit of a text.
  fc.nat(20).map((more) => 'ß'.repeat(4090 + more)),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, 2 ** 31, 2 ** 53, 8_640_000_000_000_001, -1, 1e308),
);
const anything = fc.oneof(
  {depthSize: 'small'},
  text,
  number,
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({maxDepth: 3}),
);

/** Right mostly, so that most of a touchpoint passes, and anything now and then. */
const nearly = <T>(right: fc.Arbitrary<T>) =>
  fc.oneof(
    {weight: 25, arbitrary: right as fc.Arbitrary<unknown>},
    {weight: 1, arbitrary: anything},
  );
const word = fc.string({unit: 'grapheme', minLength: 1, maxLength: 20});
const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, {nil: undefined});
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({weight: 40, arbitrary: fc.constant(undefined)}, {weight: 1, arbitrary: value});
const identifier = fc.record({
  kind: nearly(fc.constantFrom('anonymous', 'user', 'email', 'phone', 'order', 'own')),
  value: nearly(word),
});
/** Those that have no arbitrary of their own below: mostly absent, and wrong when they are there. */
const facets = Object.keys(TouchpointInput.shape).filter(
  (name) =>
    ![
      'id',
      'name',
      'occurredAt',
      'channel',
      'identifiers',
      'seq',
      'sessionId',
      'direction',
      'mode',
      'page',
      'survey',
      'properties',
    ].includes(name),
);
const touchpoint = fc
  .tuple(
    fc.record({
      id: nearly(fc.maxSafeNat().map((at) => uuidV7(at % 2 ** 48))),
      name: nearly(fc.constantFrom('page_viewed', 'product_added', 'own_name')),
      occurredAt: nearly(fc.integer({min: 0, max: 2 * Date.now()})),
      channel: nearly(fc.constantFrom(...CHANNELS, 'x_own')),
      identifiers: nearly(fc.array(nearly(identifier), {minLength: 1, maxLength: 4})),
    }),
    fc.record({
      seq: sometimes(nearly(fc.nat())),
      sessionId: sometimes(nearly(word)),
      direction: sometimes(nearly(fc.constantFrom(...DIRECTIONS))),
      mode: sometimes(nearly(fc.constantFrom(...MODES))),
      page: sometimes(nearly(fc.record({url: text, title: text}))),
      survey: sometimes(
        nearly(fc.record({type: fc.constant('nps'), score: number, min: number, max: number})),
      ),
      properties: sometimes(nearly(fc.dictionary(word, text, {maxKeys: 5}))),
      ...Object.fromEntries(facets.map((name) => [name, rarely(anything)])),
    }),
  )
  .map(([core, rest]) => ({...rest, ...core}));

describe('whatever arrives', () => {
  let store: TestDatabase;
  let collector: Collector;
  let shop: TestCollector;
  let token: string;
  let customer: string;
  beforeAll(async () => {
    store = await embeddedDatabase();
    collector = await aCollector(store.database);
    shop = await aTenantOf(collector);
    await shop.send([aTouchpoint()]);
    customer = (await shop.find('anonymous', 'visitor-1'))!;
  });
  afterAll(async () => {
    await collector?.close();
    await store?.close();
  });

  /** A status below 500, with a body that says what is wrong in the words of the table. */
  const isFair = ({status, body}: Answer) => {
    expect(status, JSON.stringify(body).slice(0, 300)).toBeLessThan(500);
    if (status < 400) return;
    expect(body, String(status)).toHaveProperty('error.code');
    const {code, message, hint, requestId} = body.error as Record<string, string>;
    expect(errors).toHaveProperty(code!);
    expect([message, hint, requestId].every(Boolean)).toBe(true);
    expect(message).not.toMatch(/ at |node_modules|select |insert |\.ts\b/);
  };

  it('F27: a batch of almost-touchpoints is judged one by one, and all of it is accounted for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(nearly(touchpoint), {minLength: 1, maxLength: 6}),
        nearly(fc.integer({min: 0, max: 2 * Date.now()})),
        async (touchpoints, sentAt) => {
          const answer = await shop.send(touchpoints, {sentAt: sentAt as number});
          isFair(answer);
          if (answer.status !== 200) return;
          const {stored, duplicates, refused} = answer.body;
          expect(stored + duplicates + refused.length).toBe(touchpoints.length);
        },
      ),
      options,
    );
  });

  it('F27: what was kept of it can be read, and is what the contract says', async () => {
    const identifiers = [{kind: 'anonymous', value: `reader-${randomUUID()}`}];
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(touchpoint, async (one) => {
        const {body} = await shop.send([{...one, id: uuidV7(Date.now()), identifiers}]);
        kept += (body.stored as number | undefined) ?? 0; // A text may make the request too large.
      }),
      {...options, numRuns: Math.min(RUNS, 1000)},
    );
    token = await shop.token();
    const answer = await shop.ask('/v1/customers/find', {token, body: {identifiers}});
    expect(answer).toMatchObject({status: 200, body: {customer: expect.any(String)}});
    const found = answer.body.customer as string;
    let [next, read]: [string | null, number] = ['', 0];
    while (next !== null) {
      const path = `/v1/customers/${found}/timeline?limit=200${next && `&before=${next}`}`;
      const {status, body}: Answer = await shop.ask(path, {token});
      expect(status).toBe(200);
      read += body.touchpoints.length;
      next = body.next;
    }
    expect(kept).toBeGreaterThan(Math.min(RUNS, 1000) / 10);
    expect(read).toBe(kept);
  });

  it('F27: bytes that were changed on the way are answered 4xx or kept', async () => {
    const batch = {
      key: shop.writeKey,
      sentAt: Date.now(),
      touchpoints: [
        aTouchpoint({properties: {note: 'Zoë 👩‍👩‍👧 " \\ \u2028', list: [1, 2.5e3, null]}}),
      ],
    };
    const plain = Buffer.from(JSON.stringify(batch));
    const change = fc.oneof(
      fc.record({kind: fc.constant('set' as const), at: fc.nat(), byte: fc.nat(255)}),
      fc.record({kind: fc.constant('cut' as const), at: fc.nat(), length: fc.nat(50)}),
      fc.record({kind: fc.constant('repeat' as const), at: fc.nat(), length: fc.nat(200)}),
      fc.record({
        kind: fc.constant('insert' as const),
        at: fc.nat(),
        what: fc.uint8Array({maxLength: 20}),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, {minLength: 1, maxLength: 6}),
        fc.boolean(),
        async (changes, packed) => {
          let bytes = packed ? gzipSync(plain) : plain;
          for (const each of changes) {
            const at = each.at % (bytes.length + 1);
            const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
            if (each.kind === 'set')
              bytes = Buffer.concat([before, Buffer.from([each.byte]), after.subarray(1)]);
            else if (each.kind === 'cut')
              bytes = Buffer.concat([before, after.subarray(each.length)]);
            else if (each.kind === 'repeat')
              bytes = Buffer.concat([before, after.subarray(0, each.length), after]);
            else bytes = Buffer.concat([before, each.what, after]);
          }
          isFair(
            await shop.ask('/v1/touchpoints', {
              body: bytes,
              headers: packed ? {'content-encoding': 'gzip'} : {},
            }),
          );
        },
      ),
      options,
    );
  });

  it('F27: any path, query, header and body of any route is answered below 500', async () => {
    token = await shop.token();
    const cursor = fc.oneof(
      fc
        .tuple(
          fc.maxSafeNat(),
          fc.maxSafeNat(),
          fc.constantFrom(uuidV7(Date.now()), '-'.repeat(36), 'f'.repeat(36)),
        )
        .map((parts) => Buffer.from(parts.join('.')).toString('base64url')),
      text,
    );
    // A stream does not end, and files are not asked by anybody's words.
    const asked = routes.filter(({path}) => !/live$|\.js$/.test(path));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...asked.keys()),
        fc.oneof(fc.constant(customer), text),
        fc.dictionary(
          fc.oneof(fc.constantFrom('limit', 'before', 'tenant', 'encoding'), text),
          fc.oneof(cursor, text),
          {maxKeys: 3},
        ),
        fc.oneof(fc.constantFrom(token, shop.secretKey), fc.base64String()),
        nearly(
          fc.oneof(
            fc.record({key: text, sentAt: number, touchpoints: fc.array(anything)}),
            fc.record({agent: text, customer: text}, {requiredKeys: ['agent']}),
            fc.record({identifiers: fc.array(identifier, {minLength: 1, maxLength: 3})}),
          ),
        ),
        async (index, id, query, bearer, body) => {
          const route = asked[index]!;
          const search = Object.entries(query)
            .map((pair) => pair.map((part) => encodeURIComponent(part.toWellFormed())).join('='))
            .join('&');
          const path = route.path.replace(':customer', encodeURIComponent(id.toWellFormed()));
          isFair(
            await shop.ask(`${path}?${search}`, {
              token: bearer,
              ...(route.method === 'POST' && {body: JSON.stringify(body)}),
            }),
          );
        },
      ),
      options,
    );
  });

  it('F27: whatever a library of others sends is kept, waits in quarantine or is refused as a whole', async () => {
    const time = fc.oneof(
      number,
      text,
      fc.date({noInvalidDate: true}).map((at) => at.toISOString()),
    );
    const strange = (...keys: string[]) =>
      fc.dictionary(fc.constantFrom(...keys), nearly(fc.oneof(word, time)), {maxKeys: keys.length});
    const message = fc
      .tuple(
        strange('event', 'userId', 'anonymousId', 'messageId', 'groupId', 'previousId', 'sentAt'),
        fc.record({
          type: nearly(fc.constantFrom('track', 'identify', 'page', 'screen', 'group', 'alias')),
          timestamp: sometimes(nearly(time)),
          properties: sometimes(nearly(fc.dictionary(word, anything, {maxKeys: 4}))),
          traits: sometimes(strange('email', 'phone', 'plan')),
        }),
      )
      .map(([some, rest]) => ({...rest, ...some}));
    const cloudEvent = strange('id', 'source', 'type', 'subject', 'time', 'data', 'sequence').map(
      (event) => ({specversion: '1.0', ...event}),
    );
    const hit = strange('eid', 'dtm', 'stm', 'duid', 'uid', 'sid', 'url', 'se_ac', 'ue_pr', 'co');
    const kinds = fc.constantFrom('pv', 'pp', 'se', 'ue', 'tr', 'ti', 'x');
    const request = fc.oneof(
      fc
        .record({batch: fc.array(nearly(message), {maxLength: 4}), sentAt: sometimes(time)})
        .map((body) => ['/v1/batch', {writeKey: shop.writeKey, ...body}] as const),
      fc
        .record({
          client_id: word,
          timestamp_micros: sometimes(nearly(time)),
          events: fc.array(nearly(strange('name', 'params', 'timestamp_micros'))),
        })
        .map((body) => [`/mp/collect?api_secret=${shop.writeKey}`, body] as const),
      fc
        .array(
          fc.tuple(hit, kinds).map(([event, e]) => ({...event, e})),
          {maxLength: 4},
        )
        .map((data) => {
          return [`/com.snowplowanalytics.snowplow/tp2?key=${shop.writeKey}`, {data}] as const;
        }),
      fc.array(nearly(cloudEvent), {maxLength: 4}).map((body) => ['/v1/events', body] as const),
    );
    await fc.assert(
      fc.asyncProperty(request, async ([path, body]) => {
        const {status, body: answer} = await shop.ask(path, {
          body: JSON.stringify(body),
          ...(path === '/v1/events' && {token: shop.secretKey}),
        });
        if (status !== 204) isFair({status, body: answer, headers: {}});
        // Too large or not well-formed as a whole; nothing else fails all of a request.
        expect([200, 204, 400, 413]).toContain(status);
        if (status === 400) expect(answer.error.code).toBe('invalid_json');
      }),
      options,
    );
  });

  it('F27: one number that no column holds does not fail its neighbours', async () => {
    const {status, body} = await shop.send([aTouchpoint({seq: 2 ** 31}), aTouchpoint()]);
    expect([status, body.stored, body.refused.length]).toEqual([200, 1, 1]);
  });

  it.each(['/v1/customers/%zz/timeline', '/%', `/v1/customers/${'x'.repeat(120)}/timeline`])(
    'F27: the path %s is answered from the table',
    async (path) => {
      const answer = await shop.ask(path, {token: await shop.token()});
      isFair(answer);
      expect([400, 404]).toContain(answer.status);
    },
  );

  it('F27: a token for a customer whom no database could name opens nothing', async () => {
    for (const name of ['\u0000', '\ud800', "'", '%00']) {
      const limited = await shop.ask('/v1/tokens', {
        token: shop.secretKey,
        body: {agent: 'a', customer: name},
      });
      isFair(limited);
      const {token: granted} = limited.body;
      if (granted) isFair(await shop.ask(`/v1/customers/${customer}/timeline`, {token: granted}));
    }
  });
});
