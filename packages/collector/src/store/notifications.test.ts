import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import pg from 'pg';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openEmbedded, type Embedded} from './embedded.ts';
import {notification, openNotifications} from './notifications.ts';

describe('notifications', () => {
  let data: string;
  let server: Embedded;
  let spy: pg.Client;
  /** What went by the database, and by whom it was sent. */
  const seen: string[] = [];

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'throughline-notifications-'));
    server = await openEmbedded(data);
    spy = new pg.Client(server.connection);
    await spy.connect();
    spy.on('notification', ({payload = ''}) => payload && seen.push(payload));
    await spy.query('listen hints');
  });
  afterAll(async () => {
    await spy?.end();
    await server?.stop();
    await rm(data, {recursive: true, force: true});
  });

  const aProcess = () =>
    openNotifications(server.connection, async (...values) => {
      await spy.query(notification, values);
    });
  const open = async () => {
    const heard: string[] = [];
    const process = aProcess();
    const stop = await process.listen('hints', (payload) => heard.push(payload));
    return {heard, notify: (payload: string) => process.notify('hints', [payload]), stop};
  };
  const heardBy = ({heard}: {heard: string[]}, payload: string) =>
    expect.poll(() => heard).toContain(payload);

  it('are heard at once, and leave the database alone, where nobody else listens', async () => {
    const one = await open();
    await one.notify('alone');
    expect(one.heard).toEqual(['alone']);
    await one.stop();
    expect(seen).not.toContain('alone');
  });

  it('reach whoever has come, and those who were there first', async () => {
    const one = await open();
    const two = await open();
    const heardByTheSecond = async () => {
      await one.notify('from the first');
      return two.heard;
    };
    await expect.poll(heardByTheSecond).toContain('from the first');
    await two.notify('from the second');
    await heardBy(one, 'from the second');
    await heardBy(two, 'from the second');
    expect(seen).toContain('from the second');
    await one.stop();
    await two.stop();
  });

  it('are sent by those who do not listen themselves', async () => {
    const one = await open();
    await aProcess().notify('hints', ['from elsewhere']);
    await heardBy(one, 'from elsewhere');
    await one.stop();
  });

  it('go by the database again while a connection is lost, and come back to it', async () => {
    const one = await open();
    const pids = `select pg_terminate_backend(pid) from pg_locks where classid = 7283915`;
    await spy.query(pids);
    const heard = async () => {
      await one.notify('after all');
      return one.heard;
    };
    await expect.poll(heard).toContain('after all');
    await one.stop();
  });

  it('leave no connection behind that was on its way when they were to end', async () => {
    const all = await Promise.all(Array.from({length: 30}, open));
    await spy.query('select pg_terminate_backend(pid) from pg_locks where classid = 7283915');
    await sleep(235); // They are made again after 250 ms.
    for (const {stop} of all) {
      await sleep(1);
      await stop();
    }
    await sleep(500);
    const left = async () =>
      (await spy.query('select pid from pg_locks where classid = 7283915')).rows;
    await expect.poll(left).toEqual([]);
  });
});
