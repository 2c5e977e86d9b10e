import {describe, expect, it} from 'vitest';
import {rephrased} from './rephrase.ts';

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
  });
});
