import {describe, expect, it} from 'vitest';
import {searchArticles} from './articles.ts';

const slugs = (query: string) => searchArticles(query).map(({slug}) => slug);

describe('searchArticles', () => {
  it.each([
    ['refund', 'returns-and-refunds'],
    ['card declined', 'my-card-was-declined'],
    ['where is my parcel', 'where-is-my-order'],
    ['Grinder jammed!', 'grinder-is-stuck'],
    ['limescale', 'descale-your-kettle'],
  ])('finds for “%s” %s first', (query, slug) => {
    expect(slugs(query)[0]).toBe(slug);
  });

  it.each(['gift card balance', 'zebra', 'to', ''])('finds nothing for “%s”', (query) => {
    expect(slugs(query)).toEqual([]);
  });
});
