import {
  CHANNELS,
  FRICTIONS,
  IDENTIFIER_KINDS,
  OUTCOMES,
  STAGES,
  TOUCHPOINT_NAMES,
} from '@throughline/contracts/vocabulary';
import {defaultPlaybook, journeyOf, reasonRules, say} from '@throughline/journey';
import {english} from '@throughline/journey/english';
import {readdirSync} from 'node:fs';
import {beforeAll, describe, expect, it, vi} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {briefEnglish} from './brief-english.ts';
import {tabsEnglish} from './chips.ts';
import {correctEnglish} from './correct-english.ts';
import {facetsEnglish} from './facets-english.ts';
import {figuresEnglish} from './figures.ts';
import {formatFor} from './format.ts';
import {clockEnglish, detailsEnglish} from './details.ts';
import {insightsEnglish} from './insights-english.ts';
import {addWords, loadWords, messagesFor, type PartialMessages} from './languages.ts';
import {en} from './messages.ts';
import {panelEnglish, statesEnglish} from './panel-english.ts';
import {phraseFormat} from './phrase-format.ts';
import {pinEnglish} from './pin-english.ts';
import {railEnglish} from './rail-english.ts';
import {toolsEnglish} from './tools-english.ts';

const files = readdirSync(new URL('languages/', import.meta.url));
const languages = files
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => name !== 'rtl');

/**
 * Whose turn it is and why, how long a stage may last, why something was refused; details; and what our own
 * sources tell by names that no standard has.
 */
const OTHER = `us customer nobody message answer queue abandoned promise watch act policy
  card_declined insufficient_funds expired_card incorrect_cvc expired authentication_required
  processing_error when item channel clock title reason coupon step paymentMethod list agent status
  type score severity value rating target crawler script_failed request_failed message_failed message_read
  message_clicked payment_disputed dispute_updated dispute_closed refund_failed subscription_cancelled
  account_closed checkout_updated`.split(/\s+/);
/** Words that the rules, the wire and the details put into sentences, and that English humanises. */
const WORDS = [
  ...CHANNELS,
  ...FRICTIONS,
  ...IDENTIFIER_KINDS,
  ...OUTCOMES,
  ...STAGES,
  ...TOUCHPOINT_NAMES,
  ...defaultPlaybook.actions.map(({action}) => action),
  ...reasonRules.map(({reason}) => reason),
  ...OTHER,
];
const FACETS = ['kind:help', 'kind:survey', 'kind:other', 'who:bot', 'feeling:good', 'feeling:bad'];

const fromKeys = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, '']));
/** Everything a language must say, as English says it; where only the key is known, ''. */
const all = {
  ...en,
  names: {...fromKeys(WORDS), ...en.names, ...detailsEnglish},
  brief: briefEnglish,
  insights: insightsEnglish,
  clock: clockEnglish,
  panel: {...panelEnglish, ...tabsEnglish, ...figuresEnglish},
  states: statesEnglish,
  tools: {...en.tools, ...toolsEnglish},
  facets: {...fromKeys(FACETS), ...facetsEnglish},
  rail: railEnglish,
  pins: pinEnglish,
  correct: correctEnglish,
  phrases: english,
};

type Text = string | readonly string[] | ({by?: string; other: string} & Record<string, string>);
const table = Object.entries(all).flatMap(([part, texts]) =>
  Object.entries(texts).map(([key, text]) => [`${part} ${key}`, part, key, text as Text] as const),
);
const placeholders = (text: string) => new Set(text.match(/\{\w+\}/g));
const isIn = (some: Set<string>, all: Set<string>) => [...some].every((each) => all.has(each));
const formsOf = (text: Text): Record<string, string> => {
  if (typeof text === 'string') return {other: text};
  const {by: _, ...forms} = text as Record<string, string>;
  return forms;
};

