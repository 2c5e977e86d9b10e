import {describe, expect, it} from 'vitest';
import {cleanUrl, pageOf} from './page.ts';

describe('cleanUrl', () => {
  it.each([
    ['https://ada:secret@shop.example/a#top', 'https://shop.example/a'],
    ['https://shop.example/a;jsessionid=1/b?page=2&token=x', 'https://shop.example/a/b?page=2'],
    ['https://shop.example/u/ada@example.com/x', 'https://shop.example/u/[email]/x'],
    ['https://shop.example/u/ada%40example.com', 'https://shop.example/u/[email]'],
    [
      'https://shop.example/?utm_source=ada@example.com',
      'https://shop.example/?utm_source=%5Bemail%5D',
    ],
    ['HTTP://SHOP.example:80', 'http://shop.example/'],
    ['javascript:alert(1)', undefined],
    ['android-app://com.example', undefined],
    ['/kettles', undefined],
    ['$direct', undefined],
    [7, undefined],
  ])('makes %s %s', (given, clean) => {
    expect(cleanUrl(given)).toBe(clean);
  });
});

describe('pageOf', () => {
  it('is nothing without an address, whatever else is known', () => {
    expect(pageOf({title: 'Kettles', referrer: 'https://a.example/'})).toBeUndefined();
  });

  it('leaves out what is not there', () => {
    expect(pageOf({url: 'https://shop.example/a?x=1', title: '', referrer: null})).toEqual({
      url: 'https://shop.example/a',
      path: '/a',
    });
  });
});
