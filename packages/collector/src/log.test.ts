import {PassThrough} from 'node:stream';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aLoggedCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestDatabase,
} from '../test/fixtures.ts';
import {createCollector, type Database} from './index.ts';
import {describeError, sparing} from './log.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await embeddedDatabase();
});
afterAll(() => store?.close());

const email = 'ada.canary@example.com';
const forged = 'one\r\n{"level":"info","msg":"forged"}\u001b[31m\u009b31m\u202e';

/** Breaks as PostgreSQL does: its errors quote what they were given. */
const breaking = (database: Database): Database => {
  let broken = false;
  return Object.assign(
    {
      ...database,
      tenant: ((tenant, work) =>
        broken
          ? database.tenant(tenant, (sql) => sql.query(`select "${email} ${forged}"`))
          : database.tenant(tenant, work)) as Database['tenant'],
    },
    {break: () => (broken = true)},
  );
};

describe('the log', () => {
  it('is one JSON object a line, and holds nothing of what was sent', async () => {
    const database = breaking(store.database) as Database & {break: () => void};
    const {collector, text} = await aLoggedCollector(database, 'trace');
    const shop = await aTenantOf(collector);
    const token = await shop.token();
    const ofVisitor = {identifiers: [{kind: 'email', value: email}], properties: {text: forged}};
    await shop.send([aTouchpoint(ofVisitor), {...aTouchpoint(), [email]: forged}]);
    const customer = (await shop.find('email', email))!;
    const headers = {'user-agent': email, cookie: `session=${email}`, referer: `https://${email}`};
    const write = {key: shop.writeKey, sentAt: Date.now(), touchpoints: [aTouchpoint(ofVisitor)]};
    const failing = [
      await shop.ask('/v1/touchpoints', {body: `{"key": "${email}`, headers}),
      await shop.ask('/v1/touchpoints', {body: {...write, key: email}}),
      await shop.ask('/v1/touchpoints', {body: {...write, [email]: 1}}),
      await shop.ask(`/v1/customers/${customer}/timeline?limit=${email}`, {token}),
      await shop.ask(`/v1/customers/${encodeURIComponent(email)}/timeline`, {token}),
      await shop.ask(`/v1/customers/${customer}/timeline`, {token: `${token}x`}),
      await shop.ask('/v1/tokens', {body: {agent: email}, token: `${shop.secretKey}x`}),
      await shop.ask(`/${email}?email=${email}&x=${encodeURIComponent(forged)}`, {headers}),
    ];
    database.break();
    failing.push(
      await shop.ask('/v1/touchpoints', {body: write}),
      await shop.ask(`/v1/customers/${customer}/timeline`, {token}),
    );
    collector.app.log.info(`Route GET:/${email} and "${email}"`);
    collector.app.log.error(new Error(email));
    collector.app.log.error({err: new Error(email), req: {url: email}}, email);
    collector.app.log.info({msg: 'ours', word: forged});
    await collector.close();

    const lines = text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const failures = lines.filter(({requestId}) => requestId !== undefined);
    expect(failures.map(({requestId}) => requestId)).toEqual(
      failing.map(({body}) => body.error.requestId),
    );
    expect(failures.map(({code}) => code)).toEqual(failing.map(({body}) => body.error.code));
    expect(failures.map(({route}) => route)).toContain('/v1/customers/:customer/timeline');
    expect(failures.map(({level}) => level)).toContain('error');
    const canaries = [email, 'ada.canary', token, shop.secretKey, shop.writeKey, customer];
    for (const canary of canaries) expect(text()).not.toContain(canary);
    // eslint-disable-next-line no-control-regex -- these are what is looked for.
    expect(text()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
    expect(lines.map(({msg}) => msg)).not.toContain('forged');
  });

  it('names what PostgreSQL refused, and where, without its words', async () => {
    const error: unknown = await store.database
      .tenant(1, (sql) =>
        sql.query(`insert into throughline.customer values (2, '${email}', null, 0)`),
      )
      .catch((cause: unknown) => cause);
    const described = describeError(new Error(email, {cause: error}));
    expect(described).toMatchObject({
      type: 'Error',
      cause: {code: '42501', severity: 'ERROR', message: ''},
    });
    expect(described.stack).toMatch(/^at /);
    expect(JSON.stringify(described)).not.toContain(email);
  });

  it('keeps the text of an error of the network', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
      syscall: 'connect',
      code: 'ECONNREFUSED',
    });
    expect(describeError(error)).toMatchObject({message: error.message, code: 'ECONNREFUSED'});
  });

  it('holds its level', async () => {
    const stream = new PassThrough();
    let text = '';
    stream.on('data', (chunk) => (text += String(chunk)));
    const collector = await createCollector(store.database, {log: stream, logLevel: 'error'});
    await collector.app.inject('/nothing');
    await collector.close();
    expect(text).toBe('');
  });
});

describe('sparing', () => {
  it('lets so many of a kind through in a second, and says how many it left out', () => {
    let clock = 0;
    const mayLog = sparing({perSecond: 2, now: () => clock});
    expect(Array.from({length: 5}, () => mayLog('a'))).toEqual([0, 0, ...Array(3).fill(undefined)]);
    expect(mayLog('b')).toBe(0);
    clock = 1000;
    expect([mayLog('a'), mayLog('a'), mayLog('a')]).toEqual([3, 0, undefined]);
  });
});