describe('words that are read from right to left', () => {
  it('run so where they hold nothing but values and signs, and are a value themselves', async () => {
    await loadWords('ar');
    const {phrases, parts} = messagesFor('ar');
    // "Lately: {changes}." of "{what} ({at})": an isolate looks at no letter inside another one.
    expect(phrases['change']).toBe('\u200f\u2068{what}\u2069 (\u2068{at}\u2069)');
    expect(parts.fact).toBe('\u2068{fact}\u2069'); // An English title goes its own way.
  });
});

describe('words of French', () => {
  it('keep a blank that does not break before a colon, a semicolon and a quotation’s end', async () => {
    const {messages} = await import('./languages/fr.ts');
    const texts = JSON.stringify(messages).match(/(?<=":)"[^"]*"/g)!;
    expect(texts.length).toBeGreaterThan(400);
    const wrong = texts.filter((text) =>
      /(?<![\u00a0\u202f])[:;?!»]|«(?![\u00a0\u202f])/.test(text),
    );
    expect(wrong).toEqual([]);
  });
});

describe('what somebody looks at', () => {
  it.each(['page', 'product', 'product_list', 'cart', 'promotion'])(
    'is not what they offer, in Arabic: %s',
    async (what) => {
      const {messages} = await import('./languages/ar.ts');
      expect(messages.names![`${what}_viewed`]).not.toMatch(/^عرض/);
    },
  );
});

describe('a sentence of the brief', () => {
  it.each([
    ['de', 'Wir sind dran, seit 00:00: Warten aufgegeben.'],
    ['fr', 'C’est à nous depuis 00:00\u00a0: a renoncé à attendre.'],
    ['es', 'Nos toca desde 0:00: abandonó la espera.'],
    ['pt', 'É a nossa vez desde 00:00: desistiu de esperar.'],
  ])('says in words of %s why it is our turn', async (lang, sentence) => {
    await loadWords(lang);
    const format = formatFor({lang, timeZone: 'UTC'});
    const left = aTouchpoint(0, {name: 'contact_abandoned', contact: {id: 'c'}});
    const next = journeyOf([left], {now: 1}).brief!.find(({question}) => question === 'next')!;
    expect(say(next, format.messages.phrases, phraseFormat(format, 1))).toBe(sentence);
  });
});

describe.each(languages)('the words of %s', (lang) => {
  let words: Required<PartialMessages>;
  beforeAll(async () => {
    const {messages} = (await import(`./languages/${lang}.ts`)) as {messages: typeof words};
    words = messages;
  });
  const rules = new Intl.PluralRules(lang);
  const categories = rules.resolvedOptions().pluralCategories.toSorted();
  /** What of a category a text may leave to its words: "one", "two". */
  const numbersOf = (category: string) =>
    Array.from({length: 1000}, (_, n) => n).filter((n) => rules.select(n) === category);

  it('are all there', () => {
    const missing = table.filter(
      ([, part, key]) => !Object.hasOwn((words as Record<string, object>)[part] ?? {}, key),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  it('are of no key that English lacks', () => {
    const known = new Set<string>(table.map(([name]) => name));
    const own = Object.entries(words).flatMap(([part, texts]) =>
      Object.keys(texts).map((key) => `${part} ${key}`),
    );
    expect(own.filter((name) => !known.has(name) && !name.startsWith('names '))).toEqual([]);
  });

  it('keep the values of every sentence, in every form', () => {
    const wrong = table.flatMap(([name, part, key, text]) => {
      const own = (words as Record<string, Record<string, Text>>)[part]?.[key];
      if (own === undefined || text === '') return [];
      const [forms, wanted] = [formsOf(own), formsOf(text)];
      return Object.entries(forms).flatMap(([category, form]) => {
        const reference = wanted[category] ?? wanted['other']!;
        const counter = `{${(text as {by?: string}).by ?? 'n'}}`;
        const needed = placeholders(reference);
        if (numbersOf(category).length === 1) needed.delete(counter);
        const allowed = placeholders(Object.values(wanted).join(''));
        const has = placeholders(form);
        const good = isIn(needed, has) && isIn(has, allowed);
        return good ? [] : [`${name} ${category}: ${form}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('have each form that the language counts by, and no other', () => {
    const wrong = table.filter(([, part, key, text]) => {
      if (typeof text === 'string' || Array.isArray(text)) return false;
      const own = (words as Record<string, Record<string, Text>>)[part]![key]!;
      const {by} = text as {by?: string};
      const same = (own as {by?: string}).by === by;
      return !same || String(Object.keys(formsOf(own)).toSorted()) !== String(categories);
    });
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('are text: neither empty nor markup', () => {
    const said = table.flatMap(([name, part, key, text]) => {
      const own = (words as Record<string, Record<string, Text>>)[part]?.[key] ?? 'missing';
      const texts = Array.isArray(own) ? own : Object.values(formsOf(own as string));
      const empty = Array.isArray(text) && text.includes('');
      return texts.map((each: string) => ({name, each, empty}));
    });
    const wrong = said.filter(
      ({each, empty}) => /[<>]|&#?\w+;|javascript:/.test(each) || (each === '' && !empty),
    );
    expect(wrong).toEqual([]);
  });

  it('tell why a card failed once, not twice', () => {
    // A row's title leaves out a reason that it begins with.
    const {names} = words;
    expect(names['payment_failed card']!.startsWith(names['card_declined']!)).toBe(true);
  });

  it('come when they are asked for, by the region as well', async () => {
    await loadWords(`${lang}-XX`);
    expect(messagesFor(lang).timeline.today).toBe(words.timeline.today);
    expect(formatFor({lang: `${lang.toUpperCase()}-ZZ`}).messages.timeline.today).toBe(
      words.timeline.today,
    );
  });
});

describe('a language that nobody has written', () => {
  it('is said in English, counted as English counts, and read as English is read', () => {
    for (const lang of ['zh', 'zh-Hant-TW', 'he', 'x']) {
      const {count, messages, direction} = formatFor({lang});
      expect(loadWords(lang)).toBeUndefined();
      expect(count(messages.parts.results, 1)).toMatch(/ result$/);
      expect(direction).toBe('ltr');
    }
  });
});

describe('a regional variant', () => {
  it('has the words of its language and the numbers of its region', async () => {
    await Promise.all([loadWords('pt-BR'), loadWords('de-AT')]);
    const [brazil, portugal] = ['pt-BR', 'pt-PT'].map((lang) => formatFor({lang}));
    expect(brazil!.messages).toBe(portugal!.messages);
    expect([brazil!.money(123_456, 'EUR'), portugal!.money(123_456, 'EUR')]).toEqual([
      '€\u00a01.234,56',
      '1234,56\u00a0€',
    ]);
    expect(formatFor({lang: 'de-AT'}).messages.timeline.today).toBe('Heute');
  });
});

describe('words of a tenant', () => {
  it('go before ours, whether they come before or after them', async () => {
    // Asked for anew: other tests have brought all languages.
    vi.resetModules();
    const fresh = await import('./languages.ts');
    fresh.addWords('de', {names: {showroom_visited: 'War im Laden', order_shipped: 'Unterwegs'}});
    expect(fresh.messagesFor('de').timeline.today).toBe('Today');
    await fresh.loadWords('de-CH');
    fresh.addWords('de', {names: {order_delivered: 'Zugestellt'}});
    const {names, timeline} = fresh.messagesFor('de-CH');
    expect([names['showroom_visited'], names['order_shipped'], names['order_delivered']]).toEqual([
      'War im Laden',
      'Unterwegs',
      'Zugestellt',
    ]);
    expect([timeline.today, names['order_completed']]).toEqual(['Heute', 'Bestellt']);
  });

  it('make a language that is read in its own direction', () => {
    addWords('he', {timeline: {...en.timeline, today: 'היום'}});
    const {messages, direction} = formatFor({lang: 'he-IL'});
    expect([messages.timeline.today, messages.timeline.older, direction]).toEqual([
      'היום',
      'Show older',
      'rtl',
    ]);
  });
});
