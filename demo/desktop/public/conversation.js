import {elapsed, initialsOf, timeOf} from './clock.js';
import {options} from './options.js';

const MACROS = [
  ['Greeting', 'Hello {name}, this is Sam. I see what you have tried so far, one moment.'],
  [
    'Card declined',
    'I am sorry about that, {name}. Nothing was charged. Does your banking app ask you to confirm a payment?',
  ],
  [
    'Parcel',
    'Let me ask the carrier right now, {name}. You will have an answer from me within the hour.',
  ],
  ['Refund', 'Your refund is on its way, {name}: cards need two to five working days to show it.'],
  ['Goodbye', 'Glad I could help. Enjoy your coffee!'],
];
const LABELS = {anonymous: 'Browser', user: 'Customer no.', email: 'E-mail', phone: 'Phone'};
const CALLS = {waiting: 'Ringing', open: 'Connected', closed: 'The call has ended'};
const CHANNELS = {chat: 'Chat', mail: 'E-mail', call: 'Call'};

const byId = (id) => document.getElementById(id);

const post = (contact, action, body = {}) =>
  fetch(`/contacts/${contact}/${action}`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(body),
  });

/** `a•••@example.com`: enough to compare, too little to note down. */
const masked = ({kind, value}) => {
  if (kind === 'email') return value.replace(/^(.).*(@.*)$/, '$1•••$2');
  if (kind === 'phone') return `•••• ${value.slice(-3)}`;
  return kind === 'anonymous' && value.length > 12 ? `…${value.slice(-6)}` : value;
};

/** The middle column: one contact and what is said in it. */
export const startConversation = () => {
  let shown;
  const form = byId('composer');
  const messages = byId('messages');

  const messageElement = ({from, text, at}) => {
    const box = document.createElement('div');
    box.className = `message ${from}`;
    const words = document.createElement('p');
    words.textContent = text;
    box.append(words);
    if (from !== 'notice') {
      const time = document.createElement('time');
      time.dateTime = new Date(at).toISOString();
      time.textContent = `${from === 'agent' ? 'You' : shown.name}, ${timeOf(at)}`;
      box.append(time);
    }
    return box;
  };

  const showCard = ({brand, channel, identifiers, generated}) => {
    const rows = [
      ['Brand', options.brands.find(({id}) => id === brand).name],
      ['Channel', CHANNELS[channel]],
      ...identifiers.map((identifier) => [
        LABELS[identifier.kind] ?? identifier.kind,
        masked(identifier),
      ]),
    ];
    if (generated) rows.push(['Label', 'generated']);
    const groups = rows.map(([name, value]) => {
      const group = document.createElement('div');
      const term = document.createElement('dt');
      const definition = document.createElement('dd');
      term.textContent = name;
      definition.textContent = value;
      group.append(term, definition);
      return group;
    });
    byId('card').replaceChildren(...groups);
  };

  const showCall = ({channel, status, name}) => {
    byId('ringing').hidden = channel !== 'call';
    byId('ringing').className = `ringing ${status}`;
    byId('ringing-state').textContent = CALLS[status];
    byId('ringing-words').textContent =
      status === 'waiting'
        ? 'Have a look at the journey before you answer.'
        : `Nothing is spoken in this demo. Notes about ${name} stay in the desktop.`;
  };

  const show = (contact) => {
    const isOther = shown?.id !== contact.id;
    shown = contact;
    const {id, name, subject, status, since, channel} = contact;
    const isRinging = channel === 'call' && status === 'waiting';
    byId('welcome').hidden = true;
    byId('contact').hidden = false;
    byId('contact').dataset.channel = channel;
    byId('contact-avatar').textContent = initialsOf(name);
    byId('contact-name').textContent = name;
    byId('contact-subject').textContent = subject ?? 'Not said yet what it is about';
    const clock = byId('contact-clock');
    clock.hidden = status === 'closed';
    clock.dataset.since = since;
    clock.textContent = elapsed(since);
    clock.title = status === 'waiting' ? 'Waiting' : 'Since the customer came';
    byId('answer').hidden = !isRinging;
    byId('close').hidden = status === 'closed';
    byId('close').textContent = channel === 'call' ? 'Hang up' : 'Close';
    form.hidden = isRinging || status === 'closed';
    byId('send-label').textContent = channel === 'call' ? 'Keep the note' : 'Send';
    form.text.placeholder = channel === 'call' ? 'Note for the next agent' : `Answer ${name}`;
    byId('macros').hidden = channel === 'call';
    showCall(contact);
    showCard(contact);

    if (isOther) {
      messages.replaceChildren();
      form.text.value = '';
    }
    for (const message of contact.messages.slice(messages.children.length)) {
      messages.append(messageElement(message));
    }
    messages.scrollTop = messages.scrollHeight;
    if (isOther && channel !== 'call' && status === 'waiting') void post(id, 'open');
  };

  byId('macros').append(
    ...MACROS.map(([label, text]) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'macro';
      button.textContent = label;
      button.addEventListener('click', () => {
        const first = shown.name.startsWith('Visitor') ? '' : shown.name.split(' ')[0];
        form.text.value = text.replace(
          /,? \{name\}/,
          first && (text.includes(', {name}') ? `, ${first}` : ` ${first}`),
        );
        form.text.focus();
      });
      return button;
    }),
  );

  const send = () => {
    const text = form.text.value.trim();
    if (!text) return;
    form.text.value = '';
    void post(shown.id, 'messages', {text});
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  form.text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId('answer').addEventListener('click', () => void post(shown.id, 'open'));
  byId('close').addEventListener('click', () => void post(shown.id, 'close'));

  return {show};
};
