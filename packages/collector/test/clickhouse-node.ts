// A real ClickHouse in a process of its own, which can be killed: `node clickhouse-node.ts CHDB DATA [PORT]`.
//
// chdb is ClickHouse as a library. What is written here is its HTTP protocol, as far as
// @clickhouse/client speaks it: statements, parameters, settings, inserts, errors. It prints
// `ready PORT`. It has no users, so nobody but this machine reaches it.
import {createServer, type IncomingMessage} from 'node:http';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import type {AddressInfo} from 'node:net';

interface Session {
  queryBindAsync(
    text: string,
    params: Record<string, string>,
    options: {format: string},
  ): Promise<{text(): string}>;
  insert(what: {
    table: string;
    columns: string[];
    format: string;
    values: Buffer;
    settings: Record<string, string>;
  }): Promise<unknown>;
}

const [, , chdb, data, port = '0'] = process.argv;
const {Session: Opened} = createRequire(join(chdb!, 'package.json'))('chdb') as {
  Session: new (folder: string) => Session;
};
const session = new Opened(data!);

/** Of the protocol, or of the server's own: no settings of a statement. */
const notSettings =
  /^(query|query_id|database|default_format|param_.*|role|session_.*|wait_end_of_query|enable_http_compression|send_progress_in_http_headers|http_.*)$/;

const bodyOf = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const quoted = (value: string) => `'${value.replace(/[\\']/g, String.raw`\$&`)}'`;

/** A map is written out: as a text it would be no map. */
const setting = (name: string, value: string) =>
  `${name} = ${name === 'additional_table_filters' ? value : quoted(value)}`;

/** As the protocol writes a parameter; chdb writes it so once more. */
const plain = (value: string) =>
  value.replace(/\\(.)/g, (_, character: string) =>
    character === 't' ? '\t' : character === 'n' ? '\n' : character === 'r' ? '\r' : character,
  );

const answer = async (request: IncomingMessage): Promise<string> => {
  const {pathname, searchParams: asked} = new URL(request.url!, 'http://localhost');
  if (pathname === '/ping') return 'Ok.\n';
  let body = await bodyOf(request);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(body, {headers: {'content-type': type}}).formData();
    for (const [name, value] of form) asked.set(name, value as string);
    body = Buffer.alloc(0);
  }
  const settings = [...asked].filter(([name]) => !notSettings.test(name));
  const text = asked.get('query');
  const insert = /^\s*INSERT INTO (\S+) \(([^)]*)\)\s*FORMAT (\w+)\s*$/i.exec(text ?? '');
  if (insert) {
    await session.insert({
      table: insert[1]!,
      columns: insert[2]!.split(',').map((column) => column.trim()),
      format: insert[3]!,
      values: body,
      settings: Object.fromEntries(settings),
    });
    return '';
  }
  const statement = text ?? body.toString();
  const params = [...asked]
    .filter(([name]) => name.startsWith('param_'))
    .map(([name, value]): [string, string] => [name.slice(6), plain(value)]);
  const format = /\bFORMAT (\w+)\s*$/.exec(statement)?.[1] ?? 'TabSeparated';
  const bare = statement.replace(/\s*FORMAT \w+\s*$/, '');
  // A definition has settings of its own.
  const isDefinition = /^\s*(create|alter)\b/i.test(bare);
  const given = settings
    .filter(([name]) => !isDefinition || name === 'mutations_sync')
    .map(([name, value]) => setting(name, value))
    .join(', ');
  const result = await session.queryBindAsync(
    given ? `${bare} settings ${given}` : bare,
    Object.fromEntries(params),
    {format},
  );
  return result.text();
};

const server = createServer({maxHeaderSize: 4 * 1024 * 1024}, (request, response) => {
  answer(request).then(
    (text) => response.end(text),
    (error: Error) => response.writeHead(500).end(error.message),
  );
});
server.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`ready ${(server.address() as AddressInfo).port}\n`);
});
