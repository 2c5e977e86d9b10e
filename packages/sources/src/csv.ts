import type {Identifier} from '@throughline/contracts';
import {instantOf} from './history.ts';
import type {Heard, Told} from './source.ts';

/** A column of the file, with what its values mean to us; or one value for all rows. */
export type Cell =
  | {readonly column: string; readonly values?: Readonly<Record<string, string>>}
  | {readonly value: string};

/** Which column is what. */
export interface CsvMap {
  readonly name: Cell;
  /** A column: ISO 8601, or s or ms since 1970; UTC unless it says otherwise. */
  readonly occurredAt: string;
  /** Columns by the kind of identifier, best first: `{"user": "customer_id"}`. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** @defaultValue `{"value": "web"}` */
  readonly channel?: Cell;
  readonly sessionId?: string;
  /** Columns by field, as `fields` of a touchpoint: `{"sku": "product_id", "price": "price"}`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Fields that are the same for all rows: `{"currency": "EUR"}`. */
  readonly constants?: Readonly<Record<string, string | number | boolean>>;
  /** Columns that, with the name, tell a row from all others for ever. @defaultValue all of them */
  readonly key?: readonly string[];
}

/** A map that was read from a file, or what is wrong with it. */
export const csvMapOf = (value: unknown, columns: readonly string[]): CsvMap | string => {
  if (!isRecord(value)) return 'The map is not a JSON object.';
  const known = [
    'name',
    'occurredAt',
    'identifiers',
    'channel',
    'sessionId',
    'fields',
    'constants',
    'key',
  ];
  const strange = Object.keys(value).find((key) => !known.includes(key));
  if (strange !== undefined) return `The map has no "${strange}"; it has ${known.join(', ')}.`;
  const map = value as unknown as CsvMap;
  if (!isCell(map.name)) return 'name: is {"column": "..."} or {"value": "..."}';
  if (map.channel !== undefined && !isCell(map.channel))
    return 'channel: is {"column": "..."} or {"value": "..."}';
  if (typeof map.occurredAt !== 'string') return 'occurredAt: is the name of a column';
  if (!isColumns(map.identifiers) || Object.keys(map.identifiers).length === 0)
    return 'identifiers: are columns by kind, such as {"user": "customer_id"}';
  if (map.fields !== undefined && !isColumns(map.fields)) return 'fields: are columns by field';
  if (map.key !== undefined && !Array.isArray(map.key)) return 'key: is a list of columns';
  const needed = columnsOf(map);
  const missing = needed.find((column) => !columns.includes(column));
  if (missing !== undefined)
    return `The file has no column "${missing}". It has ${columns.join(', ')}.`;
  const twice = needed.find((column) => columns.indexOf(column) !== columns.lastIndexOf(column));
  return twice === undefined ? map : `The file has more than one column "${twice}".`;
};

const columnsOf = (map: CsvMap): string[] => [
  ...[map.name, map.channel].flatMap((cell) => (cell && 'column' in cell ? [cell.column] : [])),
  map.occurredAt,
  ...Object.values(map.identifiers),
  ...(map.sessionId === undefined ? [] : [map.sessionId]),
  ...Object.values(map.fields ?? {}),
  ...(map.key ?? []),
];

/**
 * Reads the rows of a CSV file of the past, in their order. Rows that say the same are one, wherever
 * they come again; but side by side, of one instant, they are as many as there are.
 */
export const csvReader = (map: CsvMap): ((row: Readonly<Record<string, string>>) => Heard) => {
  const heardOf = rowReader(map);
  let instant: string | undefined;
  const seen = new Map<string, number>();
  return (row) => {
    if (row[map.occurredAt] !== instant) {
      instant = row[map.occurredAt];
      seen.clear();
    }
    // With its name: a file of orders and one of returns may have the same columns and values.
    const key = JSON.stringify([
      wordOf(map.name, row),
      ...(map.key?.map((column) => row[column]) ?? Object.values(row)),
    ]);
    const times = seen.get(key) ?? 0;
    if (!map.key) seen.set(key, times + 1);
    return heardOf(row, times === 0 ? key : `${key} ${times}`);
  };
};

/** What there is to know of the map is found once: a file has millions of rows. */
const rowReader = (map: CsvMap) => {
  const needed = columnsOf(map);
  const kinds = Object.entries(map.identifiers);
  const fieldColumns = Object.entries(map.fields ?? {});
  const channel = map.channel ?? {value: 'web'};
  return (row: Readonly<Record<string, string>>, key: string): Heard => {
    const identifiers: Identifier[] = [];
    for (const [kind, column] of kinds) {
      const value = row[column];
      if (value) identifiers.push({kind, value});
    }
    const refuse = (reason: string): Heard => ({
      touchpoints: [],
      unknown: [{reason, payload: row, identifiers}],
    });
    const missing = needed.find((column) => row[column] === undefined);
    if (missing !== undefined) return refuse(`${missing}: the row ends before it`);
    const occurredAt = instantOf(row[map.occurredAt]);
    if (occurredAt === undefined) return refuse(`${map.occurredAt}: is no instant`);
    if (identifiers.length === 0) return refuse('no column says who it was');
    const sessionId = map.sessionId === undefined ? '' : row[map.sessionId];
    const fields: Record<string, unknown> = {...map.constants};
    let hasFields = map.constants !== undefined;
    for (const [field, column] of fieldColumns) {
      const value = row[column];
      if (!value) continue;
      fields[field] = value;
      hasFields = true;
    }
    const told: Told = {
      key,
      name: read(map.name, row),
      occurredAt,
      channel: read(channel, row) as Told['channel'],
      identifiers,
      ...(sessionId && {sessionId}),
      ...(hasFields && {fields}),
    };
    return {touchpoints: [told], unknown: []};
  };
};

/** As the file says it. */
const wordOf = (cell: Cell, row: Readonly<Record<string, string>>): string =>
  'value' in cell ? cell.value : (row[cell.column] ?? '');

const read = (cell: Cell, row: Readonly<Record<string, string>>): string => {
  const word = wordOf(cell, row);
  const values = 'value' in cell ? undefined : cell.values;
  return values && Object.hasOwn(values, word) ? values[word]! : word;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isColumns = (value: unknown): boolean =>
  isRecord(value) && Object.values(value).every((column) => typeof column === 'string');
const isCell = (value: unknown): boolean =>
  isRecord(value) &&
  (typeof value['column'] === 'string' || typeof value['value'] === 'string') &&
  (value['values'] === undefined || isColumns(value['values']));
