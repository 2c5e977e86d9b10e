import {execFile} from 'node:child_process';
import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {uuidV7, type Touchpoint} from '@throughline/contracts';
import {parquetReadObjects} from 'hyparquet';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {dataFolder, startCollector, startCommand, throughline, type Running} from './processes.ts';

const bin = fileURLToPath(new URL('../../packages/collector/bin/throughline.js', import.meta.url));
const bytesOf = async (args: readonly string[]) => {
  const options = {encoding: 'buffer', maxBuffer: 64 * 1024 ** 2} as const;
  return (await promisify(execFile)(process.execPath, [bin, ...args], options)).stdout;
};

const ada = [
  {kind: 'user', value: 'ada'},
  {kind: 'email', value: 'Ada@example.com'},
  {kind: 'phone', value: '0049 89 1234567'},
];
const bob = [{kind: 'user', value: 'bob'}];
const start = Date.now() - 60_000;
const touchpoint = (n: number, identifiers: object[], name = 'page_viewed') => ({
  id: uuidV7(start + n),
  name,
  occurredAt: start + n,
  channel: 'web',
  identifiers,
});
const [first, moved, his] = [
  touchpoint(1, ada),
  touchpoint(2, ada, 'help_clicked'),
  touchpoint(3, bob),
] as const;

interface Identity {
  readonly what: 'customer';
  readonly customer: string;
  readonly identifiers: readonly {kind: string; value: string}[];
  readonly moved: readonly object[];
}

