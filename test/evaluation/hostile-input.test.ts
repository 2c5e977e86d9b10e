import {readdirSync, readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../packages/collector/test/fixtures.ts';
import type {Collector} from '../../packages/collector/src/index.ts';
import {hasShared, sharedPath} from './shared.ts';

const json = 'corpora/json-test-suite/test_parsing';
const naughty = 'corpora/naughty-strings/blns.json';

describe.skipIf(!hasShared(json))('hostile input (skipped where the corpora are missing)', () => {
  let store: TestDatabase;
  let collector: Collector;
  let shop: TestCollector;
  beforeAll(async () => {
    store = await embeddedDatabase();
    collector = await aCollector(store.database);
    shop = await aTenantOf(collector);
  });
  afterAll(async () => {
    await collector?.close();
    await store?.close();
  });

  it('JSON that is none is answered 400, and no JSON is answered 5xx', async () => {
    const files = readdirSync(sharedPath(json));
    expect(files.length).toBeGreaterThan(300);
    for (const file of files) {
      const {status, body} = await shop.ask('/v1/touchpoints', {
        body: readFileSync(sharedPath(`${json}/${file}`)),
      });
      expect([400, 413], file).toContain(status);
      if (file.startsWith('n_'))
        expect(body.error.code, file).toMatch(/invalid_json|body_too_large/);
      if (file.startsWith('y_')) expect(body.error.code, file).toBe('invalid_request');
    }
  });

  it('every naughty string comes back as it was sent', async () => {
    const strings = (JSON.parse(readFileSync(sharedPath(naughty), 'utf8')) as string[]).filter(
      (text) => text !== '',
    );
    const touchpoints = strings.map((text, seq) =>
      aTouchpoint({seq, page: {url: text, title: text}, properties: {text}}),
    );
    for (let at = 0; at < touchpoints.length; at += 100) {
      const {body} = await shop.send(touchpoints.slice(at, at + 100));
      expect(body.refused).toEqual([]);
    }
    const stored = new Map<string, unknown>();
    const token = await shop.token();
    const customer = await shop.find('anonymous', 'visitor-1');
    let next: string | null = '';
    while (next !== null) {
      const {body} = await shop.ask(
        `/v1/customers/${customer}/timeline?limit=200${next && `&before=${next}`}`,
        {token},
      );
      for (const touchpoint of body.touchpoints) stored.set(touchpoint.id, touchpoint);
      next = body.next;
    }
    for (const [index, {id, page, properties}] of touchpoints.entries()) {
      expect(stored.get(id), strings[index]).toMatchObject({page, properties});
    }
  });
});
