import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {Batch, type TouchpointInput} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {chatRelay} from '../chat-relay.ts';
import type {Site} from '../web.ts';
import {startDesktop} from './server.ts';

const chat = chatRelay();
const kept = new Map<string, TouchpointInput>();
let collector: Server;
let desktop: Site;

/** The far end of the wire: gives tokens to the secret key, and keeps touchpoints by id. */
const farEnd = () =>
  createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, {'content-type': 'application/json'});
        response.end(JSON.stringify(body));
      };
      if (request.url === '/v1/tokens' && request.headers.authorization === 'Bearer sk_secret') {
        return answer(200, {token: 'short-lived', expiresAt: Date.now() + 300_000});
      }
      if (request.url === '/v1/touchpoints') {
        const touchpoints = Batch.parse(JSON.parse(text)).touchpoints as TouchpointInput[];
        const fresh = touchpoints.filter(({id}) => !kept.has(id));
        for (const touchpoint of fresh) kept.set(touchpoint.id, touchpoint);
        const duplicates = touchpoints.length - fresh.length;
        return answer(200, {stored: fresh.length, duplicates, refused: []});
      }
      answer(404, {error: {code: 'customer_not_found', message: '', hint: '', requestId: ''}});
    });
  });

beforeAll(async () => {
  collector = farEnd();
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const {port} = collector.address() as AddressInfo;
  desktop = await startDesktop({
    port: 0,
    collector: `http://127.0.0.1:${port}`,
    secretKey: 'sk_secret',
    key: 'pk_public',
    tenant: 'demo',
    chat,
  });
});
afterAll(async () => {
  await desktop.close();
  collector.close();
});

const post = (path: string, body: unknown = {}) =>
  fetch(desktop.url + path, {method: 'POST', body: JSON.stringify(body)});
const openChat = (id: string, identifiers: {kind: string; value: string}[]) =>
  chat.open({
    id,
    channel: 'chat',
    brand: 'halden',
    name: 'Visitor',
    subject: 'Help',
    identifiers,
    since: Date.now() - 5000,
    generated: false,
  });
const namesOf = (contact: string) =>
  [...kept.values()].filter((one) => one.contact?.id === contact).map(({name}) => name);

describe('the desktop', () => {
  it('hands out tokens, and the secret key to nobody', async () => {
    expect(await (await fetch(`${desktop.url}/token`)).json()).toMatchObject({
      token: 'short-lived',
    });
    for (const path of ['/', '/desktop.js', '/token', '/options.js']) {
      expect(await (await fetch(desktop.url + path)).text()).not.toContain('sk_secret');
    }
  });

  it('generates the same history however often it is asked', async () => {
    const first = (await (await post('/history')).json()) as Record<string, number>;
    expect(first).toMatchObject({stored: first['touchpoints'], duplicates: 0, customers: 20});
    const [again, atOnce] = await Promise.all([post('/history'), post('/history')]);
    for (const answer of [again, atOnce]) {
      expect(await answer.json()).toMatchObject({stored: 0, duplicates: first['touchpoints']});
    }
    expect(chat.all().filter(({generated, brand}) => generated && brand === 'halden')).toHaveLength(
      20,
    );
  });

  it('tells the journey that a chat began, was answered, and ended, but not what was said', async () => {
    openChat('c1', [{kind: 'anonymous', value: 'a1'}]);
    await post('/contacts/c1/messages', {text: 'Good morning'});
    await post('/contacts/c1/messages', {text: 'How can I help?'});
    await post('/contacts/c1/close');
    await expect
      .poll(() => namesOf('c1'))
      .toEqual(['chat_started', 'contact_answered', 'contact_ended']);
    expect(JSON.stringify([...kept.values()])).not.toContain('Good morning');
  });

  it('tells nothing of a visitor who has not agreed', async () => {
    openChat('c2', []);
    await post('/contacts/c2/messages', {text: 'Hello'});
    openChat('c3', [{kind: 'anonymous', value: 'a3'}]);
    await expect.poll(() => namesOf('c3')).toEqual(['chat_started']);
    expect(namesOf('c2')).toEqual([]);
  });
});