/** A shop whose addresses are kept encrypted, and where an agent has moved a touchpoint of Ada's to Bob. */
describe('throughline export', () => {
  let folder: Awaited<ReturnType<typeof dataFolder>>;
  let collector: Running;
  let url: string;
  let customers: {ada: string; bob: string};
  const command = (...args: string[]) => throughline(...args, '--data', folder.data);
  const exported = (...args: string[]) => command('export', '--tenant', 'shop', '--all', ...args);
  const asked = async (path: string, token: string, body?: object) =>
    fetch(`${url}${path}`, {
      headers: {authorization: `Bearer ${token}`},
      ...(body && {method: 'POST', body: JSON.stringify(body)}),
    });
  const linesOf = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Touchpoint | Identity);
  const identities = (text: string) =>
    new Map(
      linesOf(text)
        .filter((line): line is Identity => 'what' in line)
        .map((line) => [line.customer, line]),
    );

  beforeAll(async () => {
    folder = await dataFolder();
    collector = startCollector(folder.data);
    url = (await collector.line(/^ready (http:.*)$/))[1]!;
    await command('tenant', 'create', 'shop');
    await command('identity', 'addresses', 'encrypted', '--tenant', 'shop');
    const file = join(folder.data, 'shop.jsonl');
    await writeFile(file, [first, moved, his].map((each) => JSON.stringify(each)).join('\n'));
    await command('import', '--tenant', 'shop', file);
    const token = (await command('token', '--tenant', 'shop', '--agent', 'agent-7')).trim();
    const find = async (value: string) => {
      const identifiers = [{kind: 'user', value}];
      const answer = await asked('/v1/customers/find', token, {identifiers});
      return ((await answer.json()) as {customer: string}).customer;
    };
    customers = {ada: await find('ada'), bob: await find('bob')};
    const body = {touchpoint: moved.id, customer: customers.bob};
    expect((await asked(`/v1/customers/${customers.ada}/move`, token, body)).status).toBe(200);
  });
  afterAll(async () => {
    await collector?.stop();
    await folder?.remove();
  });

  it('of all has everybody once, whoever turns out to be somebody meanwhile', async () => {
    await command('tenant', 'create', 'busy');
    // More than a pipe holds.
    const visitors = Array.from({length: 300}, (_, n) => `visitor-${n}`);
    const told = visitors.flatMap((value, n) =>
      [0, 1].map((of) => ({
        ...touchpoint(n * 2 + of, [{kind: 'anonymous', value}]),
        fields: {title: 'kettle '.repeat(60)},
      })),
    );
    const file = join(folder.data, 'busy.jsonl');
    await writeFile(file, told.map((each) => JSON.stringify(each)).join('\n'));
    await command('import', '--tenant', 'busy', file);

    const busy = ['--tenant', 'busy', '--data', folder.data];
    const running = startCommand('export', '--all', ...busy);
    const [begun] = (await once(running.stdout, 'data')) as [Buffer];
    running.stdout.pause();
    const all = (await throughline('export', '--all', ...busy)).trim().split('\n');
    const [early, late] = [String(begun).split('\n')[0]!, all.at(-1)!].map((line) => {
      const {id} = JSON.parse(line) as Touchpoint;
      return told.find((each) => each.id === id)!.identifiers;
    });
    await writeFile(file, JSON.stringify(touchpoint(1000, [...early!, ...late!], 'login')));
    const kept = await throughline('import', file, ...busy);
    expect(JSON.parse(kept)).toMatchObject({stored: 1});

    const rest = (await running.stdout.setEncoding('utf8').toArray()).join('');
    const ids = (linesOf(String(begun) + rest) as Touchpoint[]).map(({id}) => id);
    expect(ids.toSorted()).toEqual(told.map(({id}) => id).toSorted());
  });

  it('is of touchpoints, with addresses and numbers masked', async () => {
    const text = await exported();
    expect(
      linesOf(text)
        .map((line) => (line as Touchpoint).id)
        .toSorted(),
    ).toEqual([first.id, moved.id, his.id].toSorted());
    expect(text).not.toMatch(/ada@example\.com|1234567/i);
    expect(await exported('--format', 'csv')).not.toMatch(/ada@example\.com|1234567|emails/i);
  });

  it('tells with --identity who each customer is, and what was moved', async () => {
    const text = await exported('--identity');
    expect(text).not.toMatch(/ada@example\.com|1234567/i);
    const move = {touchpoint: moved.id, from: customers.ada, to: customers.bob, movedBy: 'agent-7'};
    for (const customer of [customers.ada, customers.bob])
      expect(identities(text).get(customer)!.moved).toMatchObject([move]);
    // Each line of somebody stands before what is theirs now.
    const order = linesOf(text).map((line) => ('what' in line ? line.customer : line.id));
    const at = order.indexOf(customers.bob);
    expect(order.slice(at + 1, at + 3)).toEqual([moved.id, his.id]);

    const token = await command('token', '--tenant', 'shop', '--agent', 'chief', '--role', 'admin');
    const answer = await asked(`/v1/customers/${customers.ada}/export`, token.trim());
    const [line] = (await answer.text()).split('\n');
    expect(JSON.parse(line!)).toMatchObject({what: 'customer', moved: [move]});
  });

  it('gives addresses that are kept encrypted with --addresses, and says on record who, what and why', async () => {
    await expect(exported('--addresses')).rejects.toThrow(/--why TEXT/);
    await expect(exported('--addresses', '--why', 'x', '--format', 'xes')).rejects.toThrow(
      /jsonl, csv or parquet/,
    );
    await expect(exported('--case', 'ticket', '--format', 'ocel')).rejects.toThrow(/--case is for/);
    await exported('--why', 'article 15', '--by', 'the officer');
    const how = ['--addresses', '--why', 'a new CRM', '--by', 'operator-3'];
    const {identifiers} = identities(await exported(...how)).get(customers.ada)!;
    const shown = identifiers.map(({kind, value}) => `${kind} ${value}`);
    expect(shown.toSorted()).toEqual(['email ada@example.com', 'phone +49891234567', 'user ada']);
    const csv = await exported(...how, '--format', 'csv');
    expect(csv.split('\r\n')[0]).toContain(',emails,phones,touchpoint');
    expect(csv).toContain(",ada@example.com,'+49891234567,");

    const token = await command('token', '--tenant', 'shop', '--agent', 'chief', '--role', 'admin');
    const {entries} = (await (await asked('/v1/audit', token.trim())).json()) as {
      entries: {action: string; actor: string; fields: string[]; why?: string}[];
    };
    const exports = entries.filter(({action}) => action === 'export');
    expect(exports.slice(0, 2)).toMatchObject(
      Array(2).fill({
        actor: 'command by operator-3',
        fields: expect.arrayContaining(['addresses']),
        why: 'a new CRM',
      }),
    );
    // By the route, which opens them as well; and by the command without the option.
    const others = exports.slice(2).map(({actor, fields}) => [actor, fields.includes('addresses')]);
    expect(others).toContainEqual(['chief', true]);
    expect(others).toContainEqual(['command', false]);
    expect(others).toContainEqual(['command by the officer', false]);
    expect(others).not.toContainEqual(['command', true]);

    await command('tenant', 'create', 'hashed');
    await expect(
      command('export', '--tenant', 'hashed', '--all', '--addresses', '--why', 'x'),
    ).rejects.toThrow(/keeps no addresses/);
  });

  it('writes Parquet that holds what is kept', async () => {
    const args = ['export', '--tenant', 'shop', '--all', '--format', 'parquet'];
    const bytes = await bytesOf([...args, '--data', folder.data]);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const rows = (await parquetReadObjects({file: file as ArrayBuffer})) as {
      id: string;
      customer: string;
      occurred_at: Date;
      touchpoint: Touchpoint;
    }[];
    const kept = linesOf(await exported()) as Touchpoint[];
    expect(rows.map((row) => row.touchpoint)).toEqual(kept);
    expect(rows.map(({id, occurred_at}) => [id, occurred_at.getTime()])).toEqual(
      kept.map(({id, occurredAt}) => [id, occurredAt]),
    );
    expect(rows.find(({id}) => id === moved.id)!.customer).toBe(customers.bob);
  });

  it('is imported again, elsewhere: touchpoints as they were, and nobody by a masked address', async () => {
    await command('tenant', 'create', 'copy');
    const file = join(folder.data, 'export.jsonl');
    const alan = {...first, id: uuidV7(start + 9)};
    const masked = {kind: 'email', value: 'a•••@example.com'};
    const identifiers = [{kind: 'anonymous', value: 'alan'}, masked];
    const lines = `${await exported('--identity')}${JSON.stringify({...alan, identifiers})}\n`;
    await writeFile(file, lines);
    expect(JSON.parse(await command('import', '--tenant', 'copy', file))).toEqual({
      stored: 4,
      duplicates: 0,
      refused: 0,
      passedOver: 2,
    });
    const copied = linesOf(await command('export', '--tenant', 'copy', 'user:ada'));
    // The move is not in it: each is of whom its identifiers say.
    expect(copied.map((line) => (line as Touchpoint).id)).toEqual([moved.id, first.id]);
    expect(linesOf(await command('export', '--tenant', 'copy', 'anonymous:alan'))).toHaveLength(1);
  });
});
