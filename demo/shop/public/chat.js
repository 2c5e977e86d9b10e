import {stored} from './storage.js';
import {visitor} from './visitor.js';

const chatId = stored('halden.chat', null, 'sessionStorage');
/** How many of the agent's messages were read. */
const read = stored('halden.chat.read', 0, 'sessionStorage');

const post = async (path, body) => {
  const headers = {'content-type': 'application/json'};
  const answer = await fetch(path, {method: 'POST', headers, body: JSON.stringify(body)});
  // A chat that the shop has forgotten (it was restarted) is begun anew.
  if (answer.status === 404) chatId.set(undefined);
  if (!answer.ok) throw new Error(`The chat answered ${answer.status}.`);
  return answer.json();
};

/**
 * The chat window. Any `[data-journey-chat]` opens it; on the pages after that it waits folded up,
 * so that it hides nothing.
 */
export const startChat = () => {
  const box = document.getElementById('chat');
  const folded = document.getElementById('chat-folded');
  const log = box.querySelector('.chat-log');
  const form = box.querySelector('form');
  const status = box.querySelector('[data-chat-status]');
  let answers = 0;
  let events;
  let creating;

  const update = () => {
    if (!box.hidden) read.set(answers);
    folded.hidden = !box.hidden || !chatId.get();
    const unread = answers - read.get();
    folded.querySelector('span').textContent =
      unread > 0 ? `${unread} new ${unread === 1 ? 'message' : 'messages'}` : 'Your chat';
    folded.classList.toggle('unread', unread > 0);
  };

  const show = ({from, text, at}) => {
    const message = document.createElement('p');
    message.className = `message ${from}`;
    message.textContent = text;
    const time = document.createElement('time');
    time.dateTime = new Date(at).toISOString();
    time.textContent = new Date(at).toLocaleTimeString([], {timeStyle: 'short'});
    message.append(time);
    log.append(message);
    log.scrollTop = log.scrollHeight;
  };

  const listen = (id) => {
    events?.close();
    log.replaceChildren();
    answers = 0;
    show({from: 'agent', text: 'Hello! What can we do for you?', at: Date.now()});
    const seen = new Set();
    events = new EventSource(`/chat/${id}/events`);
    events.addEventListener('message', ({data}) => {
      const message = JSON.parse(data);
      // A stream that reconnects begins anew.
      if (seen.has(message.id)) return;
      seen.add(message.id);
      show(message);
      if (message.from !== 'agent') return;
      answers += 1;
      update();
    });
    events.addEventListener('status', ({data}) => {
      const words = STATUS[JSON.parse(data).status];
      if (words) status.textContent = words;
    });
  };

  const create = async (place) => {
    const {chat} = await post('/chat', {
      ...(await visitor()),
      place: location.pathname,
      subject: SUBJECTS[place],
    });
    chatId.set(chat);
  };

  /** Begins a chat, or goes on with the one there is. Asked twice at once, it begins one. */
  const begin = async (place) => {
    if (!chatId.get()) {
      creating ??= create(place).finally(() => {
        creating = undefined;
      });
      await creating;
      listen(chatId.get());
    } else if (!events) listen(chatId.get());
    update();
  };

  const open = (place) => {
    box.hidden = false;
    log.scrollTop = log.scrollHeight;
    begin(place).catch(() => {
      status.textContent = 'We cannot be reached just now. Please call us.';
    });
    update();
    form.text.focus();
  };

  const fold = () => {
    box.hidden = true;
    update();
    folded.focus();
  };

  document.addEventListener('click', ({target}) => {
    const control = target.closest('[data-journey-chat]');
    if (control) open(control.dataset.journeyChat);
  });
  folded.addEventListener('click', () => open());
  box.querySelector('[data-chat-fold]').addEventListener('click', fold);
  box.addEventListener('keydown', ({key}) => key === 'Escape' && fold());

  const deliver = async (text) => {
    await begin();
    await post(`/chat/${chatId.get()}/messages`, {text});
  };
  const send = async (text) => {
    try {
      await deliver(text).catch((error) => (chatId.get() ? Promise.reject(error) : deliver(text)));
    } catch {
      form.text.value = text;
      status.textContent = 'That was not sent. Please try again.';
    }
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = form.text.value.trim();
    form.text.value = '';
    if (text) void send(text);
  });

  // Who agrees, or signs in, in the middle of a chat is known to the agent from then on.
  const reveal = async () => {
    if (chatId.get()) await post(`/chat/${chatId.get()}/identity`, await visitor());
  };
  for (const type of ['consentchange', 'accountchange']) {
    addEventListener(type, () => {
      reveal().catch(() => undefined); // The next message says whether the chat can be reached.
    });
  }

  if (chatId.get()) void begin();
};

const STATUS = {
  open: 'Sam is here',
  closed: 'Sam has closed the chat. Write to open it again.',
};
const SUBJECTS = {
  'card-declined': 'Card declined at checkout',
  cart: 'Question about the cart',
  order: 'Question about an order',
  article: 'Help article did not help',
  'help-search': 'Search did not help',
};
