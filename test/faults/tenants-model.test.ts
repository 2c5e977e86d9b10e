// Random sequences of commands over tenants that hold the same people and the same ids, beside a
// model of what each must see. No answer to one ever holds the canary of another; what was
// acknowledged and not erased is shown.
import {randomUUID} from 'node:crypto';
import {uuidV7} from '@throughline/contracts';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../packages/collector/test/fixtures.ts';
import type {Collector} from '../../packages/collector/src/index.ts';
import {eraseCustomer} from '../../packages/collector/src/store/erase.ts';
import {tenantNamed} from '../../packages/collector/src/store/registry.ts';
import {CYCLES, SEED} from './stores.ts';

/** 10,000 in the long form. */
const SEQUENCES = Math.max(200, 50 * CYCLES);

/** One person as a tenant should see them. */
interface Person {
  readonly visitors: Set<string>;
  readonly ids: Set<string>;
}

/** What a tenant should hold. */
interface Expected {
  /** By visitor. */
  readonly people: Map<string, Person>;
  readonly erased: Set<string>;
}

interface Stream {
  text(): string;
  stop(): void;
}

interface Site extends TestCollector {
  readonly number: number;
  readonly canary: string;
}

/** One of a few touchpoints that every tenant may be sent, under the same id. */
interface Sendable {
  readonly id: string;
  readonly visitors: readonly string[];
  readonly occurredAt: number;
  /** Before any erasure of this sequence, so that an erased person does not come back by it. */
  readonly isLate: boolean;
}

interface Model {
  readonly expected: readonly Expected[];
}

interface Real {
  readonly sites: readonly Site[];
  readonly pool: readonly Sendable[];
  /** Customer ids as a tenant was told them, of any time. */
  readonly told: string[][];
  readonly streams: {site: number; stream: Stream; person: Person}[];
}

type Step = fc.AsyncCommand<Model, Real>;

let address: string;
/** A visitor's name in the sequence that runs: each has people of its own. */
let inSequence = (name: string): string => name;

/** No answer to a tenant holds what only another has. */
const expectOwn = ({sites}: Real, site: number, answer: unknown) => {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
  for (const [other, {canary}] of sites.entries())
    if (other !== site) expect(text).not.toContain(canary);
};

const step = (name: string, run: (model: Model, real: Real) => Promise<void>): Step => ({
  check: () => true,
  run,
  toString: () => name,
});

/** What the collector should make of it: joins who is named together, and refuses the erased. */
const keep = ({people, erased}: Expected, {id, visitors, isLate}: Sendable) => {
  if (isLate && visitors.some((visitor) => erased.has(visitor))) return 'erased';
  const found = new Set(visitors.flatMap((visitor) => people.get(visitor) ?? []));
  const person: Person = {
    visitors: new Set([...[...found].flatMap((one) => [...one.visitors]), ...visitors]),
    ids: new Set([...found].flatMap((one) => [...one.ids])),
  };
  for (const visitor of person.visitors) people.set(visitor, person);
  const isNew = !person.ids.has(id);
  person.ids.add(id);
  return isNew ? 'stored' : 'duplicate';
};

const touchpointsFor = ({canary}: Site, sendables: readonly Sendable[]) =>
  sendables.map(({id, visitors, occurredAt}) =>
    aTouchpoint({
      id,
      occurredAt,
      identifiers: visitors.map((value) => ({kind: 'anonymous', value})),
      page: {url: 'https://shop.example/', title: canary},
    }),
  );

const expectFates = (
  expected: Expected,
  sendables: readonly Sendable[],
  {stored, duplicates, refused}: {stored: number; duplicates: number; refused: unknown[]},
) => {
  const fates = sendables.map((each) => keep(expected, each));
  const count = (fate: string) => fates.filter((each) => each === fate).length;
  expect({stored, duplicates, erased: refused.length}).toEqual({
    stored: count('stored'),
    duplicates: count('duplicate'),
    erased: count('erased'),
  });
};

const send = (site: number, indices: readonly number[]) =>
  step(`send ${indices.join()} to ${site}`, async ({expected}, real) => {
    const sendables = indices.map((index) => real.pool[index]!);
    const {status, body} = await real.sites[site]!.send(
      touchpointsFor(real.sites[site]!, sendables),
    );
    expect(status).toBe(200);
    expectOwn(real, site, body);
    expectFates(expected[site]!, sendables, body);
  });

