import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {isGzipError} from './gzip-error.ts';
import {readHistory} from './read-history.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
});
afterAll(async () => {
  await rm(folder, {recursive: true});
});

const given = {identify: {}, names: {}, channel: 'crm'} as const;
const map = {
  name: {value: 'order_completed'},
  occurredAt: 'when',
  identifiers: {user: 'who'},
};
const csv = async (content: string | Buffer, name = 'orders.csv') => {
  const [file, mapFile] = [join(folder, name), join(folder, 'map.json')];
  await Promise.all([writeFile(file, content), writeFile(mapFile, JSON.stringify(map))]);
  return readHistory({...given, format: 'csv', file, map: mapFile});
};
const all = async (pieces: ReturnType<typeof readHistory>) => {
  const who: string[] = [];
  const reasons: string[] = [];
  for await (const {touchpoints, unknown = []} of pieces) {
    for (const touchpoint of touchpoints as {identifiers: {value: string}[]}[])
      who.push(touchpoint.identifiers[0]!.value);
    for (const {reason} of unknown) reasons.push(reason);
  }
  return {who, reasons};
};

describe('a table of the past', () => {
  it('has the columns of its first line, and not those of its first row', async () => {
    const text = 'when,who,note\n2026-03-01\n2026-03-01,ada\n2026-03-02,bob,late\n';
    expect(await all(await csv(text))).toEqual({
      who: ['ada', 'bob'],
      reasons: ['who: the row ends before it'],
    });
  });

  it('has one column of each name', async () => {
    const pieces = await csv('when,who,who\n2026-03-01,ada,bob\n');
    await expect(all(pieces)).rejects.toThrow('The file has more than one column "who".');
  });

  it('hands on what it cannot read while it reads', async () => {
    const pieces = await csv(`when,who\n${'soon,ada\n'.repeat(1000)}2026-03-01,"ada`);
    expect((await pieces.next()).value).toMatchObject({unknown: {length: 500}});
    await expect(all(pieces)).rejects.toThrow('Quote Not Closed');
  });

  it('is not read in other letters than it is written in', async () => {
    const pieces = await csv(Buffer.from('when,who\n2026-03-01,J\u00f6rg\n', 'latin1'));
    await expect(all(pieces)).rejects.toThrow('The file is not UTF-8');
  });

  it('is unpacked, however it is named', async () => {
    const packed = gzipSync('when,who\n2026-03-01,ada\n');
    expect((await all(await csv(packed, 'ORDERS.CSV.GZ'))).who).toEqual(['ada']);
    const half = await csv(packed.subarray(0, 20), 'half.csv.gz');
    await expect(all(half)).rejects.toSatisfy(isGzipError);
  });
});

describe('a log of the past', () => {
  it('keeps in quarantine what it says of nobody', async () => {
    const file = join(folder, 'log.xes');
    const event = `<event><string key="concept:name" value="Closed"/><date key="time:timestamp" value="2026-03-01T10:00:00Z"/></event>`;
    await writeFile(
      file,
      `<log>${event}<trace><string key="concept:name" value="T-1"/>${event}</trace></log>`,
    );
    expect(await all(readHistory({...given, format: 'xes', file}))).toEqual({
      who: ['T-1'],
      reasons: ['trace: is missing'],
    });
  });
});
