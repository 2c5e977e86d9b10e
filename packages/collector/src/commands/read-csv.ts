import type {Readable} from 'node:stream';

/** Characters. One quote too many would make one row of the rest of the file. */
const longestRow = 16 * 1024 * 1024;

/** A row by its columns' names; a row that ends early has no value for the last of them. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * The rows of a table in CSV (RFC 4180), some at a time, as the file is read. The first row names the
 * columns; values beyond them are passed over, and so are empty lines.
 *
 * @throws Error - where a quote is not closed, or text follows one that is; with the row's number.
 */
export async function* readCsv(input: Readable): AsyncGenerator<CsvRow[]> {
  let columns: string[] | undefined;
  let rest = '';
  let number = 0;
  const rowsOf = (text: string, isLast: boolean): CsvRow[] => {
    const rows: CsvRow[] = [];
    let at = 0;
    while (at < text.length) {
      const line = lineAt(text, at, isLast, number + 1);
      if (!line) break;
      at = line.next;
      if (!line.cells) continue;
      number += 1;
      if (columns) rows.push(rowOf(columns, line.cells));
      else columns = line.cells;
    }
    rest = text.slice(at);
    if (rest.length > longestRow)
      throw new Error(`Row ${number + 1} of the file has no end: is a quote not closed?`);
    return rows;
  };

  input.setEncoding('utf8');
  let isFirst = true;
  for await (const chunk of input) {
    const text = rest + String(chunk);
    yield rowsOf(isFirst ? text.replace(/^\ufeff/, '') : text, false);
    isFirst &&= text === ''; // Half of a sign is no text yet.
  }
  yield rowsOf(rest, true);
}

const rowOf = (columns: readonly string[], cells: readonly string[]): CsvRow => {
  const row: Record<string, string> = {};
  const {length} = cells.length < columns.length ? cells : columns;
  for (let index = 0; index < length; index += 1) row[columns[index]!] = cells[index]!;
  return row;
};

interface Line {
  /** Nothing: the line is empty. */
  readonly cells?: string[];
  readonly next: number;
}

/** The line that begins here; nothing if more of the file is needed to see its end. */
const lineAt = (text: string, at: number, isLast: boolean, number: number): Line | undefined => {
  const end = text.indexOf('\n', at);
  if (end === -1 && !isLast) return undefined;
  const line = end === -1 ? text.slice(at) : text.slice(at, end);
  // Most lines hold no quote: these are split, which is many times faster than going sign by sign.
  if (line.includes('"')) return quotedLineAt(text, at, isLast, number);
  const next = end === -1 ? text.length : end + 1;
  const plain = line.endsWith('\r') ? line.slice(0, -1) : line;
  return plain === '' ? {next} : {cells: plain.split(','), next};
};

const quotedLineAt = (
  text: string,
  start: number,
  isLast: boolean,
  number: number,
): Line | undefined => {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    let cell: string;
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      if (close === -1 || (close === text.length - 1 && !isLast)) {
        if (isLast) throw new Error(`Row ${number} of the file: a quote is not closed.`);
        return undefined;
      }
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    } else {
      const end = endOfCell(text, at);
      if (end === text.length && !isLast) return undefined;
      cell = text.slice(at, end);
      at = end;
    }
    cells.push(cell);
    if (text[at] === ',') at += 1;
    else if (text[at] === '\r' && text[at + 1] === '\n') return {cells, next: at + 2};
    else if (text[at] === '\n') return {cells, next: at + 1};
    else if (at >= text.length || (text[at] === '\r' && at === text.length - 1))
      return isLast ? {cells, next: text.length} : undefined;
    else throw new Error(`Row ${number} of the file: text follows a closed quote.`);
  }
};

/** A quote that no other follows; -1 if there is none yet. */
const closingQuote = (text: string, from: number): number => {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
};

/** Where a cell without quotes around it ends: a quote within it is a sign as any other. */
const endOfCell = (text: string, from: number): number => {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1;
  return text[at] === '\n' && at > from && text[at - 1] === '\r' ? at - 1 : at;
};
