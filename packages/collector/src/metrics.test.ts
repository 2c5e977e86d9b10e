import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../test/fixtures.ts';
import {createCollector, type Collector} from './index.ts';
import {tenantNamed} from './store/registry.ts';
import {deleteTenant} from './store/tenants.ts';

let store: TestDatabase;
let collector: Collector;
let shop: TestCollector;
beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await createCollector(store.database, {log: false, metricsToken: 'let me read'});
  shop = await aTenantOf(collector);
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

const scrape = async (from = collector) =>
  (await from.app.inject({url: '/metrics', headers: {host: 'localhost:4400'}})).body;

/** The value of a series; all of its labels, in any order. */
const value = (text: string, name: string, labels: Record<string, string> = {}) => {
  const wanted = Object.entries(labels).map(([label, is]) => `${label}="${is}"`);
  const line = text
    .split('\n')
    .find((each) => /^\w+/.exec(each)?.[0] === name && wanted.every((part) => each.includes(part)));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
};

describe('GET /metrics', () => {
  it('counts touchpoints by tenant and by what became of them', async () => {
    const touchpoint = aTouchpoint();
    await shop.send([touchpoint, {name: 'broken'}]);
    await shop.send([touchpoint]);
    const text = await scrape();
    const count = (labels: object) =>
      value(text, 'throughline_touchpoints_total', {tenant: shop.tenant, ...labels});
    expect(count({outcome: 'stored'})).toBe(1);
    expect(count({outcome: 'duplicate'})).toBe(1);
    expect(count({outcome: 'refused', code: 'invalid_touchpoint'})).toBe(1);
    expect(value(text, 'throughline_quarantine_waiting', {tenant: shop.tenant})).toBe(1);
    expect(value(text, 'throughline_commit_touchpoints_sum')).toBe(3);
    expect(value(text, 'throughline_commit_duration_seconds_count', {outcome: 'committed'})).toBe(
      2,
    );
  });

  it('does not go on telling what waits of a tenant that was deleted', async () => {
    vi.useFakeTimers({toFake: ['performance']});
    try {
      const leaving = await aTenantOf(collector);
      await leaving.send([{name: 'broken'}]);
      const waiting = async () => {
        vi.advanceTimersByTime(60_000);
        return value(await scrape(), 'throughline_quarantine_waiting', {tenant: leaving.tenant});
      };
      expect(await waiting()).toBe(1);
      await deleteTenant(store.database, (await tenantNamed(store.database, leaving.tenant))!.id);
      expect(await waiting()).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });

  it('counts requests by route pattern and refusals by code, never by what was asked for', async () => {
    const asked = ['/v1/customers/c_secret/timeline', '/made-up/c_secret?c_secret'];
    for (const path of asked) await shop.ask(path, {token: await shop.token()});
    const text = await scrape();
    const requests = 'http_server_request_duration_seconds_count';
    const labels = {http_request_method: 'GET', http_response_status_code: '404'};
    expect(value(text, requests, {...labels, http_route: 'none'})).toBe(1);
    const http_route = '/v1/customers/:customer/timeline';
    expect(value(text, requests, {...labels, http_route})).toBe(1);
    const code = 'customer_not_found';
    expect(value(text, 'throughline_refusals_total', {http_route, code})).toBe(1);
    expect(text).not.toContain('c_secret');
  });

  it('follows a hint from the commit to where it is heard', async () => {
    const before = await scrape();
    await shop.send([aTouchpoint({identifiers: [{kind: 'anonymous', value: 'followed'}]})]);
    const heard = async () => value(await scrape(), 'throughline_live_lag_seconds_count')!;
    // By itself: hints of 20 ms go together.
    await expect.poll(heard).toBe(value(before, 'throughline_live_lag_seconds_count')! + 1);
    const customer = (await shop.find('anonymous', 'followed'))!;
    const tenant = (await collector.services.registry.byName(shop.tenant))!.id;
    const hint = new Promise<void>((resolve) => {
      collector.services.live.follow(tenant, customer, () => resolve());
    });
    await shop.send([aTouchpoint({identifiers: [{kind: 'anonymous', value: 'followed'}]})]);
    await hint;
    const text = await scrape();
    const grown = (name: string) => value(text, name)! - value(before, name)!;
    expect(grown('throughline_live_hints_total')).toBe(2);
    expect(grown('throughline_live_lag_seconds_count')).toBe(2);
    expect(grown('throughline_live_streams')).toBe(1);
  });

  it('says what runs, on what, and whether it is ready', async () => {
    const text = await scrape();
    expect(value(text, 'throughline_build_info', {node: process.versions.node})).toBe(1);
    expect(value(text, 'throughline_ready')).toBe(1);
    expect(value(text, 'throughline_data_free_bytes')).toBeGreaterThan(0);
    expect(value(text, 'throughline_data_size_bytes')).toBeGreaterThan(0);
    expect(value(text, 'db_client_connection_max')).toBeGreaterThan(0);
    expect(value(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(value(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  it('counts for one collector alone', async () => {
    const other = await aCollector(store.database);
    expect(value(await scrape(other), 'throughline_touchpoints_total')).toBeUndefined();
    await other.close();
  });

  const ask = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    collector.app.inject({
      url: '/metrics',
      headers: {host: 'localhost', ...headers},
      remoteAddress,
    });

  it.each([
    ['this machine', {}, '127.0.0.1'],
    ['this machine, by IPv6', {host: '[::1]:4400'}, '::1'],
    ['who has the token', {authorization: 'Bearer let me read'}, '192.0.2.1'],
    ['who has it behind a proxy', {authorization: 'Bearer let me read', via: 'p'}, '127.0.0.1'],
  ])('is answered to %s', async (_, headers, address) => {
    expect((await ask(headers, address)).statusCode).toBe(200);
  });

  it.each([
    ['another machine', {}, '192.0.2.1', 'token_missing'],
    [
      'one that says it is this one',
      {'x-forwarded-for': '127.0.0.1'},
      '192.0.2.1',
      'token_missing',
    ],
    ['a proxy on this machine', {'x-forwarded-for': '192.0.2.1'}, '127.0.0.1', 'token_missing'],
    ['a page in a browser here', {origin: 'https://evil.example'}, '127.0.0.1', 'token_missing'],
    ['a host that only resolves to here', {host: 'evil.example'}, '127.0.0.1', 'token_missing'],
    ['another token', {authorization: 'Bearer let me reae'}, '192.0.2.1', 'token_invalid'],
    ['a part of the token', {authorization: 'Bearer let me'}, '192.0.2.1', 'token_invalid'],
  ])('is not answered to %s', async (_, headers, address, code) => {
    const answer = await ask(headers, address);
    expect([answer.statusCode, answer.json().error.code]).toEqual([401, code]);
    expect(answer.body).not.toContain(shop.tenant);
  });

  it('takes no token where none was set', async () => {
    const other = await aCollector(store.database);
    const answer = await other.app.inject({
      url: '/metrics',
      headers: {authorization: 'Bearer undefined'},
      remoteAddress: '192.0.2.1',
    });
    expect(answer.json().error.code).toBe('token_invalid');
    await other.close();
  });

  it('is answered while the database is away, and says so', async () => {
    const away = await embeddedDatabase();
    const alone = await aCollector(away.database);
    await away.close();
    const text = await scrape(alone);
    expect(value(text, 'throughline_ready')).toBe(0);
    await alone.app.close();
  });
});
