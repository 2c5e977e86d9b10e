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

const brought = new Map<string, PartialMessages>([['en', en]]);
/** A tenant's own, which go before what is brought, whichever comes first. */
const added = new Map<string, PartialMessages[]>();
const known = new Map<string, Messages>([['en', en]]);

/** The words of a language: of `de-AT` those of `de`, and English where there are none. */
export const messagesFor = (lang: string): Messages => known.get(base(lang)) ?? known.get('en')!;

/** Brings the words of a language; undefined where they are here, or are not written yet. */
export const loadWords = (lang: string): Promise<void> | undefined => {
  const name = base(lang);
  const load = brought.has(name) || !Object.hasOwn(loaders, name) ? undefined : loaders[name];
  return load?.().then(
    ({messages}) => {
      brought.set(name, messages);
      merge(name);
    },
    () => {}, // The page's policy, or a version that is gone: English stays.
  );
};

/** Adds a language, or words of a tenant's own to one that is there or will be. */
export const addWords = (lang: string, words: PartialMessages): void => {
  const name = base(lang);
  added.set(name, [...(added.get(name) ?? []), words]);
  merge(name);
};

const merge = (name: string) => {
  const all: Record<string, object> = {...en};
  for (const words of [brought.get(name) ?? {}, ...(added.get(name) ?? [])]) {
    for (const [part, own] of Object.entries(words)) all[part] = {...all[part], ...own};
  }
  known.set(name, all as Messages);
};

const base = (lang: string) => lang.split('-')[0]!.toLowerCase();
