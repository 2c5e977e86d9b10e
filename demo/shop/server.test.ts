import {request} from 'node:http';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {chatRelay} from '../chat-relay.ts';
import type {Site} from '../web.ts';
import {startShop} from './server.ts';

const chat = chatRelay();
let shop: Site;

beforeAll(async () => {
  shop = await startShop({
    port: 0,
    collector: 'http://collector.localhost:1',
    key: 'pk_test',
    chat,
  });
});
afterAll(() => shop.close());

const get = (path: string) => fetch(shop.url + path);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(shop.url + path, {
    method: 'POST',
    headers: {'content-type': 'application/json', ...headers},
    body: JSON.stringify(body),
  });

/** `fetch` tidies paths and sets `Host` itself; this sends what it is told. */
const raw = (path: string, host = 'localhost') =>
  new Promise<{status: number | undefined; text: string}>((resolve, reject) => {
    const {port} = new URL(shop.url);
    request({host: '127.0.0.1', port, path, headers: {host}}, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({status: answer.statusCode, text}));
    })
      .on('error', reject)
      .end();
  });

describe('the shop', () => {
  it.each([
    '/',
    '/shop/brew',
    '/products/pour-over-kettle',
    '/cart',
    '/checkout',
    '/checkout/payment',
    '/orders/HCG-12345',
    '/help',
    '/help/search?q=refund',
    '/help/articles/my-card-was-declined',
    '/help/contact',
    '/account',
  ])('serves %s with the script tag', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain(
      '<script async src="http://collector.localhost:1/throughline.js" data-key="pk_test"></script>',
    );
  });

  it('runs scripts of its own and of the collector only, and none inline', async () => {
    const answer = await get('/');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self' http://collector.localhost:1;");
    expect(policy).not.toContain('unsafe');
    const inline = /<script(?![^>]*(src=|application\/json))[^>]*>|\son\w+=|\sstyle=/;
    expect(await answer.text()).not.toMatch(inline);
  });

  it.each(['/../server.ts', '/%2e%2e/server.ts', '/..%2fserver.ts', '/products/../../server.ts'])(
    'has no file at %s',
    async (path) => {
      const {status, text} = await raw(path);
      expect(status).toBe(404);
      expect(text).not.toContain('startShop');
    },
  );

  it('shows a search as text', async () => {
    const page = await (await get('/help/search?q=%3Cimg%20src%3Dx%3E')).text();
    expect(page).toContain('&lt;img src=x&gt;');
    expect(page).not.toContain('<img src=x>');
  });

  it('answers under no other name', async () => {
    expect((await raw('/', 'shop.example')).status).toBe(421);
    expect((await raw('/', 'shop.localhost:4401')).status).toBe(200);
  });
});

describe('the chat', () => {
  it('carries messages both ways, and identities that the page gives', async () => {
    const opened = await post('/chat', {anonymous: 'a1', place: '/cart', subject: 'Help'});
    const {chat: id} = (await opened.json()) as {chat: string};
    await post(`/chat/${id}/messages`, {text: ' Hello '});
    expect(chat.get(id)).toMatchObject({
      status: 'waiting',
      identifiers: [{kind: 'anonymous', value: 'a1'}],
      messages: [{from: 'notice'}, {from: 'customer', text: 'Hello'}],
    });

    await post(`/chat/${id}/identity`, {anonymous: 'a1', email: 'ada@example.com', name: 'Ada'});
    expect(chat.get(id)).toMatchObject({name: 'Ada', identifiers: [{}, {kind: 'email'}]});

    const events = (await get(`/chat/${id}/events`)).body!.pipeThrough(new TextDecoderStream());
    chat.say(id, 'agent', 'Good morning');
    let heard = '';
    for await (const chunk of events) {
      heard += chunk;
      if (heard.includes('Good morning')) break;
    }
    expect(heard).toContain('"text":"Hello"');
    expect(heard).not.toContain('Opened on');
  });

  it('refuses other sites, empty messages, and chats it does not know', async () => {
    expect((await post('/chat', {}, {'sec-fetch-site': 'cross-site'})).status).toBe(403);
    expect((await post('/chat/nobody/messages', {text: 'Hello'})).status).toBe(404);
    const {chat: id} = (await (await post('/chat', {})).json()) as {chat: string};
    expect((await post(`/chat/${id}/messages`, {text: ' '})).status).toBe(400);
    expect((await post(`/chat/${id}/messages`, {text: 'x'.repeat(70_000)})).status).toBe(413);
  });
});
