import {en, type Messages} from './messages.ts';

/** Those that are not English are files of their own, and come when they are needed. */
const loaders: Record<string, () => Promise<{messages: PartialMessages}>> = {
  ar: () => import('./languages/ar.ts'),
  de: () => import('./languages/de.ts'),
  es: () => import('./languages/es.ts'),
  fr: () => import('./languages/fr.ts'),
  hi: () => import('./languages/hi.ts'),
  pt: () => import('./languages/pt.ts'),
};

/** A language may lack what it says as English does. */
export type PartialMessages = {
  [Part in keyof Messages]?: Partial<Messages[Part]>;
};

const known = new Map<string, Messages>([['en', en]]);

/** The words of a language: of `de-AT` those of `de`, and English where there are none. */
export const messagesFor = (lang: string): Messages => known.get(base(lang)) ?? en;

/** Brings the words of a language; undefined where they are here, or are not written yet. */
export const loadWords = (lang: string): Promise<void> | undefined => {
  const name = base(lang);
  const load = known.has(name) || !Object.hasOwn(loaders, name) ? undefined : loaders[name];
  return load?.().then(
    ({messages}) => addWords(name, messages),
    () => {}, // The page's policy, or a version that is gone: English stays.
  );
};

/** Adds a language, or words of a tenant's own to one that is there. */
export const addWords = (lang: string, words: PartialMessages): void => {
  const all = structuredClone(messagesFor(lang)) as Record<string, object>;
  for (const [part, own] of Object.entries(words)) all[part] = {...all[part], ...own};
  known.set(base(lang), all as Messages);
};

const base = (lang: string) => lang.split('-')[0]!.toLowerCase();
