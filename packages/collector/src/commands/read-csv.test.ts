import {Readable} from 'node:stream';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {readCsv, type CsvRow} from './read-csv.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

/** A file as it comes from a disk: in pieces that begin and end anywhere. */
const inPieces = (text: string, size: number) => {
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return Readable.from(pieces);
};
const read = async (text: string, size = 7): Promise<CsvRow[]> => {
  const rows: CsvRow[] = [];
  for await (const some of readCsv(inPieces(text, size))) rows.push(...some);
  return rows;
};

describe('readCsv', () => {
  it.each([
    ['lines of either ending, the last without', 'a,b\r\n1,2\n3,4', ['1 2', '3 4']],
    ['a byte order mark', '\ufeffa,b\n1,2\n', ['1 2']],
    ['quoted commas, quotes and line breaks', 'a,b\n"x,y","1 ""2""\r\n3"\n', ['x,y 1 "2"\r\n3']],
    ['a quote inside of a cell', 'a,b\n5" pipe,2\n', ['5" pipe 2']],
    ['empty lines', 'a,b\n\n1,2\n\r\n\n', ['1 2']],
    ['empty cells', 'a,b\n,\n"",2\n', [' ', ' 2']],
    ['more cells than columns', 'a,b\n1,2,3\n', ['1 2']],
    ['text behind a closed quote, as it stands', 'a,b\n"1"x,2\n', ['"1"x 2']],
    ['a quote as the last sign of the file', 'a,b\n1,"2"', ['1 2']],
  ])('reads %s', async (_, text, rows) => {
    for (const size of [1, 2, 3, 1000])
      expect((await read(text, size)).map(({a, b}) => `${a} ${b}`)).toEqual(rows);
  });

  it('leaves out what a row that ends early does not have', async () => {
    expect(await read('a,b\n1\n')).toEqual([{a: '1'}]);
  });

  it('says where a quote is not closed', async () => {
    await expect(read('a,b\n1,"2\n3,4\n')).rejects.toThrow(/Quote Not Closed.* at line 3/);
  });

  it('does not take the rest of a large file for one row', async () => {
    const text = `a,b\n1,"2\n${'3,4\n'.repeat(5_000_000)}`;
    await expect(read(text, 1024 * 1024)).rejects.toThrow(/Max Record Size/);
  });

  it('gives back what was written, wherever its pieces end', async () => {
    const cell = fc.string({unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', 'é', '🧭', ' ')});
    const table = fc.array(fc.tuple(cell, cell), {minLength: 1, maxLength: 6});
    await fc.assert(
      fc.asyncProperty(table, fc.integer({min: 1, max: 30}), async (cells, size) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = cells.map(([a, b]) => `${quoted(a)},${quoted(b)}\n`);
        expect(await read(`a,b\n${lines.join('')}`, size)).toEqual(cells.map(([a, b]) => ({a, b})));
      }),
    );
  });
});
