// What every log in front of the store must do, over each kind there is.
import {mkdtempSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {uuidV7} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {Entry, EventLog} from '../../packages/collector/src/event-log/event-log.ts';
import {openJetStream} from '../../packages/collector/src/event-log/jetstream.ts';
import {openSpool} from '../../packages/collector/src/event-log/spool.ts';
import {dataFolder, throughline} from '../e2e/processes.ts';
import {hasNats, startNats, type Nats} from './nats.ts';

const kinds = [
  'spool',
  ...(hasNats() ? ['JetStream on one server', 'JetStream on three servers'] : []),
];
if (kinds.length === 1) console.log('skipped: JetStream, there is no nats-server here');

const anEntry = (tenant = 1, text = ''): Entry => ({
  id: uuidV7(Date.now()),
  tenant,
  delivery: {
    site: 'main',
    accepted: [],
    quarantined: [
      {
        code: 'invalid_touchpoint',
        reason: 'generated',
        body: JSON.stringify({text: `“naïve”\n\u2028 ${text}`}),
        visitors: ['anonymous:hash'],
        occurredAt: undefined,
        sentAt: 1,
        receivedAt: 2,
      },
    ],
  },
});

/** An entry as it comes back from JSON. */
const plain = (entry: Entry): Entry => JSON.parse(JSON.stringify(entry)) as Entry;

describe.each(kinds)('%s', (kind) => {
  let nats: Nats | undefined;
  let folder: string;
  let streams = 0;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-log-'));
    if (kind !== 'spool') nats = await startNats({nodes: kind.endsWith('three servers') ? 3 : 1});
  });
  afterAll(async () => {
    await nats?.remove();
    await rm(folder, {recursive: true, force: true});
  });

  /** A log of its own for each test; opened again, the same one. */
  const place = () => {
    const name = `test-${(streams += 1)}`;
    return (options: {mostBytes?: number} = {}): Promise<EventLog> =>
      nats
        ? openJetStream({url: `${nats.url}/${name}`, ...options})
        : openSpool({folder: join(folder, name), segmentMs: 200, ...options});
  };

  /** What a log hands over, by id, from when `count` have come. */
  const taken = async (log: EventLog, count: number): Promise<Map<string, Entry>> => {
    const entries = new Map<string, Entry>();
    log.deliver(async (entry) => {
      entries.set(entry.id, entry);
    });
    while (entries.size < count) await sleep(10);
    await sleep(100); // And no more.
    return entries;
  };

  it('hands over what was appended, as it was, and forgets it then', async () => {
    const open = place();
    const log = await open();
    const entries = Array.from({length: 50}, (_, n) => anEntry(n + 1, String(n)));
    await Promise.all(entries.map((entry) => log.append(entry)));
    const got = await taken(log, 50);
    expect(got).toEqual(new Map(entries.map((entry) => [entry.id, plain(entry)])));
    const late = anEntry();
    await log.append(late);
    while (got.size < 51) await sleep(10);
    expect(got.get(late.id)).toEqual(plain(late));
    await sleep(500);
    await log.close();

    const again = await open();
    const rest: Entry[] = [];
    again.deliver(async (entry) => {
      rest.push(entry);
    });
    await sleep(500);
    await again.close();
    // A spool may hand over once more what lies in a file that was not full.
    if (nats) expect(rest).toEqual([]);
    expect(rest.filter(({id}) => ![...entries, late].some((entry) => entry.id === id))).toEqual([]);
  });

  it('hands over to the next who opens it what was not kept', async () => {
    const open = place();
    const log = await open();
    const entries = Array.from({length: 20}, () => anEntry());
    await Promise.all(entries.map((entry) => log.append(entry)));
    let handed = 0;
    log.deliver(() => {
      handed += 1;
      return new Promise(() => {}); // The store is away.
    });
    while (handed < 20) await sleep(10);
    expect(log.waiting().entries).toBe(20);
    await log.close();

    const next = await open();
    const got = await taken(next, 20);
    expect(new Set(got.keys())).toEqual(new Set(entries.map(({id}) => id)));
    expect(next.waiting().entries).toBe(0);
    await next.close();
  });

  it.runIf(kind !== 'spool')('goes on when its consumer was taken away', async () => {
    const log = await place()();
    const entries = [anEntry(), anEntry()] as const;
    await log.append(entries[0]);
    const got = await taken(log, 1);
    await nats!.forgetConsumers(`test-${streams}`);
    await log.append(entries[1]);
    for (const end = Date.now() + 60_000; got.size < 2 && Date.now() < end;) await sleep(50);
    expect([...got.keys()]).toEqual(entries.map(({id}) => id));
    await log.close();
  });

  it.runIf(kind !== 'spool')('is no stream that somebody else has made otherwise', async () => {
    await nats!.make({name: 'theirs', subjects: ['theirs.>']});
    await nats!.make({name: 'more', subjects: ['taken.>']});
    const opened = async (stream: string) =>
      openJetStream({url: `${nats!.url}/${stream}`}).then(
        () => '',
        (error: Error) => error.message,
      );
    expect(await opened('theirs')).toContain(
      'subject theirs.touchpoints, retention workqueue, storage file, discard new',
    );
    expect(await opened('taken')).toContain('The log taken cannot be used: ');
    for (const url of [`${nats!.url}/my.stream`, 'nats://user:50%@localhost'])
      await expect(openJetStream({url})).rejects.toThrow('is named as nats://USER:PASSWORD@');
  });

  it('refuses what there is no room for, and keeps the rest', async () => {
    const log = await place()({mostBytes: 100_000});
    await log.ready();
    const text = 'x'.repeat(1000);
    const outcomes = [];
    for (let n = 0; n < 150; n += 1) {
      const entry = anEntry(1, text);
      outcomes.push(
        await log.append(entry).then(
          () => entry.id,
          (error: {code: string}) => error.code,
        ),
      );
    }
    const kept = outcomes.filter((outcome) => outcome.length === 36);
    expect(new Set(outcomes.filter((outcome) => outcome.length !== 36))).toEqual(
      new Set(['overloaded']),
    );
    const got = await taken(log, kept.length);
    expect(new Set(got.keys())).toEqual(new Set(kept));
    await log.close();
  });

  it('takes a delivery of a megabyte, whole or in parts', async () => {
    const log = await place()();
    const [one] = anEntry(1, 'y'.repeat(20_000)).delivery.quarantined;
    const quarantined = Array.from({length: 50}, (_, n) => ({...one!, receivedAt: n}));
    await log.append({...anEntry(), delivery: {site: 'main', accepted: [], quarantined}});
    const got: Entry[] = [];
    log.deliver(async (entry) => {
      got.push(entry);
    });
    const all = () =>
      got.flatMap(({delivery}) => delivery.quarantined.map((each) => each.receivedAt));
    while (all().length < 50) await sleep(10);
    expect(all().toSorted((a, b) => a - b)).toEqual(quarantined.map((each) => each.receivedAt));
    await log.close();
  });
});

describe.runIf(hasNats())('a server that takes small messages alone', () => {
  let nats: Nats;
  beforeAll(async () => {
    nats = await startNats({nodes: 1, settings: 'max_payload: 16KB'});
  });
  afterAll(() => nats?.remove());

  it('is told of, and the command ends', async () => {
    const {data, remove} = await dataFolder();
    await expect(
      throughline('start', '--port', '0', '--data', data, '--log', `${nats.url}/small`),
    ).rejects.toThrow('take messages of 16384 bytes: set max_payload to 1MB');
    await remove();
  });
});
