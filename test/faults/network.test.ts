// F7 of docs/faults.md: the network between a sender and the collector, and between the collector and
// its database, is cut, resets connections, stands still, or forgets them without a word.
import {connect, createServer, type NetConnectOpts, type Socket} from 'node:net';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {aTouchpoint, ask, batchOf, send, serve, until, type Service} from './service.ts';
import {embeddedStore, keptIn, LONG, type Store, within} from './stores.ts';

/**
 * `cut`: what is open is closed and what is new refused. `reset`: every connection ends with a reset
 * after some bytes. `still`: nothing gets through, until it passes again. `forgotten`: as `still`, but
 * what was open then stays silent for ever, as after a router has lost its table.
 */
type Weather = 'fair' | 'cut' | 'reset' | 'still' | 'forgotten';

const reset = (...pair: readonly Socket[]) => {
  // Only TCP knows a reset: the socket of a path is just closed.
  for (const socket of pair) {
    if (socket.remotePort === undefined) socket.destroy();
    else socket.resetAndDestroy();
  }
};

/** Passes bytes on to a port or a socket's path, as the weather allows. */
const aNetwork = async (to: NetConnectOpts) => {
  let weather: Weather = 'fair';
  const pairs = new Set<readonly [Socket, Socket]>();
  const forgotten = new WeakSet<Socket>();
  const pass = (from: Socket, into: Socket) => {
    from.on('data', (data) => {
      if (forgotten.has(from)) return;
      if (weather === 'reset' && Math.random() < 0.3) reset(from, into);
      else into.write(data);
    });
    from.on('error', () => {}); // 'close' follows.
    from.on('close', () => {
      if (!forgotten.has(from)) into.destroy();
    });
  };
  const server = createServer((near) => {
    if (weather === 'cut') return void near.destroy();
    const far = connect(to);
    const pair = [near, far] as const;
    pairs.add(pair);
    near.on('close', () => pairs.delete(pair));
    pass(near, far);
    pass(far, near);
    if (weather === 'still') for (const socket of pair) socket.pause();
    if (weather === 'forgotten') for (const socket of pair) forgotten.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' ? address!.port : 0,
    turns(next: Weather) {
      weather = next;
      for (const pair of pairs) {
        for (const socket of pair) {
          if (next === 'cut') socket.destroy();
          if (next === 'forgotten') forgotten.add(socket);
          if (next === 'still') socket.pause();
          else socket.resume();
        }
      }
    },
    async close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const badWeather: readonly Weather[] = ['cut', 'reset', 'still', 'forgotten'];
const BAD_MS = LONG ? 10_000 : 2000;

describe('F7: the network', () => {
  let store: Store;
  let direct: Service;
  beforeAll(async () => {
    store = await embeddedStore();
    direct = await serve(store);
  });
  afterAll(async () => {
    await direct?.running.stop('SIGKILL');
    await store?.remove();
  });

  /** Senders that give up on an answer after some time and send the same again until they have one. */
  const deliver = (service: Pick<Service, 'port' | 'writeKey'>) => {
    const sent: string[] = [];
    const statuses = new Set<number>();
    let over = false;
    const sending = Array.from({length: 8}, async () => {
      while (!over) {
        const touchpoints = Array.from({length: 5}, () => aTouchpoint());
        const body = batchOf(service, touchpoints);
        for (let status = 0; status !== 200;) {
          const patience = new AbortController();
          const gaveUp = sleep(6000, {status: 0}, {signal: patience.signal});
          gaveUp.catch(() => {}); // The answer was faster.
          ({status} = await Promise.race([ask(service, '/v1/touchpoints', {body}), gaveUp]));
          patience.abort();
          statuses.add(status);
          if (status !== 200) await sleep(50);
        }
        sent.push(...touchpoints.map(({id}) => id));
      }
    });
    return {
      sent,
      statuses,
      async stop() {
        over = true;
        await Promise.all(sending);
      },
    };
  };

  const expectOnce = async (sent: readonly string[]) => {
    expect(sent.length).toBeGreaterThan(0);
    const kept = await keptIn(store);
    expect(sent.filter((id) => kept.get(id) !== 1)).toEqual([]);
    expect([...kept.values()].filter((times) => times > 1)).toEqual([]);
  };

  it.each(badWeather)(
    '%s between sender and collector loses nothing and keeps nothing twice',
    async (bad) => {
      const network = await aNetwork({host: '127.0.0.1', port: direct.port});
      const senders = deliver({...direct, port: network.port});
      await sleep(300);
      network.turns(bad);
      await sleep(BAD_MS);
      network.turns('fair');
      const before = senders.sent.length;
      while (senders.sent.length === before) await sleep(10); // They go on by themselves.
      await senders.stop();
      await network.close();
      await expectOnce(senders.sent);
    },
  );

  it.each(badWeather)(
    '%s between collector and database is answered 503, and it keeps again by itself',
    async (bad) => {
      const [, data] = store.args;
      const network = await aNetwork({path: join(data!, 'socket', '.s.PGSQL.5432')});
      const url = `postgres://throughline@127.0.0.1:${network.port}/postgres`;
      const far = await serve({args: ['--database-url', url]}, {...direct, port: 0});
      const ready = far.running.lines.map((line) => /^ready .*:(\d+)$/.exec(line)?.[1]);
      const service = {...far, port: Number(ready.find(Boolean))};
      const senders = deliver(service);
      await sleep(300);
      network.turns(bad);
      await sleep(BAD_MS);
      network.turns('fair');
      const back = performance.now();
      const reply = await until(
        60_000,
        () => send(service, [aTouchpoint()]),
        ({status}) => status === 200,
      );
      const ms = performance.now() - back;
      await senders.stop();
      await far.running.stop('SIGKILL');
      await network.close();
      console.log(`F7: ${bad}: kept again ${Math.round(ms)} ms after it was fair`);
      expect(reply.status).toBe(200);
      expect(ms).toBeLessThan(within(30_000));
      expect([...senders.statuses].filter((status) => ![0, 200, 503].includes(status))).toEqual([]);
      await expectOnce(senders.sent);
    },
  );
});
