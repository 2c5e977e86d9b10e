// F13 of docs/faults.md: ten times the load, all at once, and F24: a tenant that sends as many
// different things as it can. The collector says no in time, and everybody else is served.
import {setTimeout as sleep} from 'node:timers/promises';
import {uuidV7} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {generate, peakMemoryOf} from '../bench/processes.ts';
import {throughline} from '../e2e/processes.ts';
import {aTouchpoint, ask, send, serve, tokenOf, type Service} from './service.ts';
import {CYCLES, embeddedStore, keptIn, LONG, type Store} from './stores.ts';

/** Of the collector, however much it is sent. MiB. */
const mostMemory = 512;

describe('more than can be kept', () => {
  let store: Store;
  let service: Service;
  let neighbour: Service;
  beforeAll(async () => {
    store = await embeddedStore();
    service = await serve(store);
    const made = await throughline('tenant', 'create', 'neighbour', '--json', ...store.args);
    neighbour = {...service, ...(JSON.parse(made) as {writeKey: string; secretKey: string})};
  });
  afterAll(async () => {
    await service?.running.stop('SIGKILL');
    await store?.remove();
  });

  it('F13: a burst is answered 200, 429 or 503, in bounded memory, and nothing acknowledged is lost', async () => {
    const {url} = service;
    const load = {url, keys: [service.writeKey], batch: 100, most: 10_000_000, visitors: 5000};
    const seconds = LONG ? 60 : 6;
    let over = false;
    const burst = generate({...load, connections: 500, ms: seconds * 1000}).finally(
      () => (over = true),
    );
    // The neighbour is not kept waiting for ever, and never told anything else either.
    const statuses = new Set<number>();
    while (!over) {
      const {status, headers} = await send(neighbour, [aTouchpoint()]);
      statuses.add(status);
      if (status !== 200) expect(headers['retry-after']).toMatch(/^\d+$/);
      await sleep(50);
    }
    const loaded = await burst;
    expect(
      Object.keys(loaded.statuses).filter((status) => !/^(200|429|503)$/.test(status)),
    ).toEqual([]);
    expect([...statuses].filter((status) => ![200, 429, 503].includes(status))).toEqual([]);
    const peak = peakMemoryOf(service.running.child.pid!);
    console.log(`F13: ${JSON.stringify(loaded)}, at most ${Math.round(peak)} MiB`);
    expect(peak).toBeLessThan(mostMemory);
    expect(loaded.stored).toBeGreaterThan(0);

    // Within 30 s it is as it was before.
    const deadline = Date.now() + 30_000;
    let calm = await send(service, [aTouchpoint()]);
    while ((calm.status !== 200 || calm.ms > 250) && Date.now() < deadline)
      calm = await send(service, [aTouchpoint()]);
    expect([calm.status, calm.ms < 250]).toEqual([200, true]);
    expect((await keptIn(store)).size).toBeGreaterThanOrEqual(loaded.stored);
  });

  it('F24: a tenant whose every key, name and value is new costs the others nothing', async () => {
    const relations = async () => {
      const openApi = await ask(service, '/v1/openapi.json');
      expect(openApi.status).toBe(200);
      return openApi.text.length;
    };
    const before = await relations();
    const batches = LONG ? 400 : 10 * CYCLES;
    let keys = 0;
    const statuses = new Set<number>();
    const explode = async () => {
      for (let batch = 0; batch < batches / 4; batch += 1) {
        const touchpoints = Array.from({length: 10}, (_, n) => {
          const id = uuidV7(Date.now());
          const word = id.replaceAll('-', '_');
          const properties = Object.fromEntries(
            Array.from({length: 256}, (__, key) => [`${word}_${key}`, `${word}`]),
          );
          keys += 256;
          return aTouchpoint({
            id,
            name: `n${word}`,
            channel: `x_${word.slice(0, 25)}`,
            identifiers: Array.from({length: 16}, (__, each) => ({
              kind: `k${each}_${word.slice(24)}`,
              value: `${word}${each}`,
            })),
            properties,
            ...(n === 9 && {page: {url: 'x'.repeat(8192)}}),
          });
        });
        statuses.add((await send(service, touchpoints)).status);
      }
    };
    // What is too much of it is refused by name, and nothing else with it.
    const tooMany = Object.fromEntries(Array.from({length: 257}, (_, key) => [`k${key}`, key]));
    const refused = await send(service, [aTouchpoint({properties: tooMany}), aTouchpoint()]);
    expect(JSON.parse(refused.text)).toMatchObject({
      stored: 1,
      refused: [{reason: expect.stringContaining('more than 256 keys')}],
    });

    let over = false;
    const exploding = Promise.all([explode(), explode(), explode(), explode()]).finally(
      () => (over = true),
    );
    const identifiers = [{kind: 'user', value: 'calm'}];
    let sent = 0;
    while (!over) {
      expect((await send(neighbour, [aTouchpoint({identifiers})])).status).toBe(200);
      sent += 1;
      await sleep(20);
    }
    await exploding;
    expect([...statuses].every((status) => [200, 413, 429, 503].includes(status))).toBe(true);
    expect(statuses).toContain(200);
    const token = await tokenOf(neighbour);
    const found = await ask(neighbour, '/v1/customers/find', {
      body: JSON.stringify({identifiers}),
      token,
    });
    const {customer} = JSON.parse(found.text) as {customer: string};
    const {text} = await ask(neighbour, `/v1/customers/${customer}/timeline?limit=1`, {token});
    expect(JSON.parse(text)).toMatchObject({total: sent});
    expect(await relations()).toBe(before);
    console.log(
      `F24: ${keys} keys, at most ${Math.round(peakMemoryOf(service.running.child.pid!))} MiB`,
    );
    expect(peakMemoryOf(service.running.child.pid!)).toBeLessThan(mostMemory);
  });
});
