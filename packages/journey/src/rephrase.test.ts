import {describe, expect, it} from 'vitest';
import {rephrased, type Rephrase} from './rephrase.ts';

const sentence = 'The customer tried 2 payments (card_declined); a search for ‘pay by invoice’.';
const say = async (proposal: string) =>
  (await rephrased([sentence], async () => [proposal]))[0] === proposal;

describe('other words', () => {
  it('are taken where they add nothing', async () => {
    expect(await say('They paid 2 times in vain and looked for ‘pay by invoice’.')).toBe(true);
  });

  it.each([
    ['another number', 'They paid 3 times in vain and looked for ‘pay by invoice’.'],
    ['a number less', 'They paid in vain and looked for ‘pay by invoice’.'],
    ['a name', 'They paid 2 times with Visa and looked for ‘pay by invoice’.'],
    ['another quotation', 'They paid 2 times in vain and looked for ‘refund’.'],
    ['a quotation less', 'They paid 2 times in vain.'],
    ['a short denial', 'They didn’t pay 2 times and looked for ‘pay by invoice’.'],
    ['a denial', 'They did not pay 2 times and looked for ‘pay by invoice’.'],
    ['markup', 'They paid 2 times in vain <b>and</b> looked for ‘pay by invoice’.'],
    ['a second line', 'They paid 2 times,\nlooked for ‘pay by invoice’.'],
    ['a story', `They paid 2 times and looked for ‘pay by invoice’ ${'and so on '.repeat(20)}`],
    ['nothing', ' '],
  ])('are not taken with %s', async (_, proposal) => {
    expect(await say(proposal)).toBe(false);
  });

  it('are not needed', async () => {
    const broken = async () => Promise.reject(new Error('no model'));
    expect(await rephrased([sentence], broken)).toEqual([sentence]);
    expect(await rephrased([sentence], async () => [])).toEqual([sentence]);
    const worse = [
      () => {
        throw new Error('at once');
      },
      async () => undefined,
      async () => [42],
    ] as unknown as Rephrase[];
    for (const rephrase of worse) expect(await rephrased([sentence], rephrase)).toEqual([sentence]);
  });
});

describe('in another language', () => {
  const german = 'Zuletzt auf „Hilfe zur Karte“, am 3. Mai um 10:15.';
  const inGerman = async (proposal: string, of = german) =>
    (await rephrased([of], async () => [proposal], {lang: 'de-AT'}))[0] === proposal;

  it('names, numbers and what is quoted are looked after as well', async () => {
    expect(await inGerman('Am 3. Mai um 10:15 zuletzt auf „Hilfe zur Karte“ gewesen.')).toBe(true);
    expect(await inGerman('Am 3. Mai um 10:15 zuletzt auf „Hilfe“ gewesen.')).toBe(false);
    expect(await inGerman('Am 4. Mai um 10:15 zuletzt auf „Hilfe zur Karte“ gewesen.')).toBe(false);
    expect(await inGerman('Am 3. Mai um 10:15 mit Visa auf „Hilfe zur Karte“.')).toBe(false);
  });

  it.each([
    ['de', 'Wir sind seit 3 Tagen dran.', 'Wir sind seit 3 Tagen nicht dran.'],
    ['es', 'Nos toca desde hace 3 días.', 'No nos toca desde hace 3 días.'],
    ['fr', 'C’est à nous depuis 3 jours.', 'Ce n’est plus à nous depuis 3 jours.'],
    ['pt', 'É a nossa vez há 3 dias.', 'Não é a nossa vez há 3 dias.'],
  ])('%s is not denied', async (lang, of, proposal) => {
    expect(await rephrased([of], async () => [proposal], {lang})).toEqual([of]);
    expect(await rephrased([of], async () => [`${of} `], {lang})).toEqual([`${of} `]);
  });

  it('a name is one behind an apostrophe, too', async () => {
    const of = 'Commande expédiée (3 mai).';
    const proposal = 'Une commande d’Amazon expédiée (3 mai).';
    expect(await rephrased([of], async () => [proposal], {lang: 'fr'})).toEqual([of]);
  });

  it.each(['ar', 'hi', 'zh', 'constructor'])('nobody is asked in %s', async (lang) => {
    let asked = false;
    const rephrase = async (all: readonly string[]) => ((asked = true), all);
    expect(await rephrased([sentence], rephrase, {lang})).toEqual([sentence]);
    expect(asked).toBe(false);
  });

  it('is what the model is told', async () => {
    const {signal} = new AbortController();
    let told: unknown;
    const rephrase: Rephrase = async (all, options) => ((told = options), all);
    await rephrased([sentence], rephrase, {lang: 'de-AT', signal});
    expect(told).toEqual({lang: 'de-AT', signal});
  });
});
