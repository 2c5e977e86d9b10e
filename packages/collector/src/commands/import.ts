import {open, readFile} from 'node:fs/promises';
import type {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {setTimeout as sleep} from 'node:timers/promises';
import {createGunzip} from 'node:zlib';
import {LIMITS, TouchpointInput} from '@throughline/contracts';
import {
  csvMapOf,
  csvReader,
  heardOfOcel,
  heardOfXes,
  type Heard,
  type Ocel,
} from '@throughline/sources';
import {Refusal} from '../errors.ts';
import {createIngest, type Arrival, type Ingest} from '../ingest.ts';
import {openLive} from '../live.ts';
import {openSecrets} from '../store/keys.ts';
import {touchpointOf} from '../told.ts';
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
import {isGzipError} from './gzip-error.ts';
import {readCsv} from './read-csv.ts';
import {jsonOf} from './read-json.ts';
import {readLines} from './read-lines.ts';
import {readXes} from './read-xes.ts';

export const importCommand: Command = {
  name: 'import',
  usage:
    '--tenant NAME [FILE] [--format jsonl|csv|xes|ocel] [--map MAP.json] [--identify TYPE=KIND]... [--channel CHANNEL]',
  summary:
    'Keep what happened in the past, from a file (or stdin; .gz is unpacked): touchpoints as JSON lines; CSV with a map of its columns; XES, whose traces are customers (--identify trace=ticket); OCEL 2.0, whose objects of a type are (--identify customer=user). Importing twice adds nothing: run it again to go on where it stopped. What cannot be read is in quarantine.',
  words: 1,
  options: {
    ...tenantOption,
    format: {type: 'string'},
    map: {type: 'string'},
    identify: {type: 'string', multiple: true},
    channel: {type: 'string'},
  },

  async run(call) {
    const heard = historyOf(call);
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const {pepper} = await openSecrets(database);
      const live = await openLive(database);
      try {
        const ingest = createIngest(database, {pepper, changed: live.announce, most: mostOfGroup});
        print(JSON.stringify(await keepAll(heard, ingest, id).catch(explained)));
      } finally {
        await live.close();
      }
    });
  },
};

const explained = (error: unknown): never => {
  if (!isGzipError(error)) throw error;
  throw new Error(
    `The file is not gzip, or not all of it is there (${error.message}). Import it again when it is: what came before is kept, and kept once.`,
    {cause: error},
  );
};

/** What the way in takes of a piece of a file. */
interface Piece extends Pick<Arrival, 'touchpoints' | 'unknown' | 'crawler'> {
  /** Lines of an export that are no touchpoints. */
  readonly passedOver?: number;
}

