import {randomUUID} from 'node:crypto';
import type {Identifier} from '@throughline/contracts';
import {sharedRelay, type ChatRelay} from '../chat-relay.ts';
import {
  HttpError,
  folder,
  guard,
  readJson,
  sendEvents,
  sendJson,
  sendPage,
  serve,
  type Handler,
  type Site,
} from '../web.ts';
import {articleOf} from './articles.ts';
import {categoryOf, productOf} from './catalogue.ts';
import {accountPage} from './pages/account.ts';
import {cartPage} from './pages/cart.ts';
import {categoryPage} from './pages/category.ts';
import {STEPS, checkoutPage} from './pages/checkout.ts';
import {articlePage, contactPage, helpPage, missingPage, searchPage} from './pages/help.ts';
import {homePage} from './pages/home.ts';
import {layout, type Page, type Shop} from './pages/layout.ts';
import {orderPage} from './pages/order.ts';
import {productPage} from './pages/product.ts';

export interface ShopOptions extends Shop {
  /** 0 for any free one. */
  port: number;
  /** Where its chats go; by default, to the desktop of the same process. */
  chat?: ChatRelay;
}

/** Starts the shop on the loopback interface. */
export const startShop = ({
  port,
  collector,
  key,
  chat = sharedRelay,
}: ShopOptions): Promise<Site> => {
  const sendFile = folder(new URL('public/', import.meta.url));
  const chatRoute = chatRoutes(chat);
  const origin = new URL(collector).origin;
  const policy = {
    'script-src': `'self' ${origin}`,
    'connect-src': `'self' ${origin}`,
  };

  const handler: Handler = async (request, response, url) => {
    guard(response, policy);
    if (/^\/chat(\/|$)/.test(url.pathname)) return chatRoute(request, response, url);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new HttpError(405, 'Pages and files are read with GET.');
    }
    if (sendFile(response, url.pathname)) return;
    const page = pageOf(url);
    sendPage(response, layout({collector: origin, key}, page ?? missingPage()), page ? 200 : 404);
  };
  return serve(handler, port);
};

const pageOf = ({pathname, searchParams}: URL): Page | undefined => {
  const [section = '', name, leaf] = pathname.split('/').slice(1);
  const path = [section, name].filter(Boolean).join('/');
  const simple: Record<string, () => Page> = {
    '': homePage,
    account: accountPage,
    cart: cartPage,
    checkout: checkoutPage,
    help: helpPage,
    'help/contact': contactPage,
    'help/search': () => searchPage((searchParams.get('q') ?? '').trim().slice(0, 100)),
  };
  if (leaf === undefined) {
    if (Object.hasOwn(simple, path)) return simple[path]!();
    const product = section === 'products' && productOf(name ?? '');
    if (product) return productPage(product);
    const category = section === 'shop' && categoryOf(name ?? '');
    if (category) return categoryPage(category);
    if (section === 'checkout' && STEPS.some((step) => step === name)) return checkoutPage();
    if (section === 'orders' && /^HCG-\d{5}$/.test(name ?? '')) return orderPage(name!);
  }
  const article = path === 'help/articles' && articleOf(leaf ?? '');
  return article ? articlePage(article) : undefined;
};

/** The far end of the shop's chat window. A chat's id is random: who holds it is in the chat. */
const chatRoutes =
  (chat: ChatRelay): Handler =>
  async (request, response, url) => {
    const [, , id, action] = url.pathname.split('/');
    if (request.method === 'POST' && !id) {
      const {place, subject, ...who} = await readJson(request);
      const identifiers = identifiersOf(who);
      const about = textOf(subject, 120);
      const contact = chat.open({
        id: randomUUID(),
        channel: 'chat',
        brand: 'halden',
        name: nameOf(who.name, identifiers),
        ...(about && {subject: about}),
        identifiers,
        since: Date.now(),
        generated: false,
      });
      if (place) chat.say(contact.id, 'notice', `Opened on ${textOf(place, 200)}`);
      return sendJson(response, {chat: contact.id}, 201);
    }

    const contact = chat.get(id ?? '');
    if (!contact || contact.generated) throw new HttpError(404, 'There is no such chat.');
    if (request.method === 'GET' && action === 'events') return stream(chat, contact.id)(response);
    if (request.method !== 'POST') throw new HttpError(405, 'This is asked with POST.');
    const body = await readJson(request);
    if (action === 'messages') {
      const text = textOf(body.text, 2000);
      if (!text) throw new HttpError(400, 'The message is empty.');
      chat.say(contact.id, 'customer', text);
    } else if (action === 'identity') {
      const identifiers = identifiersOf(body);
      chat.change(contact.id, {identifiers, name: nameOf(body.name, identifiers)});
    } else {
      throw new HttpError(404, 'A chat has messages, events and an identity.');
    }
    sendJson(response, {chat: contact.id});
  };

/** The chat's messages so far, then each new one; what the agent alone should read is left out. */
const stream = (chat: ChatRelay, id: string) => (response: Parameters<typeof sendEvents>[0]) =>
  sendEvents(response, (send) => {
    let sent = 0;
    const update = () => {
      const {messages, status} = chat.get(id)!;
      for (const message of messages.slice(sent)) {
        if (message.from !== 'notice') send({id: message.id, data: message});
      }
      sent = messages.length;
      send({name: 'status', data: {status}});
    };
    update();
    return chat.subscribe((contact) => contact.id === id && update());
  });

const textOf = (value: unknown, length: number) =>
  typeof value === 'string' ? value.trim().slice(0, length) : '';

const identifiersOf = (who: Record<string, unknown>): Identifier[] =>
  ['anonymous', 'user', 'email'].flatMap((kind) => {
    const value = textOf(who[kind], 128);
    return value ? [{kind, value}] : [];
  });

const nameOf = (name: unknown, identifiers: Identifier[]) => {
  const anonymous = identifiers.find(({kind}) => kind === 'anonymous')?.value;
  return textOf(name, 60) || (anonymous ? `Visitor …${anonymous.slice(-6)}` : 'Visitor');
};