const importPast = (site: number, indices: readonly number[]) =>
  step(`import ${indices.join()} into ${site}`, async ({expected}, real) => {
    const {collector, number} = real.sites[site]!;
    const sendables = indices.map((index) => real.pool[index]!);
    const result = await collector.services.ingest(number, {
      site: 'import',
      touchpoints: touchpointsFor(real.sites[site]!, sendables),
      sentAt: Date.now(),
      receivedAt: Date.now(),
      history: true,
    });
    expectFates(expected[site]!, sendables, result);
  });

const find = async (real: Real, site: number, visitor: string, token?: string) => {
  const asking = real.sites[site]!;
  const answer = await asking.ask('/v1/customers/find', {
    token: token ?? (await asking.token()),
    body: {identifiers: [{kind: 'anonymous', value: visitor}]},
  });
  expectOwn(real, site, answer.body);
  if (answer.status === 200) real.told[site]!.push(answer.body.customer);
  return answer;
};

const look = (site: number, name: string) =>
  step(`find ${name} in ${site}`, async ({expected}, real) => {
    const visitor = inSequence(name);
    const {status} = await find(real, site, visitor);
    expect(status).toBe(expected[site]!.people.has(visitor) ? 200 : 404);
  });

/** Walks a timeline in pages; gives back its ids, or undefined where there is none. */
const pages = async (real: Real, site: number, customer: string, token: string, limit = 3) => {
  const ids: string[] = [];
  let next: string | null = '';
  while (next !== null) {
    const {status, body}: Awaited<ReturnType<Site['ask']>> = await real.sites[site]!.ask(
      `/v1/customers/${customer}/timeline?limit=${limit}${next && `&before=${next}`}`,
      {token},
    );
    expectOwn(real, site, body);
    if (status !== 200) {
      expect([status, body.error.code]).toEqual([404, 'customer_not_found']);
      return undefined;
    }
    ids.push(...(body.touchpoints as {id: string}[]).map(({id}) => id));
    next = body.next as string | null;
  }
  return ids;
};

const timeline = (site: number, name: string) =>
  step(`timeline of ${name} in ${site}`, async ({expected}, real) => {
    const visitor = inSequence(name);
    const person = expected[site]!.people.get(visitor);
    const {status, body} = await find(real, site, visitor);
    expect(status).toBe(person ? 200 : 404);
    if (!person) return;
    const ids = await pages(real, site, body.customer, await real.sites[site]!.token());
    expect(ids?.toSorted()).toEqual([...person.ids].toSorted());
  });

const askForOthers = (site: number, other: number) =>
  step(`${site} asks for everybody of ${other}`, async (_, real) => {
    if (site === other) return;
    const token = await real.sites[site]!.token();
    for (const customer of real.told[other]!.slice(-3)) {
      expect(await pages(real, site, customer, token)).toBeUndefined();
      const limited = await real.sites[site]!.token({customer});
      expect(await pages(real, site, customer, limited)).toBeUndefined();
    }
  });

const limited = (site: number, name: string, other: string) =>
  step(`a token for ${name} in ${site} looks at ${other}`, async ({expected}, real) => {
    const [visitor, wanted] = [inSequence(name), inSequence(other)];
    const {people} = expected[site]!;
    const {status, body} = await find(real, site, visitor);
    if (status !== 200) return;
    const token = await real.sites[site]!.token({customer: body.customer});
    const isSame = people.get(visitor) === people.get(wanted);
    const found = await find(real, site, wanted, token);
    expect(found.status).toBe(isSame ? 200 : 404);
    const of = await find(real, site, wanted);
    if (of.status !== 200) return;
    const ids = await pages(real, site, of.body.customer, token, 50);
    expect(ids?.length).toBe(isSame ? people.get(wanted)!.ids.size : undefined);
  });

const erase = (site: number, name: string) =>
  step(`erase ${name} in ${site}`, async ({expected}, real) => {
    const visitor = inSequence(name);
    const {people, erased} = expected[site]!;
    const person = people.get(visitor);
    const {status, body} = await find(real, site, visitor);
    expect(status).toBe(person ? 200 : 404);
    if (!person) return;
    const {collector, number} = real.sites[site]!;
    const {touchpoints} = await eraseCustomer(
      collector.services.database,
      number,
      body.customer as string,
    );
    expect(touchpoints).toBe(person.ids.size);
    for (const each of person.visitors) {
      erased.add(each);
      people.delete(each);
    }
  });