const historyOf = (call: Call): AsyncIterable<Piece> => {
  const [file] = call.words;
  const format = call.text('format') ?? formatOf(file);
  const {channel} = optionsOf(TouchpointInput.pick({channel: true}), {
    channel: call.text('channel') ?? 'crm',
  });
  const identify = identifyOf(call);
  if (call.text('map') !== undefined && format !== 'csv')
    throw new CommandError('--map is for --format csv.');
  if (call.list('identify').length > 0 && format !== 'xes' && format !== 'ocel')
    throw new CommandError('--identify is for --format xes or ocel.');
  const input = () => inputOf(file);
  switch (format) {
    case 'jsonl':
      return fromLines(input);
    case 'csv':
      return fromCsv(input, call.text('map'));
    case 'xes':
      return fromXes(input, {kind: identify['trace'] ?? 'ticket', channel});
    case 'ocel':
      return fromOcel(input, {identify, channel});
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

/** Opened when it is read: what fails then is thrown there. */
type Input = () => Promise<Readable>;

const inputOf = async (file: string | undefined): Promise<Readable> => {
  if (!file) return process.stdin;
  const bytes = (await open(file)).createReadStream();
  if (!file.endsWith('.gz')) return bytes;
  const plain = createGunzip();
  plain.on('error', (error) => bytes.destroy(error));
  bytes.on('error', (error) => plain.destroy(error));
  return bytes.pipe(plain);
};

const identifyOf = (call: Call): Record<string, string> =>
  Object.fromEntries(
    call.list('identify').map((pair) => {
      const [, type, kind] = /^(.+)=([a-z][a-z0-9_]{0,31})$/.exec(pair) ?? [];
      if (!type || !kind) throw new CommandError('--identify is TYPE=KIND, such as customer=user.');
      return [type, kind];
    }),
  );

const pieceOf = (source: string, heard: readonly Heard[]): Piece => ({
  touchpoints: heard.flatMap(({touchpoints}) =>
    touchpoints.map((told) => touchpointOf(source, told)),
  ),
  unknown: heard.flatMap(({unknown}) => unknown),
});

async function* fromLines(input: Input): AsyncGenerator<Piece> {
  let isBegun = false;
  for await (const lines of readLines(await input())) {
    const found = lines.filter((line) => line.trim() !== '').map(parsed);
    // Of a file of another kind each line would be put into quarantine, where nobody knows whose it is.
    if (!isBegun && found.length > 0 && !isObject(found[0]))
      throw new CommandError(
        'The file is no JSON lines: its first is no object. Say what it is: --format csv, xes or ocel.',
      );
    isBegun ||= found.length > 0;
    const touchpoints = found.map(ofExport).filter((each) => each !== undefined);
    yield {
      touchpoints: touchpoints.filter((each) => !isCrawler(each)).map(asSent),
      passedOver: found.length - touchpoints.length,
    };
    const crawlers = touchpoints.filter(isCrawler).map(asSent);
    if (crawlers.length > 0) yield {touchpoints: crawlers, crawler: true};
  }
}

/** A line that is no JSON goes to quarantine as text, with all else that breaks the contract. */
const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
};

/** The touchpoint in a line; undefined where it is another line of an export, which says what it is. */
const ofExport = (line: unknown): unknown => {
  if (!isObject(line) || typeof line['what'] !== 'string') return line;
  if (line['what'] === 'touchpoint') return line['touchpoint'];
  return otherLines.has(line['what']) ? undefined : line;
};
const otherLines = new Set(['customer', 'journey', 'quarantine', 'look']);

const isCrawler = (touchpoint: unknown) => isObject(touchpoint) && touchpoint['crawler'] === true;

/** Without what the collector has added to a touchpoint when it was kept, and adds again. */
const asSent = (touchpoint: unknown): unknown => {
  if (!isObject(touchpoint)) return touchpoint;
  const {clocks: _, crawler, ...sent} = touchpoint;
  return crawler === undefined || crawler === true ? sent : {...sent, crawler};
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function* fromCsv(input: Input, mapFile: string | undefined): AsyncGenerator<Piece> {
  if (!mapFile)
    throw new CommandError('Say what the columns are: --map MAP.json (docs/sources/history.md).');
  const given = jsonOf(await readFile(mapFile, 'utf8'), mapFile);
  let read: ReturnType<typeof csvReader> | undefined;
  for await (const rows of readCsv(await input())) {
    if (!rows[0]) continue;
    if (!read) {
      const checked = csvMapOf(given, Object.keys(rows[0]));
      if (typeof checked === 'string') throw new CommandError(`${mapFile}: ${checked}`);
      read = csvReader(checked);
    }
    yield pieceOf('csv', rows.map(read));
  }
}

async function* fromXes(
  input: Input,
  options: Parameters<typeof heardOfXes>[1],
): AsyncGenerator<Piece> {
  for await (const events of readXes(await input()))
    yield pieceOf(
      'xes',
      events.map((event) => heardOfXes(event, options)),
    );
}

async function* fromOcel(
  input: Input,
  options: Parameters<typeof heardOfOcel>[1],
): AsyncGenerator<Piece> {
  const log = parsed(await text(await input()));
  if (!isOcel(log)) {
    throw new CommandError(
      'The file is no OCEL 2.0 in JSON, or not all of it is there: it has no events and objects.',
    );
  }
  const types = new Set(log.objects.map(({type}) => type));
  const identify = Object.keys(options.identify).filter((type) => types.has(type));
  if (identify.length === 0) {
    throw new CommandError(
      `Say whose the events are: --identify TYPE=KIND. The types are: ${[...types].join(', ')}.`,
    );
  }
  yield pieceOf('ocel', [heardOfOcel(log, options)]);
}

/** Its events are looked at one by one: what one of them lacks is its own matter. */
const isOcel = (log: unknown): log is Ocel =>
  isObject(log) &&
  Array.isArray(log['events']) &&
  Array.isArray(log['objects']) &&
  log['objects'].every(
    (each) => isObject(each) && typeof each['id'] === 'string' && typeof each['type'] === 'string',
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

/** Batches on their way at the same time: while some are committed the next are judged. */
const atOnce = 20;
/**
 * Touchpoints of one transaction. A file goes to many weeks, each of which costs a statement its part;
 * whoever is new to the tenant meanwhile waits for it, some tenths of a second.
 */
const mostOfGroup = 2000;

/** History's clock is its own: `occurredAt` is taken as it stands, however old. */
const keepAll = async (history: AsyncIterable<Piece>, ingest: Ingest, tenant: number) => {
  const totals = {stored: 0, duplicates: 0, refused: 0};
  const underWay = new Set<Promise<void>>();
  let failure: unknown;
  const keep = async (piece: Piece) => {
    const now = Date.now();
    const arrival = {site: 'import', ...piece, sentAt: now, receivedAt: now};
    const {stored, duplicates, refused} = await patiently(() =>
      ingest(tenant, {...arrival, history: true, wordOf: 'tenant'}),
    );
    totals.stored += stored;
    totals.duplicates += duplicates;
    totals.refused += refused.length;
    process.stderr.write(
      `\r${totals.stored} stored, ${totals.duplicates} already there, ${totals.refused} refused`,
    );
  };
  const begin = async (piece: Piece) => {
    const done = keep(piece)
      .catch((error: unknown) => (failure ??= error))
      .finally(() => underWay.delete(done)) as Promise<void>;
    underWay.add(done);
    if (underWay.size >= atOnce) await Promise.race(underWay);
    if (failure) throw failure;
  };

  const people: unknown[] = [];
  const crawlers: unknown[] = [];
  const unknown: NonNullable<Piece['unknown']>[number][] = [];
  let passedOver = 0;
  for await (const piece of history) {
    for (const each of piece.unknown ?? []) unknown.push(each);
    passedOver += piece.passedOver ?? 0;
    const touchpoints = piece.crawler ? crawlers : people;
    for (const touchpoint of piece.touchpoints) {
      touchpoints.push(touchpoint);
      if (touchpoints.length === LIMITS.batch)
        await begin({
          touchpoints: touchpoints.splice(0),
          unknown: unknown.splice(0, LIMITS.batch),
          crawler: touchpoints === crawlers,
        });
    }
  }
  while (people.length + unknown.length > 0)
    await begin({touchpoints: people.splice(0), unknown: unknown.splice(0, LIMITS.batch)});
  if (crawlers.length > 0) await begin({touchpoints: crawlers, crawler: true});
  await Promise.all(underWay);
  if (failure) throw failure;
  process.stderr.write('\n');
  return {...totals, ...(passedOver > 0 && {passedOver})};
};
