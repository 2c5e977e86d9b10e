import {pipeline, type Readable} from 'node:stream';
import {CsvError, parse} from 'csv-parse';

/** Characters. One quote too many would make one row of the rest of the file. */
const longestRow = 16 * 1024 * 1024;

/** Rows that are handed on together. */
const some = 500;

/** A row by its columns' names; a row that ends early has no value for the last of them. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * The rows of a table in CSV (RFC 4180), some at a time, as the file is read. The first row names the
 * columns; values beyond them are passed over, and so are empty lines.
 *
 * @param begin - Is given the columns before any row; what it throws ends the reading.
 * @throws Error - where a quote is not closed, with the line's number.
 */
export async function* readCsv(
  input: Readable,
  begin: (columns: string[]) => void = () => {},
): AsyncGenerator<CsvRow[]> {
  const parser = parse({
    bom: true,
    columns: (names: string[]) => {
      begin(names);
      return names;
    },
    max_record_size: longestRow,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  pipeline(input, parser, () => {}); // What fails is thrown where it is read.
  let rows: CsvRow[] = [];
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) {
      if (rows.push(row) < some) continue;
      yield rows;
      rows = [];
    }
  } catch (error) {
    throw error instanceof CsvError ? new Error(`The file is no CSV: ${error.message}`) : error;
  }
  yield rows;
}
