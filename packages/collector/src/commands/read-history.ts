import {open, readFile} from 'node:fs/promises';
import {pipeline, Transform, type Readable, type TransformCallback} from 'node:stream';
import {text} from 'node:stream/consumers';
import {createGunzip} from 'node:zlib';
import {LIMITS, type Channel} from '@throughline/contracts';
import {
  csvMapOf,
  csvReader,
  heardOfOcel,
  heardOfXes,
  type Heard,
  type Ocel,
} from '@throughline/sources';
import type {Arrival} from '../judge.ts';
import {touchpointOf} from '../told.ts';
import {CommandError} from './command.ts';
import {readCsv} from './read-csv.ts';
import {jsonOf} from './read-json.ts';
import {readLines} from './read-lines.ts';
import {readXes} from './read-xes.ts';

/** A file of the past, and what is to be known to read it. */
export type History = {
  /** @defaultValue stdin */
  readonly file: string | undefined;
  /** Kinds of identifiers by the types of XES or OCEL. */
  readonly identify: Readonly<Record<string, string>>;
  /** Our names for activities of XES or OCEL. */
  readonly names: Readonly<Record<string, string>>;
  readonly channel: Channel;
} & (
  | {readonly format: 'jsonl' | 'xes' | 'ocel'}
  /** `map` is the file that says which column is what. */
  | {readonly format: 'csv'; readonly map: string}
);

/** What the way in takes of a piece of a file. */
interface Piece extends Pick<Arrival, 'touchpoints' | 'unknown' | 'crawler'> {
  /** Lines of an export that are no touchpoints. */
  readonly passedOver?: number;
}

/**
 * A file's touchpoints, as many together as the way in takes at a time; what could not be read is
 * beside them.
 *
 * @throws CommandError - where the file is of another kind, or the map does not fit it.
 */
export async function* readHistory(history: History): AsyncGenerator<Piece> {
  const people: unknown[] = [];
  const crawlers: unknown[] = [];
  const unknown: NonNullable<Piece['unknown']>[number][] = [];
  for await (const piece of piecesOf(history)) {
    for (const each of piece.unknown ?? []) unknown.push(each);
    while (unknown.length >= LIMITS.batch)
      yield {touchpoints: [], unknown: unknown.splice(0, LIMITS.batch)};
    if (piece.passedOver) yield {touchpoints: [], passedOver: piece.passedOver};
    const touchpoints = piece.crawler ? crawlers : people;
    for (const touchpoint of piece.touchpoints) {
      touchpoints.push(touchpoint);
      if (touchpoints.length === LIMITS.batch)
        yield {
          touchpoints: touchpoints.splice(0),
          unknown: unknown.splice(0),
          crawler: touchpoints === crawlers,
        };
    }
  }
  if (people.length + unknown.length > 0) yield {touchpoints: people, unknown};
  if (crawlers.length > 0) yield {touchpoints: crawlers, crawler: true};
}

const piecesOf = (history: History): AsyncIterable<Piece> => {
  const {file, identify, names, channel} = history;
  const input = () => inputOf(file);
  switch (history.format) {
    case 'jsonl':
      return fromLines(input);
    case 'csv':
      return fromCsv(input, history.map);
    case 'xes':
      return fromXes(input, {kind: identify['trace'] ?? 'ticket', channel, names});
    case 'ocel':
      return fromOcel(input, {identify, channel, names});
  }
};

/** Opened when it is read: what fails then is thrown there. */
type Input = () => Promise<Readable>;

const inputOf = async (file: string | undefined): Promise<Readable> => {
  const bytes = file ? (await open(file)).createReadStream() : process.stdin;
  const packed = file && /\.gz$/i.test(file) ? [createGunzip()] : [];
  const text = inUtf8();
  pipeline([bytes, ...packed, text], () => {}); // What fails is thrown where it is read.
  return text;
};

/** Bytes as they are, while they are UTF-8: of others two names might be read as one. */
const inUtf8 = () => {
  const decoder = new TextDecoder('utf-8', {fatal: true});
  const check = (done: TransformCallback, bytes?: Buffer) => {
    try {
      decoder.decode(bytes, {stream: bytes !== undefined});
      done(null, bytes);
    } catch {
      done(
        new Error(
          'The file is not UTF-8. Import it again when it is: what came before is kept, and kept once.',
        ),
      );
    }
  };
  return new Transform({
    transform: (bytes: Buffer, _, done) => check(done, bytes),
    flush: (done) => check(done),
  });
};

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

async function* fromCsv(input: Input, mapFile: string): AsyncGenerator<Piece> {
  const given = jsonOf(await readFile(mapFile, 'utf8'), mapFile);
  let read: ReturnType<typeof csvReader>;
  const begin = (columns: string[]) => {
    const checked = csvMapOf(given, columns);
    if (typeof checked === 'string') throw new CommandError(`${mapFile}: ${checked}`);
    read = csvReader(checked);
  };
  for await (const rows of readCsv(await input(), begin))
    yield pieceOf(
      'csv',
      rows.map((row) => read(row)),
    );
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
