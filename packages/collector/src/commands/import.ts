import {on} from 'node:events';
import {extname} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {Worker} from 'node:worker_threads';
import {LIMITS, TouchpointInput} from '@throughline/contracts';
import {Refusal} from '../errors.ts';
import {createIngest, type IngestInHalves} from '../ingest.ts';
import {openLive} from '../live.ts';
import type {IdentityPolicy} from '../store/identity-policy.ts';
import type {Delivery} from '../store/keep.ts';
import {openSecrets} from '../store/keys.ts';
import {openRegistry} from '../store/registry.ts';
import {
  CommandError,
  optionsOf,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Call,
  type Command,
} from './command.ts';
import type {Ask, Given, Said} from './history-thread.ts';
import type {History} from './read-history.ts';

export const importCommand: Command = {
  name: 'import',
  usage:
    '--tenant NAME [FILE] [--format jsonl|csv|xes|ocel] [--map MAP.json] [--identify TYPE=KIND]... [--activity ACTIVITY=NAME]... [--channel CHANNEL]',
  summary:
    'Keep what happened in the past, from a file (or stdin; .gz is unpacked): touchpoints as JSON lines; CSV with a map of its columns; XES, whose traces are customers (--identify trace=ticket); OCEL 2.0, whose objects of a type are (--identify customer=user). An activity of these is called by its words (Closed is closed) or as --activity says (--activity Closed=ticket_closed). Importing twice adds nothing: run it again to go on where it stopped. What cannot be read is in quarantine.',
  words: 1,
  options: {
    ...tenantOption,
    format: {type: 'string'},
    map: {type: 'string'},
    identify: {type: 'string', multiple: true},
    activity: {type: 'string', multiple: true},
    channel: {type: 'string'},
  },

  async run(call) {
    const history = historyOf(call);
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const {pepper} = await openSecrets(database);
      const live = await openLive(database);
      try {
        const registry = openRegistry(database);
        const ingest = createIngest(database, {
          pepper,
          changed: live.announce,
          registry,
          most: mostOfGroup,
        });
        const {folder} = database;
        const kept = await keepAll(
          {history, tenant: id, pepper, folder},
          {ingest, policyNow: () => registry.identityPolicy(id)},
        );
        const {erased, ...told} = kept;
        print(JSON.stringify(told));
        if (erased > 0)
          process.stderr.write(
            `Refused and not kept, since their customers asked to be forgotten: ${erased}.\n`,
          );
        if (kept.refused > erased)
          process.stderr.write(
            `What ${erased > 0 ? 'else ' : ''}was refused is in quarantine, with its reason: throughline quarantine list --tenant ${call.text('tenant')}\n`,
          );
      } finally {
        await live.close();
      }
    });
  },
};

const historyOf = (call: Call): History => {
  const [file] = call.words;
  const format = call.text('format') ?? formatOf(file);
  const {channel} = optionsOf(TouchpointInput.pick({channel: true}), {
    channel: call.text('channel') ?? 'crm',
  });
  const identify = pairsOf(call, 'identify', {
    pair: 'TYPE=KIND',
    example: 'customer=user',
    most: 32,
  });
  const names = pairsOf(call, 'activity', {
    pair: 'ACTIVITY=NAME',
    example: 'Closed=ticket_closed',
    most: LIMITS.nameLength,
  });
  const map = call.text('map');
  if (map !== undefined && format !== 'csv') throw new CommandError('--map is for --format csv.');
  for (const option of ['identify', 'activity'])
    if (call.list(option).length > 0 && format !== 'xes' && format !== 'ocel')
      throw new CommandError(`--${option} is for --format xes or ocel.`);
  const common = {file, identify, names, channel};
  switch (format) {
    case 'csv':
      if (map === undefined)
        throw new CommandError(
          'Say what the columns are: --map MAP.json (docs/sources/history.md).',
        );
      return {...common, format, map};
    case 'jsonl':
    case 'xes':
    case 'ocel':
      return {...common, format};
    default:
      throw new CommandError('--format is jsonl, csv, xes or ocel.');
  }
};

