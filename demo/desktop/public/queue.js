import {elapsed} from './clock.js';
import {options} from './options.js';

const CHANNELS = {
  chat: ['Chat', 'M4 5h16v11H10l-4.5 4v-4H4z'],
  mail: ['Mail', 'M3 6h18v12H3zM3 7l9 7 9-7'],
  call: [
    'Call',
    'M6 3h3.5l1.5 5-2.2 1.6a11 11 0 0 0 5.6 5.6L16 13l5 1.5V18c0 1.7-1.3 3-3 3C10.8 21 3 13.2 3 6c0-1.7 1.3-3 3-3z',
  ],
};
const SVG = 'http://www.w3.org/2000/svg';

const element = (name, className, text = '') => {
  const node = document.createElement(name);
  node.className = className;
  node.textContent = text;
  return node;
};

const channelIcon = (channel) => {
  const [label, strokes] = CHANNELS[channel];
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', strokes);
  svg.append(path);
  return svg;
};

/** The left column. `onChoose(id)` is called when the agent takes up a contact. */
export const startQueue = (onChoose) => {
  const rows = new Map();
  const lists = {
    true: document.getElementById('generated'),
    false: document.getElementById('live'),
  };
  let brand = '';

  const fill = (button, contact) => {
    const {name, subject, channel, status, since, generated} = contact;
    const words = element('span', 'row-words');
    const last = contact.messages.findLast(({from}) => from !== 'notice');
    words.append(
      element('b', '', name),
      element('span', 'row-subject', subject ?? CHANNELS[channel][0]),
    );
    if (!generated && last) {
      const who = last.from === 'agent' ? 'You: ' : '';
      words.append(element('span', 'row-last', who + last.text));
    }
    const side = element('span', 'row-side');
    const clock = element('time', 'row-clock', elapsed(since));
    if (status === 'closed') clock.textContent = 'closed';
    else clock.dataset.since = since;
    side.append(clock);
    if (generated) side.append(element('span', 'tag', 'generated'));
    else if (status === 'waiting') side.append(element('span', 'tag live', 'live'));
    const face = element('span', `row-channel ${contact.brand}`);
    face.append(channelIcon(channel));
    button.className = `row ${status}`;
    button.replaceChildren(face, words, side);
  };

  const arrange = (contacts) => {
    const ordered = [...contacts.values()].sort(
      (a, b) => Number(a.status === 'closed') - Number(b.status === 'closed') || b.since - a.since,
    );
    for (const kind of ['true', 'false']) {
      const wanted = ordered
        .filter((contact) => String(contact.generated) === kind && isShown(contact))
        .map(({id}) => rows.get(id).item);
      const list = lists[kind];
      // Moving a row that is in its place would take the focus from it.
      wanted.forEach((item, at) => {
        if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
      });
      while (list.children.length > wanted.length) list.lastElementChild.remove();
    }
    const waiting = ordered.filter(({status}) => status === 'waiting');
    const live = waiting.filter(({generated}) => !generated).length;
    document.getElementById('waiting').textContent = `${waiting.length} waiting`;
    document.getElementById('nobody').hidden = lists.false.children.length > 0;
    document.title = live ? `(${live}) Northdesk` : 'Northdesk';
  };
  const isShown = (contact) => !brand || contact.brand === brand;

  return {
    show(contacts) {
      for (const contact of contacts.values()) {
        if (!rows.has(contact.id)) {
          const item = document.createElement('li');
          const button = document.createElement('button');
          button.type = 'button';
          button.dataset.contact = contact.id;
          button.addEventListener('click', () => onChoose(contact.id));
          item.append(button);
          rows.set(contact.id, {item, button});
        }
        fill(rows.get(contact.id).button, contact);
      }
      arrange(contacts);
    },
    mark(id) {
      for (const [contact, {button}] of rows) {
        if (contact === id) button.setAttribute('aria-current', 'true');
        else button.removeAttribute('aria-current');
      }
    },
    filter(next) {
      brand = next;
      const name = options.brands.find(({id}) => id === next)?.name;
      document.getElementById('queue-title').textContent = name ?? 'Queue';
    },
  };
};
