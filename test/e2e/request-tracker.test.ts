// A real Request Tracker (Debian's request-tracker5) on loopback, with a database of its own, tells the
// collector of tickets by the scrip in deploy/. Nothing of the machine's own Request Tracker is touched.
import {execFile, spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {Touchpoint} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {
  dataFolder,
  freePort,
  startCollector,
  throughline,
  throughlineReading,
  type Running,
} from './processes.ts';

const server = '/usr/share/request-tracker5/libexec/rt-server';
const run = promisify(execFile);
const secret = 'a-secret-that-two-systems-share';

describe.skipIf(!existsSync(server))(
  'a real Request Tracker (skipped where request-tracker5 is not installed)',
  () => {
    let folder: Awaited<ReturnType<typeof dataFolder>>;
    let home: string;
    let collector: Running;
    let tracker: ChildProcess;
    let url: string;
    let env: NodeJS.ProcessEnv;

    const setUp = (...args: readonly string[]) =>
      run('rt-setup-database-5', ['--skip-create', ...args], {env});

    beforeAll(async () => {
      folder = await dataFolder();
      collector = startCollector(folder.data);
      const collectorUrl = (await collector.line(/^ready (http:.*)$/))[1]!;
      await throughline('tenant', 'create', 'desk', '--data', folder.data, '--json');
      const args = ['source', 'add', 'request-tracker', '--tenant', 'desk', '--data', folder.data];
      const opened = await throughlineReading(secret, ...args);
      const path = /\/v1\/sources\/\S+/.exec(opened)![0];

      home = await mkdtemp(join(tmpdir(), 'throughline-rt-'));
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      for (const name of ['conf.d', 'mason']) await mkdir(join(home, name));
      env = {
        ...process.env,
        RT_SITE_CONFIG: join(home, 'RT_SiteConfig.pm'),
        RT_SITE_CONFIG_DIR: join(home, 'conf.d'),
      };
      const settings = {
        rtname: 'desk.test',
        Organization: 'desk.test',
        WebDomain: '127.0.0.1',
        WebPort: port,
        WebPath: '',
        WebBaseURL: url,
        DatabaseType: 'SQLite',
        DatabaseName: join(home, 'rt5'),
        MasonDataDir: join(home, 'mason'),
        WebSessionClass: 'Apache::Session::File',
        LogToSyslog: '',
        LogToSTDERR: 'error',
        MailCommand: 'testfile', // Mails go nowhere.
        ThroughlineURL: collectorUrl + path,
        ThroughlineSecret: secret,
      };
      const lines = Object.entries(settings).map(([name, value]) => `Set($${name}, '${value}');`);
      await writeFile(env.RT_SITE_CONFIG!, [...lines, '1;'].join('\n'));
      const scrip = fileURLToPath(
        new URL('../../deploy/request-tracker/scrip.pl', import.meta.url),
      );
      await setUp('--action', 'init');
      // As at any desk: everybody may write to it.
      const rights = join(home, 'rights.pl');
      const entries = ['CreateTicket', 'ReplyToTicket'].map(
        (right) =>
          `{GroupDomain => 'SystemInternal', GroupType => 'Everyone', Right => '${right}'}`,
      );
      await writeFile(rights, `@ACL = (${entries.join(', ')}); 1;`);
      await setUp('--action', 'insert', '--datafile', rights);
      await setUp('--action', 'insert', '--datafile', scrip);
      tracker = spawn('perl', [server, '--host', '127.0.0.1', '--port', String(port)], {
        env,
        stdio: 'ignore',
      });
      // It compiles itself before it answers.
      await vi.waitFor(() => fetch(url), {timeout: 120_000, interval: 500});
    }, 300_000);

    afterAll(async () => {
      if (tracker && tracker.exitCode === null) {
        tracker.kill();
        await once(tracker, 'exit');
      }
      await collector?.stop();
      await folder?.remove();
      if (home) await rm(home, {recursive: true, force: true});
    });

    /** A mail comes in, as it does at a desk. */
    const mail = async (subject: string, text: string) => {
      const args = ['--queue', 'General', '--action', 'correspond', '--url', url];
      const gate = run('rt-mailgate-5', args);
      gate.child.stdin?.end(
        `From: Ada Lovelace <ada@example.com>\nTo: rt@desk.test\nSubject: ${subject}\n` +
          `Message-ID: <${Date.now()}@example.com>\nContent-Type: text/plain; charset=utf-8\n\n${text}\n`,
      );
      await gate;
    };
    const asAgent = async (method: string, path: string, body: object) => {
      const response = await fetch(`${url}/REST/2.0/${path}`, {
        method,
        headers: {
          authorization: `Basic ${Buffer.from('root:password').toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
      expect(response.ok, await response.clone().text()).toBe(true);
    };
    const heard = async (): Promise<Touchpoint[]> => {
      const args = ['export', '--tenant', 'desk', 'email:ada@example.com', '--data', folder.data];
      const lines = await throughline(...args).catch(() => '');
      return lines
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Touchpoint)
        .toReversed();
    };
    const untilHeard = (name: string) =>
      expect
        .poll(async () => (await heard()).map((each) => each.name), {
          timeout: 60_000,
          interval: 500,
        })
        .toContain(name);

    it('tells of a ticket from the customer’s first mail to its end', async () => {
      await mail('Where is my parcel?', 'It should be here. Call me: 030 1234567. Größe M.');
      await untilHeard('ticket_created');
      await asAgent('POST', 'ticket/1/correspond', {
        Content: 'It is on its way.',
        ContentType: 'text/plain',
      });
      await untilHeard('message_sent');
      await mail('Re: [desk.test #1] Where is my parcel?', 'It has come.');
      await untilHeard('message_received');
      await asAgent('POST', 'ticket/1/comment', {
        Content: 'Late again.',
        ContentType: 'text/plain',
      });
      await untilHeard('agent_note_added');
      await asAgent('PUT', 'ticket/1', {Status: 'resolved'});
      await untilHeard('ticket_resolved');

      const all = await heard();
      const of = (name: string) => all.filter((each) => each.name === name);
      for (const name of ['ticket_created', 'message_sent', 'message_received', 'ticket_resolved'])
        expect(of(name), name).toHaveLength(1);
      const [created] = of('ticket_created');
      expect(created).toMatchObject({
        identifiers: [
          {kind: 'email', value: 'a•••@example.com'},
          {kind: 'ticket', value: '1'},
        ],
        contact: {queue: 'General', message: expect.stringMatching(/\[phone\]. Größe M/)},
      });
      expect(of('message_sent')[0]).toMatchObject({
        direction: 'outbound',
        contact: {id: created!.contact!.id, message: 'It is on its way.'},
      });
      expect(of('message_received')[0]).toMatchObject({
        direction: 'inbound',
        contact: {message: 'It has come.'},
      });
      // Not one of its transactions was of a form that nobody had expected.
      const waiting = await throughline(
        'quarantine',
        'list',
        '--tenant',
        'desk',
        '--data',
        folder.data,
      );
      expect(waiting.trim()).toBe('');
    }, 300_000);
  },
);