/** Follows a customer; what it hears is looked at when the sequence is over. */
const follow = (site: number, name: string) =>
  step(`follow ${name} in ${site}`, async ({expected}, real) => {
    const visitor = inSequence(name);
    const person = expected[site]!.people.get(visitor);
    if (!person || real.streams.length > 0) return;
    const {body} = await find(real, site, visitor);
    const end = new AbortController();
    const response = await fetch(`${address}/v1/customers/${body.customer}/live`, {
      headers: {authorization: `Bearer ${await real.sites[site]!.token()}`},
      signal: end.signal,
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? '';
    const reading = async () => {
      for (;;) {
        const {value, done} = await reader.read();
        if (done) return;
        text += value;
      }
    };
    void reading().catch(() => {}); // It ends by being aborted.
    real.streams.push({site, person, stream: {text: () => text, stop: () => end.abort()}});
    // Something new for it to hear, in every tenant at once.
    const fresh = {...real.pool[0]!, id: uuidV7(Date.now()), visitors: [visitor], isLate: false};
    fresh.occurredAt = Date.now() + 60_000;
    for (const [index, one] of real.sites.entries()) {
      const answer = await one.send(touchpointsFor(one, [fresh]));
      expectFates(expected[index]!, [fresh], answer.body);
    }
    const deadline = Date.now() + 60_000;
    while (!text.includes(fresh.id) && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(text).toContain(fresh.id);
  });

describe('tenants beside a model of them', () => {
  let store: TestDatabase;
  let collector: Collector;
  let sites: Site[];
  beforeAll(async () => {
    store = await embeddedDatabase();
    collector = await aCollector(store.database);
    address = await collector.listen({port: 0, host: '127.0.0.1'});
    sites = await Promise.all(
      Array.from({length: 3}, async () => {
        const site = await aTenantOf(collector);
        const {id} = (await tenantNamed(store.database, site.tenant))!;
        return {...site, number: id, canary: `canary-${randomUUID()}`};
      }),
    );
  });
  afterAll(async () => {
    await collector?.close();
    await store?.close();
  });

  const site = fc.nat(2);
  const names = ['a', 'b', 'c', 'd'];
  const visitor = fc.constantFrom(...names);
  const indices = fc.uniqueArray(fc.nat(11), {minLength: 1, maxLength: 5});
  const steps = [
    fc.tuple(site, indices).map((args) => send(...args)),
    fc.tuple(site, indices).map((args) => send(...args)),
    fc.tuple(site, indices).map((args) => importPast(...args)),
    fc.tuple(site, visitor).map((args) => look(...args)),
    fc.tuple(site, visitor).map((args) => timeline(...args)),
    fc.tuple(site, visitor).map((args) => timeline(...args)),
    fc.tuple(site, site).map((args) => askForOthers(...args)),
    fc.tuple(site, visitor, visitor).map((args) => limited(...args)),
    fc.tuple(site, visitor).map((args) => erase(...args)),
    fc.tuple(site, visitor).map((args) => follow(...args)),
  ];

  it(`show only their own, and all of it, in ${SEQUENCES} sequences`, async () => {
    let sequence = 0;
    let commands = 0;
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, {maxCommands: 12}), async (all) => {
        // The same sequence may run again while it is made smaller: with people of its own.
        sequence += 1;
        const run = sequence;
        inSequence = (name) => `${name}-${run}`;
        const now = Date.now();
        const named = (which: readonly string[]) => which.map(inSequence);
        const pool = Array.from({length: 12}, (_, n): Sendable => {
          const isLate = n % 4 !== 3;
          const which = n % 6 === 5 ? [names[n % 4]!, names[(n + 1) % 4]!] : [names[n % 4]!];
          const occurredAt = now + (isLate ? -3_600_000 : 120_000) + n;
          return {id: uuidV7(now + n), visitors: named(which), occurredAt, isLate};
        });
        const real: Real = {
          sites: sites.map((one) => ({...one})),
          pool,
          told: sites.map(() => []),
          streams: [],
        };
        const model: Model = {
          expected: sites.map(() => ({people: new Map(), erased: new Set()})),
        };
        await fc.asyncModelRun(() => ({model, real}), all);
        commands += [...all].length;
        for (const {site: index, stream} of real.streams) {
          stream.stop();
          expectOwn(real, index, stream.text());
        }
        // Whatever was done before: everybody is shown as they should be.
        for (const [index, {people}] of model.expected.entries()) {
          for (const person of new Set(people.values())) {
            const {body} = await find(real, index, [...person.visitors][0]!);
            const token = await real.sites[index]!.token();
            const ids = await pages(real, index, body.customer as string, token, 50);
            expect(ids?.toSorted()).toEqual([...person.ids].toSorted());
          }
        }
      }),
      {numRuns: SEQUENCES, seed: SEED},
    );
    console.log(`${sequence} sequences, ${commands} commands, no canary seen`);
  });
});
