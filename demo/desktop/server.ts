import {sharedRelay, type ChatRelay} from '../chat-relay.ts';
import {history} from '../history.ts';
import {PEOPLE} from '../history/people.ts';
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
import {otherContacts} from './brands.ts';
import {collectorClient, type CollectorClient} from './collector.ts';
import {recordContacts} from './contact-touchpoints.ts';
import {desktopPage} from './page.ts';

export interface DesktopOptions {
  /** 0 for any free one. */
  port: number;
  /** The collector's origin. */
  collector: string;
  /** The tenant's secret key, `sk_...`. Never reaches the browser. */
  secretKey: string;
  /** The tenant's write key, `pk_...`. */
  key: string;
  tenant: string;
  /** Where the shop is, for a link to it. */
  shop?: string;
  /** Where its chats come from; by default, from the shop of the same process. */
  chat?: ChatRelay;
}

const AGENT = 'agent-7';

/** Starts the agent desktop on the loopback interface. */
export const startDesktop = async ({
  port,
  collector,
  secretKey,
  key,
  tenant,
  shop,
  chat = sharedRelay,
}: DesktopOptions): Promise<Site> => {
  const {origin} = new URL(collector);
  const sendFile = folder(new URL('public/', import.meta.url));
  const client = collectorClient({collector: origin, key, secretKey, agent: AGENT});
  const generate = historyButton(client, chat);
  const page = desktopPage({collector: origin, tenant, shop});
  for (const contact of otherContacts(Date.now())) chat.open(contact);

  const policy = {
    'script-src': `'self' ${origin}`,
    'connect-src': `'self' ${origin}`,
    'frame-src': origin,
    'img-src': "'self' data:",
  };
  const handler: Handler = async (request, response, url) => {
    guard(response, policy);
    const [, section = '', id = '', action] = url.pathname.split('/');
    if (request.method === 'GET' || request.method === 'HEAD') {
      if (url.pathname === '/') return sendPage(response, page);
      if (url.pathname === '/token') return sendJson(response, await client.token());
      if (url.pathname === '/queue') return streamQueue(chat, response);
      if (sendFile(response, url.pathname)) return;
      throw new HttpError(404, 'There is nothing here.');
    }
    if (request.method !== 'POST') throw new HttpError(405, 'This is read, or posted to.');
    if (url.pathname === '/history') return sendJson(response, await generate());
    if (section !== 'contacts' || !chat.get(id)) throw new HttpError(404, 'No such contact.');
    act(chat, id, action, await readJson(request));
    sendJson(response, {contact: id});
  };

  const site = await serve(handler, port);
  const stopRecording = recordContacts(chat, {
    agent: AGENT,
    send: (touchpoints) => {
      // A demo's chat goes on when its collector is away; it says so, and no more.
      client.send(touchpoints).catch((error: unknown) => console.error(String(error)));
    },
  });
  return {
    url: site.url,
    close: () => {
      stopRecording();
      return site.close();
    },
  };
};

const streamQueue = (chat: ChatRelay, response: Parameters<typeof sendEvents>[0]) =>
  sendEvents(response, (send) => {
    send({name: 'queue', data: chat.all()});
    return chat.subscribe((contact) => send({name: 'contact', data: contact}));
  });

const act = (
  chat: ChatRelay,
  id: string,
  action: string | undefined,
  {text}: Record<string, unknown>,
) => {
  if (action === 'open') return chat.change(id, {status: 'open'});
  if (action === 'close') return chat.change(id, {status: 'closed'});
  if (action !== 'messages') throw new HttpError(404, 'A contact is opened, answered, or closed.');
  if (typeof text !== 'string' || !text.trim()) throw new HttpError(400, 'The message is empty.');

  const contact = chat.get(id)!;
  const isFirst = !contact.messages.some(({from}) => from === 'agent');
  chat.say(id, 'agent', text.trim().slice(0, 2000));
  if (isFirst && contact.generated && contact.channel !== 'call') {
    chat.say(id, 'notice', 'This customer is generated, and will not answer.');
  }
};

/**
 * What the button does: tells the collector the generated journeys, and puts their customers into
 * the queue. Within a week it tells the same ones again, which stores nothing.
 */
const historyButton = (client: CollectorClient, chat: ChatRelay) => {
  const WEEK = 7 * 24 * 3_600_000;

  let told: number | undefined;

  const generate = async () => {
    const now = Date.now();
    const before = (await client.newest('user', PEOPLE[0]!.user))?.properties?.['history'];
    const kept = typeof before === 'number' ? before : told;
    const until = kept !== undefined && now - kept < WEEK ? kept : now;
    const {touchpoints} = history({until});
    told = until;
    const {contacts} = history({until: now});
    const result = await client.send(touchpoints);
    for (const contact of contacts) chat.open(contact);
    return {...result, touchpoints: touchpoints.length, customers: contacts.length};
  };

  // Two presses at once are one.
  let running: ReturnType<typeof generate> | undefined;
  return () =>
    (running ??= generate().finally(() => {
      running = undefined;
    }));
};