const formatOf = (file = '') => {
  if (/\.csv(\.gz)?$/i.test(file)) return 'csv';
  if (/\.xes(\.gz)?$/i.test(file)) return 'xes';
  if (/(ocel|\.jsonocel)(\.json)?(\.gz)?$/i.test(file)) return 'ocel';
  return 'jsonl';
};

const pairsOf = (
  call: Call,
  option: string,
  /** `most`: letters of what stands on the right. */
  {pair, example, most}: {pair: string; example: string; most: number},
): Record<string, string> =>
  Object.fromEntries(
    call.list(option).map((text) => {
      const [, theirs, ours] = /^(.+)=([a-z][a-z0-9_]*)$/.exec(text) ?? [];
      if (!theirs || !ours || ours.length > most)
        throw new CommandError(`--${option} is ${pair}, such as ${example}.`);
      return [theirs, ours];
    }),
  );

/** A store that is busy, or away for a while, is asked again: a file has time. */
const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let left = 60; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal) || error.retryAfter === undefined || left === 0) throw error;
      await sleep(error.retryAfter * 1000);
    }
  }
};

/** Deliveries on their way at the same time: while some are committed the next are judged. */
const atOnce = 20;
/**
 * Touchpoints of one transaction. A file goes to many weeks, each of which costs a statement its part;
 * whoever is new to the tenant meanwhile waits for it, some tenths of a second.
 */
const mostOfGroup = 2000;

const thread = new URL(`history-thread${extname(import.meta.url)}`, import.meta.url);

/** Keeps what a thread of its own reads and judges. */
const keepAll = async (
  given: Given,
  {ingest, policyNow}: {ingest: IngestInHalves; policyNow: () => Promise<IdentityPolicy>},
) => {
  const isPiped = given.history.file === undefined;
  const reader = new Worker(thread, {workerData: given, stdin: isPiped});
  if (isPiped) process.stdin.pipe(reader.stdin!);
  const totals = {stored: 0, duplicates: 0, refused: 0, erased: 0};
  const failing = new AbortController();
  const underWay = new Set<Promise<void>>();
  const ask = async () => {
    const {keepsAddresses} = await policyNow();
    reader.postMessage({keepsAddresses} satisfies Ask);
  };
  const keep = async (delivery: Delivery) => {
    const {stored, duplicates, refused} = await patiently(() =>
      ingest.judged(given.tenant, delivery),
    );
    totals.stored += stored;
    totals.duplicates += duplicates;
    totals.refused += refused.length;
    totals.erased += refused.filter(({code}) => code === 'customer_erased').length;
    // For who waits, not for a log, which would get a line of a thousand of them.
    if (process.stderr.isTTY)
      process.stderr.write(
        `\r${totals.stored} stored, ${totals.duplicates} already there, ${totals.refused} refused`,
      );
    await ask();
  };
  const readToEnd = async () => {
    const saying = on(reader, 'message', {signal: failing.signal, close: ['exit']});
    await Promise.all(Array.from({length: atOnce}, ask));
    for await (const [said] of saying as AsyncIterable<[Said]>) {
      if ('passedOver' in said) return said.passedOver;
      if ('failed' in said)
        throw said.isUsage ? new CommandError(said.failed) : new Error(said.failed);
      const done: Promise<void> = keep(said.delivery)
        .catch((error: unknown) => failing.abort(error))
        .finally(() => underWay.delete(done));
      underWay.add(done);
    }
    throw new Error('The file was not read to its end. Run it again to go on.');
  };
  try {
    const passedOver = await readToEnd();
    await Promise.all(underWay);
    failing.signal.throwIfAborted();
    if (process.stderr.isTTY) process.stderr.write('\n');
    return {...totals, ...(passedOver > 0 && {passedOver})};
  } catch (error) {
    throw failing.signal.aborted ? failing.signal.reason : error;
  } finally {
    await Promise.all(underWay);
    if (isPiped) process.stdin.destroy();
    await reader.terminate();
  }
};
