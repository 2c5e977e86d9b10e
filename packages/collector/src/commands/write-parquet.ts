import {ByteWriter, ParquetWriter, type SchemaElement} from 'hyparquet-writer';
import {version} from '../version.ts';
import {columns, type Column} from './columns.ts';
import type {Writer} from './exported.ts';

/** A group of rows is in memory while it is written: so many at most, and so many bytes of JSON. */
const groupRows = 10_000;
const groupBytes = 16 * 1024 ** 2;

/** Typed columns; groups of rows leave as they are full, and what tells where they lie comes last. */
export const writeParquet: Writer = async function* (journeys, call) {
  const all = columns({withAddresses: call.flag('addresses')});
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: [{name: 'touchpoints', num_children: all.length}, ...all.map(elementOf)],
    createdBy: `throughline ${version()}`,
  });
  const taken = () => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0; // Its offset goes on: it is that of the file.
    return piece;
  };
  let data = all.map((): unknown[] => []);
  let size = 0;
  const group = async () => {
    await file.write({
      columnData: all.map(({name, type}, index) => ({
        name,
        data: data[index]!,
        // The least and the greatest of all JSON say nothing, and would be kept whole.
        statistics: type !== 'json',
      })),
      rowGroupSize: groupRows,
    });
    data = all.map(() => []);
    size = 0;
    return taken();
  };
  for await (const journey of journeys) {
    for (const touchpoint of journey.touchpoints) {
      for (const [index, {type, of}] of all.entries()) {
        const value = of(touchpoint, journey);
        if (type === 'json') size += JSON.stringify(value).length;
        data[index]!.push(valueOf(value, type));
      }
      if (data[0]!.length >= groupRows || size >= groupBytes) yield await group();
    }
  }
  if (data[0]!.length > 0) yield await group();
  await file.finish();
  yield taken();
};

const types: Readonly<Record<Column['type'], Partial<SchemaElement>>> = {
  text: {type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: {type: 'STRING'}},
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: {type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS'},
  },
  minor: {type: 'INT64'},
  number: {type: 'DOUBLE'},
  json: {type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: {type: 'JSON'}},
};

const elementOf = ({name, type}: Column): SchemaElement => ({
  name,
  repetition_type: 'OPTIONAL',
  ...types[type],
});

const valueOf = (value: ReturnType<Column['of']>, type: Column['type']): unknown => {
  if (value === undefined) return null;
  if (typeof value !== 'number') return value;
  if (type === 'instant') return new Date(value);
  return type === 'minor' ? BigInt(value) : value;
};
