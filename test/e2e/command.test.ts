import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {access, chmod, chown, open, readFile, readdir, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {networkInterfaces} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {text} from 'node:stream/consumers';
import {gzipSync} from 'node:zlib';
import {uuidV7, type Playbook} from '@throughline/contracts';
import pg from 'pg';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {readCsv, type CsvRow} from '../../packages/collector/src/commands/read-csv.ts';
import {
  bin,
  dataFolder,
  start,
  startCollector,
  startCommand,
  startInto,
  startReading,
  throughline,
  throughlineReading,
  type Running,
} from './processes.ts';

const aTouchpoint = (visitor = 'visitor-1', occurredAt = Date.now()) => ({
  id: uuidV7(occurredAt),
  name: 'page_viewed',
  occurredAt,
  channel: 'web',
  identifiers: [
    {kind: 'anonymous', value: visitor},
    {kind: 'email', value: `${visitor}@example.com`},
  ],
});

/** Of a packed table, all but its end. */
const half = gzipSync(`at,who\n${'2026-01-01,ada\n'.repeat(9)}`).subarray(0, -12);

/** Waits for a file to be there. */
const until = async (path: string): Promise<void> => {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe('throughline', () => {
  let folder: Awaited<ReturnType<typeof dataFolder>>;
  let collector: Running;
  let url: string;
  let keys: {writeKey: string; secretKey: string};
  const command = (...args: string[]) => throughline(...args, '--data', folder.data);
  const begin = async () => {
    collector = startCollector(folder.data);
    url = (await collector.line(/^ready (http:.*)$/))[1]!;
  };
  const file = async (name: string, content: unknown) => {
    const path = join(folder.data, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const send = async (touchpoints: unknown[]) => {
    const body = JSON.stringify({key: keys.writeKey, sentAt: Date.now(), touchpoints});
    const response = await fetch(`${url}/v1/touchpoints`, {method: 'POST', body});
    return {
      status: response.status,
      body: (await response.json()) as {stored: number; duplicates: number},
    };
  };

  beforeAll(async () => {
    folder = await dataFolder();
    await begin();
    const [writeKey, secretKey] = ['write', 'secret'].map(
      (kind) =>
        collector.lines
          .map((line) => new RegExp(`^${kind} key (\\S+)`).exec(line))
          .find(Boolean)![1]!,
    ) as [string, string];
    keys = {writeKey, secretKey};
  });
  afterAll(async () => {
    await collector?.stop();
    await folder?.remove();
  });

  it('start makes a tenant named demo the first time, and prints its keys', () => {
    expect(collector.lines).toContain('tenant demo');
    expect(keys).toEqual({
      writeKey: expect.stringMatching(/^pk_/),
      secretKey: expect.stringMatching(/^sk_/),
    });
  });

  it('keeps what it acknowledged through kill -9, ten times over', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      let killed = false;
      const before = acknowledged.length;
      const writers = Array.from({length: 4}, async () => {
        while (!killed) {
          const batch = Array.from({length: 20}, () => aTouchpoint(`round-${round}`));
          const answer = await send(batch).catch(() => undefined);
          if (answer?.status === 200) acknowledged.push(...batch.map(({id}) => id));
        }
      });
      // Somewhere in the middle, but not before anything was acknowledged.
      do await new Promise((resolve) => setTimeout(resolve, 100 + 40 * round));
      while (acknowledged.length === before);
      await collector.stop('SIGKILL');
      killed = true;
      await Promise.all(writers);
      await begin();
    }
    const exported = await Promise.all(
      Array.from({length: 10}, (_, round) =>
        command('export', '--tenant', 'demo', `anonymous:round-${round}`),
      ),
    );
    const stored = new Set(
      exported
        .join('')
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as {id: string}).id),
    );
    expect(acknowledged.length).toBeGreaterThan(200);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  });

  it('key revoke ends a secret key at once, and operator remove what an operator serves', async () => {
    const tokenBy = async (secret: string) => {
      const response = await fetch(`${url}/v1/tokens`, {
        method: 'POST',
        headers: {authorization: `Bearer ${secret}`},
        body: JSON.stringify({agent: 'a', tenant: 'demo'}),
      });
      return response.status;
    };
    const secretIn = (printed: string) => /sk_[\w-]+/.exec(printed)![0];
    const leaked = secretIn(await command('key', 'create', '--tenant', 'demo'));
    const serving = secretIn(await command('operator', 'create', 'desk', '--tenant', 'demo'));
    expect(await command('operator', 'remove', 'desk', '--tenant', 'demo')).toBe(
      'desk serves demo no more\n',
    );
    expect([await tokenBy(leaked), await tokenBy(serving)]).toEqual([200, 403]);

    expect(await command('key', 'revoke', leaked)).toMatch(/^a secret key of demo has ended/);
    await expect.poll(() => tokenBy(leaked), {interval: 500}).toBe(401);
    expect(await command('key', 'revoke', serving)).toMatch(/^a secret key of desk has ended/);
    expect(await tokenBy(keys.secretKey)).toBe(200);
    await expect(command('key', 'revoke', leaked)).rejects.toThrow(/Nobody has this secret key/);
    await expect(command('key', 'revoke')).rejects.toThrow(/key revoke SECRET/);
    await expect(command('operator', 'remove', 'desk')).rejects.toThrow(/--tenant NAME/);
    await expect(command('operator', 'remove', 'desk', '--tenant', 'demo')).rejects.toThrow(
      /desk does not serve demo/,
    );
  });

  it('key list tells of every key that works, of no secret, and by what name one is ended', async () => {
    const listed = async (...args: string[]) =>
      (await command('key', 'list', ...args))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const made = JSON.parse(await command('tenant', 'create', 'keys', '--json')) as typeof keys;
    const limited = await command('key', 'create', '--tenant', 'keys', '--role', 'agent');
    await command('operator', 'create', 'keepers', '--tenant', 'keys');
    const createdAt = expect.any(Number) as number;
    const secret = {kind: 'secret', createdAt, usedAt: null, expiresAt: null};
    const id = expect.stringMatching(/^[0-9a-f]{12}$/) as string;
    const whose = {...secret, id, tenant: 'keys', operator: null, roles: []};
    const write = {kind: 'write', id: made.writeKey, tenant: 'keys', site: 'main', createdAt};
    const before = await listed('--tenant', 'keys');
    expect(before).toEqual([
      whose,
      {...whose, roles: ['agent']},
      {...whose, tenant: null, operator: 'keepers'},
      write,
    ]);
    const all = await command('key', 'list');
    expect(all).toContain(keys.writeKey);
    expect(all).not.toContain('sk_');

    const agent = /sk_[\w-]+/.exec(limited)![0];
    await fetch(`${url}/v1/tokens`, {
      method: 'POST',
      headers: {authorization: `Bearer ${agent}`},
      body: JSON.stringify({agent: 'a'}),
    });
    await command('tenant', 'create', 'keys');
    const [first, second] = await listed('--tenant', 'keys');
    expect([first!.usedAt, typeof second!.usedAt]).toEqual([null, 'number']);
    expect(Number(first!.expiresAt)).toBeGreaterThan(Date.now());
    expect(await command('key', 'revoke', String(second!.id))).toMatch(/of keys has ended/);
    expect((await listed('--tenant', 'keys')).map((each) => each.id)).not.toContain(second!.id);
    await expect(command('key', 'list', '--role', 'agent')).rejects.toThrow(/--role is for/);
    await expect(command('key', 'rotate', '--tenant', 'keys')).rejects.toThrow(/of all tenants/);
  });

  it('erase says what is done where open panels cannot be told, and that it is', async () => {
    await send([aTouchpoint('untold')]);
    const host = join(folder.data, 'socket');
    const client = new pg.Client({host, user: 'throughline', database: 'postgres'});
    await client.connect();
    const rename = (from: string, to: string) =>
      client.query(`alter function pg_catalog.${from}(text, text) rename to ${to}`);
    await rename('pg_notify', 'pg_notify_away');
    try {
      for (const [words, done] of [
        [['object', 'anonymous:untold'], /^\{"customer":"c_\w+","objectedAt":\d+\}\n$/],
        [['erase', 'email:UNTOLD@example.com'], /^\{"customer":"c_\w+","touchpoints":1,/],
      ] as const) {
        const running = startCommand(...words, '--tenant', 'demo', '--data', folder.data);
        const [printed, errors, [code]] = await Promise.all([
          text(running.stdout),
          text(running.stderr),
          once(running, 'exit'),
        ]);
        expect(printed).toMatch(done);
        if (words[0] === 'erase')
          expect(errors).toMatch(/^It is done, but panels that are open .* \(.*pg_notify.*\)\n$/);
        expect(code).toBe(0);
      }
    } finally {
      await rename('pg_notify_away', 'pg_notify');
      await client.end();
    }
    await expect(command('erase', '--tenant', 'demo', 'anonymous:untold')).rejects.toThrow(
      /Nobody is known by this anonymous/,
    );
  });

  it('erase forgets whom quarantine alone knows, and import says what is not kept of them', async () => {
    const number = (scope?: string) => ({kind: 'order', value: '77', ...(scope && {scope})});
    const broken = (identifier: object, occurredAt = Date.now()) => ({
      ...aTouchpoint('x', occurredAt),
      name: 'Not A Name',
      identifiers: [identifier],
    });
    const address = {kind: 'email', value: 'refused@example.com'};
    await send([broken(address), broken(number('shopify')), broken(number())]);
    const waiting = async () => {
      const rows = (await command('quarantine', 'list', '--tenant', 'demo')).split('\n');
      return ['refused@', 'shopify', '"77'].map(
        (text) => rows.filter((row) => row.replaceAll('\\', '').includes(text)).length,
      );
    };
    const erase = async (...words: string[]) =>
      JSON.parse(await command('erase', '--tenant', 'demo', ...words)) as object;
    const gone = {customer: null, touchpoints: 0, identifiers: 0, quarantined: 1};
    expect(await waiting()).toEqual([1, 1, 2]);
    expect(await erase('email:REFUSED@example.com')).toEqual(gone);
    expect(await erase('order:77')).toEqual(gone); // Whose system nobody has said.
    expect(await waiting()).toEqual([0, 1, 1]);
    expect(await erase('order:77', '--scope', 'shopify')).toEqual(gone);
    expect(await waiting()).toEqual([0, 0, 0]);
    await expect(erase('email:refused@example.com')).rejects.toThrow(/Nobody is known by this/);

    const past = Date.now() - 3_600_000;
    const late = {...aTouchpoint('x', past), identifiers: [address]};
    const lines = (...touchpoints: object[]) =>
      touchpoints.map((each) => JSON.stringify(each)).join('\n');
    const read = async (content: string) => {
      const path = await file('late.jsonl', content);
      const running = startCommand('import', '--tenant', 'demo', path, '--data', folder.data);
      return Promise.all([text(running.stdout), text(running.stderr)]);
    };
    const said = 'Refused and not kept, since their customers asked to be forgotten: 1.\n';
    expect(await read(lines(late))).toEqual(['{"stored":0,"duplicates":0,"refused":1}\n', said]);
    expect(await read(lines(late, broken({kind: 'user', value: 'else'}, past)))).toEqual([
      '{"stored":0,"duplicates":0,"refused":2}\n',
      expect.stringMatching(
        /^Refused and not kept.*\nWhat else was refused is in quarantine, with its reason/,
      ),
    ]);
    await erase('user:else');
  });

  it('a number is that of the system which --scope names', async () => {
    const ticket = (scope: string) => ({
      ...aTouchpoint(),
      identifiers: [{kind: 'ticket', value: '123', scope}],
    });
    await send([ticket('zendesk'), ticket('freshdesk')]);
    const named = (...words: string[]) => command(...words, '--tenant', 'demo', 'ticket:123');
    await expect(named('export')).rejects.toThrow(/--scope/);
    const line = async (scope: string) =>
      JSON.parse(await named('export', '--scope', scope)) as {identifiers: object[]};
    expect((await line('zendesk')).identifiers).toMatchObject([{scope: 'zendesk'}]);
    expect(JSON.parse(await named('object', '--scope', 'zendesk'))).toHaveProperty('customer');
    expect(JSON.parse(await named('erase', '--scope', 'zendesk'))).toMatchObject({touchpoints: 1});
    await expect(named('erase', '--scope', 'zendesk')).rejects.toThrow(/Nobody is known/);
    expect((await line('freshdesk')).identifiers).toMatchObject([{scope: 'freshdesk'}]);
    await expect(
      command('erase', '--tenant', 'demo', 'email:a@example.com', '--scope', 'zendesk'),
    ).rejects.toThrow(/--scope is for numbers/);
    await expect(
      command('export', '--tenant', 'demo', '--all', '--scope', 'zendesk'),
    ).rejects.toThrow(/--scope is for KIND:VALUE/);
  });

  it('operator add lets its key make tokens for one more', async () => {
    const made = await command('operator', 'create', 'bpo', '--tenant', 'demo', '--json');
    const {secretKey} = JSON.parse(made) as {secretKey: string};
    const tokenFor = async (tenant: string) => {
      const response = await fetch(`${url}/v1/tokens`, {
        method: 'POST',
        headers: {authorization: `Bearer ${secretKey}`},
        body: JSON.stringify({agent: 'a', tenant}),
      });
      return response.status;
    };
    await command('tenant', 'create', 'bikes');
    expect([await tokenFor('demo'), await tokenFor('bikes')]).toEqual([200, 403]);
    expect(await command('operator', 'add', 'bpo', '--tenant', 'bikes')).toBe(
      'bpo serves bikes as well\n',
    );
    await expect.poll(() => tokenFor('bikes'), {interval: 500}).toBe(200);
    await expect(command('operator', 'add', 'nobody', '--tenant', 'bikes')).rejects.toThrow(
      /There is no operator "nobody"/,
    );
    await expect(command('operator', 'add', 'bpo', '--tenant', 'cars')).rejects.toThrow(
      /There is no tenant "cars"/,
    );
    await expect(command('operator', 'add', 'bpo')).rejects.toThrow(/add NAME/);
    const all = (await command('operator', 'list')).trim().split('\n');
    expect(all.map((line) => JSON.parse(line) as object)).toContainEqual({
      operator: 'bpo',
      tenants: ['demo', 'bikes'],
    });
  });

  it('token prints a token alone, and it works', async () => {
    await send([aTouchpoint()]);
    const token = await command('token', '--tenant', 'demo', '--agent', 'agent-1');
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    await expect(
      command('token', '--tenant', 'demo', '--agent', 'agent-1', '--ttl', '5m'),
    ).rejects.toThrow(/--ttl is a whole number/);
    const response = await fetch(`${url}/v1/customers/find`, {
      method: 'POST',
      headers: {authorization: `Bearer ${token.trim()}`},
      body: JSON.stringify({identifiers: [{kind: 'email', value: 'visitor-1@example.com'}]}),
    });
    expect(await response.json()).toMatchObject({customer: expect.stringMatching(/^c_/)});
  });

  it('site check says why nothing arrives from a page, and that nothing is in the way', async () => {
    const tag = (attributes: string) =>
      `<script async src="${url}/throughline.js" ${attributes}></script>`;
    const pages: Record<string, string> = {
      '/right': tag(`data-key="${keys.writeKey}" data-consent="granted"`),
      '/wrong': tag(`data-key="${keys.writeKey}" data-endpont="${url}"`),
    };
    const website = createServer((request, response) =>
      response.setHeader('content-type', 'text/html').end(pages[request.url!]),
    ).listen(0, '127.0.0.1');
    await once(website, 'listening');
    const shop = `http://127.0.0.1:${(website.address() as AddressInfo).port}`;
    try {
      expect(await command('site', 'check', `${shop}/right`)).toBe(
        `ok   ${shop}/right: the tag is right, and its key is of the site main of demo\n`,
      );
      const wrong = 'the tracker does not know it and takes no notice; write data-endpoint';
      await expect(command('site', 'check', `${shop}/wrong`)).rejects.toMatchObject({
        code: 1,
        stdout: `FAIL "data-endpont" of the tag in line 1: ${wrong}\n`,
        stderr: expect.stringContaining(`GET ${shop}/wrong: 200\n`),
      });
      await expect(command('site', 'check', `${shop}/wrong`, '--json')).rejects.toMatchObject({
        code: 1,
        stdout: `${JSON.stringify([{what: '"data-endpont" of the tag in line 1', fail: wrong}])}\n`,
      });
      await expect(command('site', 'check', 'shop.example')).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining('with its https://'),
      });
    } finally {
      website.close();
    }
  });

  it('tenant create gives keys that work at once, for a tenant of its own', async () => {
    const made = JSON.parse(await command('tenant', 'create', 'other', '--json')) as typeof keys & {
      tenant: string;
    };
    expect(made.tenant).toBe('other');
    const token = await fetch(`${url}/v1/tokens`, {
      method: 'POST',
      headers: {authorization: `Bearer ${made.secretKey}`},
      body: JSON.stringify({agent: 'a'}),
    });
    expect(token.status).toBe(200);
  });

  it('tenant change sets what is given and makes no key, and list tells of all', async () => {
    const made = JSON.parse(await command('tenant', 'create', 'changed', '--json')) as typeof keys;
    const list = async () =>
      (await command('tenant', 'list'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as {tenant: string});
    const before = await list();
    const said = await command(
      'tenant',
      'change',
      'changed',
      '--touchpoints-per-second',
      '50',
      '--site-origin',
      'https://shop.example',
    );
    const settings = {
      tenant: 'changed',
      sites: [{site: 'main', writeKey: made.writeKey, origins: ['https://shop.example']}],
      panelOrigins: [],
      touchpointsPerSecond: 50,
      readsPerSecond: null,
      retentionDays: 760,
    };
    expect(JSON.parse(said)).toEqual(settings);
    expect(await list()).toEqual(before.with(-1, settings));
    // No second key, after whose day the first would be worth nothing.
    const host = join(folder.data, 'socket');
    const client = new pg.Client({host, user: 'throughline', database: 'postgres'});
    await client.connect();
    const {rows} = await client.query<{n: string}>(
      `select count(*) as n from throughline.secret_key k join throughline.tenant t on t.id = k.tenant
       where t.name = 'changed' and k.expires_at is null`,
    );
    await client.end();
    expect(rows).toEqual([{n: '1'}]);
    const change = (...words: string[]) => command('tenant', 'change', 'changed', ...words);
    await change('--touchpoints-per-second', '0', '--panel-origin', 'https://desk.example');
    await change('--panel-origin', 'https://old.example', '--site-origin', 'https://old.example');
    await change('--without-origin', 'https://old.example');
    expect((await list()).at(-1)).toMatchObject({
      touchpointsPerSecond: null,
      panelOrigins: ['https://desk.example'],
      sites: [{origins: ['https://shop.example']}],
    });
    // Without one it would be open to every page.
    await expect(change('--without-origin', 'https://shop.example')).rejects.toThrow(
      /only one that may send for main/,
    );
    await expect(change('--without-origin', 'https://old.example')).rejects.toThrow(/no origin/);
    expect((await list()).at(-1)).toMatchObject({sites: [{origins: ['https://shop.example']}]});
    // What is kept for a purpose would go with all else before it is due.
    await command('retention', '--tenant', 'changed', 'analytics=90');
    for (const words of [
      ['tenant', 'change', 'changed', '--retention-days', '89'],
      ['tenant', 'create', 'changed', '--retention-days', '89'],
      ['retention', '--tenant', 'changed', '--days', '89'],
    ])
      await expect(command(...words)).rejects.toThrow(
        /analytics is kept for 90 days, and cannot be for longer than all else: 89 days/,
      );
    expect((await list()).at(-1)).toMatchObject({retentionDays: 760});
    await change('--retention-days', '90');
    expect((await list()).at(-1)).toMatchObject({retentionDays: 90});
  });

  it('import keeps each line once, and puts what is no touchpoint in quarantine', async () => {
    const file = join(folder.data, 'history.jsonl');
    const longAgo = Date.now() - 400 * 86_400_000;
    const lines = [
      JSON.stringify(aTouchpoint('imported', longAgo)),
      'not JSON',
      JSON.stringify(aTouchpoint('imported')),
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    expect(JSON.parse(await command('import', '--tenant', 'demo', file))).toEqual({
      stored: 2,
      duplicates: 0,
      refused: 1,
    });
    expect(JSON.parse(await command('import', '--tenant', 'demo', file))).toEqual({
      stored: 0,
      duplicates: 2,
      refused: 1,
    });
    const exported = await command('export', '--tenant', 'demo', 'anonymous:imported');
    expect(exported).toContain(`"occurredAt":${longAgo}`);
    expect(
      (await command('quarantine', 'list', '--tenant', 'demo')).trim().split('\n'),
    ).toHaveLength(1);
    expect(JSON.parse(await command('quarantine', 'replay', '--tenant', 'demo'))).toEqual({
      stored: 0,
      duplicates: 0,
      refused: 1,
    });
    for (const verb of ['list', 'replay'])
      await expect(
        command('quarantine', verb, '--tenant', 'demo', '--source', 'zendsk'),
      ).rejects.toThrow(/There is no source "zendsk"\. There are: import, .*zendesk/);
  });

  it('export writes no cell of CSV that a spreadsheet takes for a formula, and loses none', async () => {
    const hostile = [
      '=HYPERLINK("http://x.example","a,b")',
      '+1+1',
      '-2+3',
      '@SUM(A1:A9)',
      ' =1+1',
      '＝1+1',
      "'=1",
      'plain "quoted", text',
    ];
    const file = join(folder.data, 'hostile.jsonl');
    const lines = hostile.map((text) =>
      JSON.stringify({
        ...aTouchpoint('hostile-1'),
        sessionId: text,
        contact: {id: text},
        outcome: {status: 'failure', reason: text},
      }),
    );
    await writeFile(file, lines.join('\n'));
    await command('import', '--tenant', 'demo', file);
    const csv = await command(
      'export',
      '--tenant',
      'demo',
      '--format',
      'csv',
      'anonymous:hostile-1',
    );
    const rows: CsvRow[] = [];
    for await (const some of readCsv(Readable.from([csv]))) rows.push(...some);
    const cells = rows.flatMap((row) => Object.values(row));
    expect(cells.filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
    const said = (key: string) => rows.map((row) => row[key]!.replace(/^'(?!=1$)/, '')).toSorted();
    expect(said('session_id')).toEqual(hostile.toSorted());
    expect(said('contact_id')).toEqual(hostile.toSorted());
    const whole = rows.map((row) => JSON.parse(row['touchpoint']!) as {sessionId: string});
    expect(whole.map(({sessionId}) => sessionId).toSorted()).toEqual(hostile.toSorted());
  });

  it('erase forgets a customer of the running collector', async () => {
    await send([aTouchpoint('leaver')]);
    expect(
      JSON.parse(await command('erase', '--tenant', 'demo', 'email:leaver@example.com')),
    ).toMatchObject({
      touchpoints: 1,
      identifiers: 2,
    });
    await expect(command('export', '--tenant', 'demo', 'anonymous:leaver')).rejects.toThrow(
      /Nobody is known/,
    );
  });

  it('audit verify walks the record of all this', async () => {
    expect(await command('audit', 'verify', '--tenant', 'demo')).toMatch(/^\d+ rows, unbroken\n$/);
  });

  it('stages chooses whose stages a tenant has, of those that there are', async () => {
    const stages = (...words: string[]) => command('stages', ...words, '--tenant', 'demo');
    expect(await stages('show')).toMatch(/^cx: awareness, /);
    expect(await stages('set', 'sales')).toMatch(/^sales: lead, qualification, /);
    await expect(stages('set', 'mine')).rejects.toThrow('stages set sales');
    expect(await stages('show')).toMatch(/^sales: /);
    expect(await stages('set', 'cx')).toMatch(/^cx: /);
  });

  it('stages takes a tenant’s own from a file, and gives them back as one', async () => {
    const stages = (...words: string[]) => command('stages', ...words, '--tenant', 'demo');
    const visitor = {
      name: 'visitor',
      title: {en: 'Visitor', de: 'Gast'},
      parent: 'pre',
      weak: ['page_*'],
    };
    const buyer = {
      name: 'buyer',
      parent: 'purchase',
      strong: ['product_added'],
      targetMs: 7_200_000,
    };
    const own = {stages: [visitor, buyer]};
    // A file may be called as a preset is, and is meant by its path.
    expect(await stages('set', await file('cx', own))).toBe('own: visitor, buyer\n');
    expect(await stages('show')).toBe('own: visitor, buyer\n');
    const shown = await stages('show', '--json');
    expect(JSON.parse(shown)).toEqual(own);
    expect(await stages('set', await file('again.json', shown))).toBe('own: visitor, buyer\n');

    const wrong = {stages: [buyer, {...visitor, weak: ['product_added']}]};
    const refused = stages('set', await file('wrong.json', wrong));
    await expect(refused).rejects.toThrow(/wrong\.json is no set of stages/);
    await expect(refused).rejects.toThrow(/pre follows purchase.*stages\[1\]\.parent/s);
    await expect(refused).rejects.toThrow(/product_added speaks for buyer already/);
    await expect(stages('set', await file('broken.json', '{'))).rejects.toThrow(/is no JSON/);
    await expect(stages('set', 'nowhere.json')).rejects.toThrow(/no preset and no file nowhere/);
    expect(await stages('show')).toMatch(/^own: /);

    expect(await stages('set', 'cx')).toMatch(/^cx: /);
    await expect(stages('show', '--json')).rejects.toThrow(/goes by stages set cx/);
  });

  it('playbook gives ours as a file, takes one, and says what is wrong with one', async () => {
    const playbook = (...words: string[]) => command('playbook', ...words, '--tenant', 'demo');
    const {actions, moments} = JSON.parse(await playbook('show')) as Playbook;
    const fewer = await file('playbook.json', {actions: actions.slice(0, 2), moments});
    const kept = actions.slice(0, 2).map(({action}) => action);
    expect(await playbook('set', fewer)).toBe(`own: ${kept.join(', ')}\n`);
    const wrong = playbook('set', await file('wrong.json', {actions: [{action: 'Call'}]}));
    await expect(wrong).rejects.toThrow(/is no playbook\..*is not snake_case.*actions\[0\]/s);
    expect(await playbook('reset')).toBe('demo follows ours\n');
  });

  it('doctor finds nothing wrong', async () => {
    expect(await command('doctor')).not.toContain('FAIL');
  });

  it.each([
    [['token', '--tenant', 'demo'], /Say for whom: --agent ID/],
    [['token', '--tenant', 'nobody', '--agent', 'a'], /There is no tenant "nobody"/],
    [['erase', '--tenant', 'demo', 'ada@example.com'], /KIND:VALUE/],
    [['tenant', 'create', 'Not A Name'], /lower-case/],
    [['tenant', 'change', 'demo'], /Say what: --touchpoints-per-second N/],
    [['tenant', 'change', 'nobody', '--reads-per-second', '5'], /There is no tenant "nobody"/],
    [['tenant', 'create', 'x', '--without-origin', 'https://a.b'], /is for tenant change/],
    [['tenant', 'list', 'demo'], /Say: tenant create NAME, change NAME, delete NAME, or list/],
    [['start', '--port', 'x'], /--port is a number/],
    [['migrate', '--unknown'], /Unknown option/],
    [['doctor', '--database-url', 'mysql://shop'], /--database-url is postgres:/],
    [
      ['doctor', '--database-url', 'postgres://127.0.0.1:1/x'],
      /cannot be reached\. \(.*ECONNREFUSED/,
    ],
    [['doctor', '--database-url', 'postgres://a:b#c@d/x'], /cannot be read: .*written as %23/],
    [['doctor', '--clickhouse-cluster', 'main'], /--clickhouse-cluster is the name/],
    [
      ['import', '/nowhere.jsonl', '--tenant', 'demo'],
      /^throughline import: \/nowhere\.jsonl is not there \(ENOENT\)\.$/m,
    ],
    [
      ['import', '/', '--tenant', 'demo'],
      /^throughline import: What was named is a folder, not a file \(EISDIR\)\.$/m,
    ],
    [
      ['import', '--tenant', 'demo', 'one.jsonl', 'two.jsonl'],
      /It takes one word, and there are 2/,
    ],
    [['account', 'demo', '--tenant', 'demo'], /It takes no words, and there are 1/],
    [['tenant', 'create', 'one', 'two'], /It takes 2 words, and there are 3/],
    [['import', '--tenant', 'demo', ''], /A word is empty/],
    [['import', '--tenant', 'demo', '--map', 'map.json'], /--map is for --format csv/],
    [['import', '--tenant', 'demo', '--identify', 'a=user'], /--identify is for --format xes or/],
    [
      ['import', '--tenant', 'demo', '--activity', 'Closed=ticket_closed'],
      /--activity is for --format xes or/,
    ],
    [
      ['import', '--tenant', 'demo', '--format', 'xes', '--activity', 'Closed=Ticket closed'],
      /--activity is ACTIVITY=NAME, such as Closed=ticket_closed/,
    ],
    [['import', '--tenant', 'demo', '--channel', 'shop'], /--channel: is none of web, /],
    [['key', 'create', '--tenant', 'demo', '--role', 'boss'], /--role: .*"supervisor"/],
    [['token', '--tenant', 'demo', '--agent', 'a', '--ttl', '301'], /--ttl: .*<=300/],
    [['tenant', 'create', 'demo', '--retention-days', '0'], /--retention-days is at least 1/],
    [['source', 'add'], /There are: stripe, shopify, /],
    [['operator', 'create', 'idle'], /Say whom idle serves: --tenant NAME/],
    [['start', '--host', 'nowhere.invalid'], /nowhere\.invalid is no address of this machine/],
  ])('%j says what is wrong with it', async (args, message) => {
    await expect(command(...args)).rejects.toThrow(message);
  });

  it.each([
    ['bad.json', '{', ['playbook', 'set'], /bad\.json is no JSON/],
    ['bad.json', '{', ['import', '--format', 'csv', '--map'], /bad\.json is no JSON/],
    [
      'bad.ocel',
      '{',
      ['import', '--identify', 'a=user', '--format', 'ocel'],
      /no OCEL 2\.0 in JSON/,
    ],
    ['null.ocel', 'null', ['import', '--identify', 'a=user', '--format', 'ocel'], /no events and/],
    ['table.txt', 'at,who\n1,ada@example.com', ['import'], /no JSON lines: its first is no object/],
    ['page.xes', '<html/>', ['import'], /^throughline import: The file is no XES: it is a <html>/m],
    ['empty.xes', '', ['import'], /^throughline import: The file is no XES: line 1:0/m],
    ['no.jsonl.gz', 'not packed', ['import'], /^throughline import: The file is not gzip/m],
    [
      'half.csv.gz',
      half,
      ['import', '--map', 'map.json'],
      /^throughline import: .* not all of it/m,
    ],
  ])(
    'a file %s that cannot be read is told of, with what to do',
    async (name, content, words, message) => {
      const [file, map] = [join(folder.data, name), join(folder.data, 'map.json')];
      await writeFile(file, content);
      await writeFile(
        map,
        '{"name": {"value": "called"}, "occurredAt": "at", "identifiers": {"user": "who"}}',
      );
      const args = words.map((word) => (word === 'map.json' ? map : word));
      await expect(command(...args, file, '--tenant', 'demo')).rejects.toThrow(message);
    },
  );

  it('begins no database where it was sent to the wrong folder', async () => {
    const nowhere = join(folder.data, 'nowhere');
    for (const words of [
      ['doctor'],
      ['account', '--tenant', 'demo'],
      ['backup', 'file'],
      ['tenant', 'delete', 'demo', '--confirm', 'demo'],
    ])
      await expect(throughline(...words, '--data', nowhere)).rejects.toThrow(
        /There is no collector’s data in .*nowhere\. Say where it is, with --data/,
      );
    await expect(throughline('restore', join(nowhere, 'b.gz'), '--data', nowhere)).rejects.toThrow(
      /b\.gz is not there \(ENOENT\)/,
    );
    await expect(access(nowhere)).rejects.toThrow('ENOENT');
  });

  it('is begun by two at the same time', async () => {
    const other = await dataFolder();
    const create = ['tenant', 'create', 'shop', '--data', other.data];
    const both = await Promise.all([throughline(...create), throughline(...create)]);
    expect(both.map((printed) => /^tenant shop$/m.test(printed))).toEqual([true, true]);
    expect((await readdir(other.data)).filter((name) => name.includes('.new'))).toEqual([]);
    // Where the first has ended while the second was at work, the database stays for the next.
    const server = join(other.data, 'postgres/postmaster.pid');
    if (existsSync(server)) process.kill(Number.parseInt(await readFile(server, 'utf8')), 'SIGINT');
    await expect.poll(() => existsSync(server)).toBe(false);
    await other.remove();
  });

  it.runIf(process.getuid?.() === 0)('says whose a database is that it may not run', async () => {
    const other = await dataFolder();
    await throughline('tenant', 'create', 'shop', '--data', other.data);
    await chown(join(other.data, 'postgres'), 1234, 1234);
    expect(await text(startCommand('doctor', '--data', other.data).stderr)).toMatch(
      /belongs to the user 1234, and .* run throughline as them \(sudo -u '#1234' /,
    );
    await other.remove();
  });

  // Root may write anywhere.
  it.runIf(process.getuid?.() !== 0)(
    'says at once that a database may not be written',
    async () => {
      const other = await dataFolder();
      const cluster = join(other.data, 'postgres');
      await throughline('tenant', 'create', 'shop', '--data', other.data);
      await chmod(cluster, 0o500);
      expect(await text(startCommand('doctor', '--data', other.data).stderr)).toMatch(
        /postgres is not for this user to read or write: .* \(EACCES\)/,
      );
      await chmod(cluster, 0o700);
      await other.remove();
    },
    30_000,
  );

  it.each([
    [
      ['strat'],
      'There is no command "strat". Did you mean start? throughline help lists them all.\n',
    ],
    [['flush'], 'There is no command "flush". throughline help lists them all.\n'],
    [
      ['learn', '--tenat', 'demo'],
      /^throughline learn: Unknown option '--tenat'\.\n\nthroughline learn /,
    ],
    [['doctor', '--data', '/dev/null/x'], /There is no collector’s data in \/dev\/null\/x\./],
    [
      ['start', '--data', '/dev/null/x'],
      'throughline start: /dev/null/x is below a file, not in a folder (ENOTDIR).\n',
    ],
    [['start', '--data', bin], `throughline start: ${bin} is a file, not a folder (EEXIST).\n`],
    [['restore', 'no.gz', '--data', 'none'], 'throughline restore: no.gz is not there (ENOENT).\n'],
  ])('called wrongly says what is wrong: %j', async (words, said) => {
    const errors = await text(startCommand(...words).stderr);
    if (typeof said === 'string') expect(errors).toBe(said);
    else expect(errors).toMatch(said);
  });

  // Node's own recursive mkdir asks without end there.
  it.runIf(existsSync('/proc/self')).each([
    ['start', '--data', '/proc/none/data'],
    ['tenant', 'create', 'shop', '--data', '/proc/none'],
  ])('%s says at once that its folder cannot be made', async (...words) => {
    expect(await text(startCommand(...words).stderr)).toBe(
      `throughline ${words[0]}: /proc/none cannot be made: /proc takes no folders. Name another one.\n`,
    );
  });

  it('does nothing under a Node that is too old for it', async () => {
    const before = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'22.11.0'}})`;
    const old = start(bin, ['account', '--tenant', 'demo', '--data', folder.data], {
      NODE_OPTIONS: `--import ${before}`,
    });
    const gone = once(old.child, 'exit');
    await old.logged(
      /^throughline account: This is Node 22\.11\.0: install Node 22\.12 or newer\.$/,
    );
    expect(await gone).toEqual([1, null]);
  });

  it('help and --version are answers', async () => {
    expect(await throughline('help')).toMatch(/^Usage: throughline COMMAND /);
    expect(await throughline('help')).not.toMatch(/ $/m);
    expect(await throughline()).toBe(await throughline('--help'));
    expect(await throughline('help', 'learn')).toBe(await throughline('learn', '--help'));
    expect(await throughline('--version')).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('begins no database in this folder where --data is a variable that is not set', async () => {
    await expect(throughline('migrate', '--data', '')).rejects.toThrow(/--data is empty/);
    await expect(command('import', '--tenant', 'demo', '--map', '')).rejects.toThrow(
      /--map is empty/,
    );
  });

  it.runIf(networkInterfaces().lo?.some(({address}) => address === '::1')).each(['::', '[::1]'])(
    'start --host %s prints an address that can be asked',
    async (host) => {
      const other = await dataFolder();
      const running = startCollector(other.data, 0, '--host', host);
      const [, ready] = await running.line(/^ready (http:.*)$/);
      expect(new URL(ready!).hostname).toBe('localhost');
      expect((await fetch(`http://[::1]:${new URL(ready!).port}/healthz`)).status).toBe(200);
      await running.stop();
      await other.remove();
    },
    30_000,
  );

  it('start says who has its port', async () => {
    const {port} = new URL(url);
    await expect(command('start', '--port', port)).rejects.toThrow(
      new RegExp(`Somebody else listens on port ${port} of 127\\.0\\.0\\.1`),
    );
  });

  it('a backup that is stopped in its middle leaves no half of a file', async () => {
    const half = join(folder.data, 'stopped.gz');
    const other = new pg.Client({
      host: join(folder.data, 'socket'),
      user: 'throughline',
      database: 'postgres',
    });
    await other.connect();
    // As far as this table, and no further.
    await other.query('begin; lock table throughline.touchpoint in access exclusive mode');
    const running = startCommand('backup', half, '--data', folder.data);
    await until(half);
    running.kill('SIGINT');
    expect(await once(running, 'exit')).toEqual([130, null]);
    await other.end();
    await expect(access(half)).rejects.toThrow('ENOENT');
  });

  it('a backup that is stopped once it is whole stays', async () => {
    const other = await dataFolder();
    await throughline('tenant', 'create', 'shop', '--data', other.data);
    const whole = join(other.data, 'whole.gz');
    const running = startCommand('backup', whole, '--data', other.data);
    await once(running.stdout, 'data');
    running.kill('SIGINT'); // While its database is closed.
    await once(running, 'exit');
    await access(whole);
    await other.remove();
  });

  it.runIf(existsSync('/dev/full')).each([
    ['export', '--all', '--format', 'csv', '--tenant', 'demo'],
    ['token', '--agent', 'a', '--tenant', 'demo'],
    ['backup', '-'],
  ])('%s says that the disk its answer goes to is full', async (...args) => {
    const full = await open('/dev/full', 'w');
    const running = startInto(full.fd, ...args, '--data', folder.data);
    let errors = '';
    running.stderr!.on('data', (data) => (errors += String(data)));
    expect(await once(running, 'close')).toEqual([1, null]);
    await full.close();
    expect(errors).toMatch(/^throughline \w+: The answer could not be written: ENOSPC.*\n$/);
  });

  it('a command that is stopped in its middle leaves no database running', async () => {
    const other = await dataFolder();
    await throughline('tenant', 'create', 'shop', '--data', other.data);
    const server = join(other.data, 'postgres/postmaster.pid');
    const running = startReading('import', '--tenant', 'shop', '--data', other.data);
    await until(server);
    running.kill('SIGINT');
    expect(await once(running, 'exit')).toEqual([130, null]);
    await expect(access(server)).rejects.toThrow('ENOENT');
    await other.remove();
  });

  it('start that is stopped before it serves leaves no database running', async () => {
    const other = await dataFolder();
    const server = join(other.data, 'postgres/postmaster.pid');
    const running = startCommand('start', '--port', '0', '--data', other.data);
    let errors = '';
    running.stderr.on('data', (data) => (errors += String(data)));
    await until(server);
    running.kill('SIGINT');
    running.kill('SIGINT'); // As npm does.
    expect(await once(running, 'exit')).toEqual([130, null]);
    expect(errors).toBe('');
    await expect(access(server)).rejects.toThrow('ENOENT');
    await other.remove();
  });

  it('source add keeps no secret that cannot be one', async () => {
    const add = ['source', 'add', 'stripe', '--tenant', 'demo', '--data', folder.data];
    await expect(throughlineReading('sk_live_1234567890', ...add)).rejects.toThrow('whsec_');
    expect(await command('source', 'list', '--tenant', 'demo')).toBe('');
    expect(await throughlineReading('whsec_1234567890', ...add)).toContain('/v1/sources/stripe');
  });

  it('stops when told, having answered, and takes its database with it', async () => {
    expect(await collector.stop('SIGTERM')).toBe(0);
    await begin(); // A database left running would be adopted; a lost one would be empty.
    expect(await command('export', '--tenant', 'demo', 'anonymous:visitor-1')).not.toBe('');
  });

  it('ends in order where nobody reads its answer any more', async () => {
    const other = await dataFolder();
    await throughline('tenant', 'create', 'shop', '--json', '--data', other.data);
    // Longer than a pipe holds.
    const touchpoints = Array.from({length: 3000}, (_, n) => aTouchpoint(`visitor-${n % 7}`));
    const file = join(other.data, 'past.jsonl');
    await writeFile(file, touchpoints.map((each) => JSON.stringify(each)).join('\n'));
    await throughline('import', file, '--tenant', 'shop', '--data', other.data);
    const running = startCommand('export', '--all', '--tenant', 'shop', '--data', other.data);
    let errors = '';
    running.stderr.on('data', (data) => (errors += String(data)));
    await once(running.stdout, 'data');
    running.stdout.destroy();
    const [code] = (await once(running, 'exit')) as [number];
    expect([code, errors]).toEqual([141, '']);
    await expect(access(join(other.data, 'postgres/postmaster.pid'))).rejects.toThrow();
    await other.remove();
  });
});
