// F9 of docs/faults.md: clients that send a byte a second, or nothing at all.
import {setInterval as every} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {aTouchpoint, batchOf, raw, send, serve, type Raw, type Service} from './service.ts';
import {CYCLES, embeddedStore, type Store, within} from './stores.ts';

describe('slow clients', () => {
  let store: Store;
  let service: Service;
  beforeAll(async () => {
    store = await embeddedStore();
    service = await serve(store);
  });
  afterAll(async () => {
    await service?.running.stop('SIGKILL');
    await store?.remove();
  });

  it('F9: are cut within 15 s, and others are served meanwhile', async () => {
    const body = batchOf(service, [aTouchpoint()]);
    const headers = `POST /v1/touchpoints HTTP/1.1\r\nhost: localhost:${service.port}\r\ncontent-length: ${body.length}\r\n`;
    const each = Math.min(160, 20 * CYCLES);
    const many = (begin: string, rest: string): {client: Raw; rest: string}[] =>
      Array.from({length: each}, () => ({client: raw(service, begin), rest}));
    const clients = [...many('', ''), ...many('', headers), ...many(`${headers}\r\n`, body)];
    const dripping = new AbortController();
    const drip = async () => {
      let at = 0;
      for await (const _ of every(1000, undefined, {signal: dripping.signal})) {
        for (const {client, rest} of clients) {
          if (!client.socket.destroyed && rest[at]) client.socket.write(rest[at]!);
        }
        at += 1;
      }
    };
    const drops = drip().catch(() => {}); // It ends by being aborted.

    let over = false;
    const closed = Promise.all(clients.map(({client}) => client.closed)).finally(
      () => (over = true),
    );
    let served = 0;
    while (!over) {
      const {status, ms} = await send(service, [aTouchpoint()]);
      expect(status).toBe(200);
      expect(ms).toBeLessThan(within(2000));
      served += 1;
    }
    dripping.abort();
    await drops;
    for (const {ms, text} of await closed) {
      expect(ms).toBeLessThan(within(15_000));
      expect(text).toMatch(/^(HTTP\/1.1 4\d\d |$)/);
    }
    expect(served).toBeGreaterThan(10);
  });
});
