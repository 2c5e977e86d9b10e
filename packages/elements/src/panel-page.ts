import type {Identifier} from '@throughline/contracts';
import type {Rephrase} from '@throughline/journey';
import type {JourneyPanel} from './journey-panel.ts';

/**
 * The script of the collector's page `/panel`, which a desktop shows in an iframe. It says `ready`
 * to the page around it, takes the context that page answers with, and asks it for a fresh token
 * when the old one ran out. Opened by itself it says what it is for. Does nothing on any other page.
 *
 * Only messages of the parent window itself, from an origin that `data-origins` on the page's root
 * lists, are heard; what is sent goes to those origins and carries no secret. Sentences about the
 * customer go to that page only where it has said that it rephrases them: an address of who does is
 * neither taken nor called here.
 *
 * @returns what ends it
 */
export const panelPage = (page: Window & typeof globalThis = window): (() => void) => {
  const {document, parent} = page;
  const {dataset} = document.documentElement;
  if (dataset['throughlinePanel'] === undefined) return () => {};

  // Neither `*` nor `null`, which every sandboxed frame calls itself, names anybody.
  const listed = (dataset['origins'] ?? '').split(/\s+/);
  const origins = new Set(listed.filter((origin) => /^https?:\/\/[\w.:[\]-]+$/.test(origin)));
  if (parent === page) {
    explain(document, [...origins]);
    return () => {};
  }

  const panel: JourneyPanel = document.createElement('journey-panel');
  panel.src = page.location.origin;
  // Through the object model: the page's policy allows no style attribute and no sheet.
  document.body.style.setProperty('margin', '0');
  panel.style.setProperty('height', '100dvh');
  document.body.append(panel);

  const send = (type: string, more?: object) => {
    for (const origin of origins) parent.postMessage({type, ...more}, origin);
  };
  const questions = new Map<number, (sentences: readonly string[]) => void>();
  let asked = 0;
  const rephrase: Rephrase = (sentences, {lang, signal}) =>
    new Promise((answer) => {
      const question = ++asked;
      questions.set(question, answer);
      // An answer that nobody waits for any longer is not heard.
      signal?.addEventListener('abort', () => questions.delete(question));
      send('throughline:rephrase', {question, sentences, lang});
    });
  const onMessage = ({source, origin, data}: MessageEvent<unknown>) => {
    if (source !== parent || !origins.has(origin)) return;
    const context = data as Partial<Record<string, unknown>> | null;
    if (context?.['type'] === 'throughline:rephrased') {
      const {question, sentences} = context;
      questions.get(question as number)?.(Array.isArray(sentences) ? sentences : []);
    }
    if (context?.['type'] !== 'throughline:context') return;
    // What is of a wrong kind is left out; the rest is seen by the panel in one turn.
    const {token, customer, identifiers, theme, lang, rephrase: rephrases} = context;
    if (typeof token === 'string') panel.token = token;
    // Together they say who it is: nobody is known by the names of whoever was shown before.
    if (typeof customer === 'string' || Array.isArray(identifiers)) {
      panel.customer = typeof customer === 'string' ? customer : '';
      panel.identifiers = Array.isArray(identifiers) ? identifiers.filter(isIdentifier) : [];
    }
    if (typeof rephrases === 'boolean') panel.rephrase = rephrases ? rephrase : null;
    if (theme === 'auto' || theme === 'light' || theme === 'dark') {
      panel.theme = theme;
      const scheme = theme === 'auto' ? 'light dark' : theme;
      document.documentElement.style.setProperty('color-scheme', scheme);
    }
    if (typeof lang === 'string' && /^[\w-]{1,35}$/.test(lang)) {
      document.documentElement.lang = panel.lang = lang;
    }
  };
  const onToken = () => send('throughline:token-needed');

  page.addEventListener('message', onMessage);
  panel.addEventListener('journeytoken', onToken);
  send('throughline:ready');

  return () => {
    page.removeEventListener('message', onMessage);
    panel.remove();
  };
};

/** To a person who opened the page by itself. */
const explain = (document: Document, origins: readonly string[]) => {
  const main = document.createElement('main');
  for (const [tag, text] of [
    ['h1', 'This page belongs in an iframe'],
    [
      'p',
      'It shows a customer’s journey within an agent desktop. The page around it tells it whose journey to show, and gives it a token; here there is none around it.',
    ],
    [
      'p',
      origins.length > 0
        ? `Allowed to frame it: ${origins.join(', ')}.`
        : 'Nobody is allowed to frame it yet. There is no such tenant, or it was given no --panel-origin.',
    ],
  ] as const)
    main.appendChild(document.createElement(tag)).textContent = text;
  document.documentElement.style.setProperty('color-scheme', 'light dark');
  main.style.setProperty('font', '1rem/1.5 system-ui, sans-serif');
  main.style.setProperty('margin', '3rem auto');
  main.style.setProperty('max-width', '42rem');
  document.body.append(main);
};

const isIdentifier = (value: Partial<Identifier> | null): value is Identifier =>
  typeof value?.kind === 'string' && typeof value.value === 'string';
