import {describe, expect, it} from 'vitest';
import {compoundOf} from './vader.ts';

describe('VADER', () => {
  // The examples that its paper's reference program publishes, with its scores.
  it.each([
    ['VADER is smart, handsome, and funny.', 0.8316],
    ['VADER is smart, handsome, and funny!', 0.8439],
    ['VADER is very smart, handsome, and funny.', 0.8545],
    ['VADER is VERY SMART, handsome, and FUNNY.', 0.9227],
    ['VADER is VERY SMART, handsome, and FUNNY!!!', 0.9342],
    ['VADER is VERY SMART, uber handsome, and FRIGGIN FUNNY!!!', 0.9469],
    ['VADER is not smart, handsome, nor funny.', -0.7424],
    ['The book was good.', 0.4404],
    ["At least it isn't a horrible book.", 0.431],
    ['The book was only kind of good.', 0.3832],
    [
      'The plot was good, but the characters are uncompelling and the dialog is not great.',
      -0.7042,
    ],
    ['Today SUX!', -0.5461],
    ["Today only kinda sux! But I'll get by, lol", 0.5249],
    ['Make sure you :) or :D today!', 0.8633],
    ['Catch utf-8 emoji such as 💘 and 💋 and 😁', 0.7003],
    ['Not bad at all', 0.431],
  ])('scores %s', (text, compound) => {
    expect(compoundOf(text)).toBeCloseTo(compound, 4);
  });

  it('reads the beginning of a long text', () => {
    const long = `good ${'word '.repeat(300)}`;
    expect(compoundOf(`${long}terrible`)).toBe(compoundOf(long));
    expect(compoundOf('terrible '.repeat(2000))).toBeGreaterThan(-1);
  });

  it.each(['', ' ', '!!!', 'constructor', '__proto__', '\ud800', '💘'.repeat(3000)])(
    'gives a number between -1 and 1 for anything: %j',
    (text) => {
      const compound = compoundOf(text);
      expect(compound).toBeGreaterThanOrEqual(-1);
      expect(compound).toBeLessThanOrEqual(1);
    },
  );
});
