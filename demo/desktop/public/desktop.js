import {startClocks} from './clock.js';
import {startConversation} from './conversation.js';
import {startJourney} from './journey.js';
import {startQueue} from './queue.js';

const contacts = new Map();
let chosen;

const journey = startJourney();
const conversation = startConversation();
const queue = startQueue((id) => {
  chosen = id;
  queue.mark(id);
  show();
});

const show = () => {
  queue.show(contacts);
  const contact = contacts.get(chosen);
  if (!contact) return;
  conversation.show(contact);
  journey.choose(contact);
};

const events = new EventSource('/queue');
events.addEventListener('queue', ({data}) => {
  for (const contact of JSON.parse(data)) contacts.set(contact.id, contact);
  show();
});
events.addEventListener('contact', ({data}) => {
  const contact = JSON.parse(data);
  contacts.set(contact.id, contact);
  show();
});
startClocks();

const pressOne = (buttons, pressed) => {
  for (const button of buttons) button.setAttribute('aria-pressed', String(button === pressed));
};

const brands = document.querySelectorAll('[data-brand]');
for (const button of brands) {
  button.addEventListener('click', () => {
    pressOne(brands, button);
    queue.filter(button.dataset.brand);
    queue.show(contacts);
  });
}

const embeds = document.querySelectorAll('[data-embed]');
for (const button of embeds) {
  button.addEventListener('click', () => {
    pressOne(embeds, button);
    journey.embedAs(button.dataset.embed);
  });
}

const THEMES = {auto: 'as the system', light: 'light', dark: 'dark'};
const theme = document.getElementById('theme');
theme.addEventListener('click', () => {
  const names = Object.keys(THEMES);
  const {dataset} = document.documentElement;
  dataset.theme = names[(names.indexOf(dataset.theme) + 1) % names.length];
  theme.setAttribute('aria-label', `Colours: ${THEMES[dataset.theme]}`);
  theme.title = `Colours: ${THEMES[dataset.theme]}`;
  journey.theme(dataset.theme);
});

const generate = async (button, note) => {
  button.disabled = true;
  note.textContent = 'Telling the collector …';
  try {
    const answer = await fetch('/history', {method: 'POST'});
    const result = await answer.json();
    if (!answer.ok) throw new Error(result.error);
    const {touchpoints, customers, stored, duplicates, refused} = result;
    note.textContent = `${touchpoints} generated touchpoints of ${customers} customers: ${stored} stored, ${duplicates} were there already${refused ? `, ${refused} refused` : ''}.`;
  } catch (error) {
    note.textContent = `That did not work. ${error.message}`;
  }
  button.disabled = false;
};
const button = document.getElementById('generate');
button.addEventListener('click', () => {
  void generate(button, document.getElementById('generate-note'));
});
