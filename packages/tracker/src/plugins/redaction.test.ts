import {describe, expect, it} from 'vitest';
import {redaction} from './redaction.ts';

const clean = (url: string, query: string[] = []) => redaction({query}).cleanUrl!(new URL(url));

describe('cleanUrl', () => {
  it.each([
    ['https://user:secret@x.test/a', 'https://x.test/a'],
    ['https://x.test/a#access_token=1', 'https://x.test/a'],
    ['https://x.test/reset?token=abc', 'https://x.test/reset'],
    ['https://x.test/a?utm_source=mail&gclid=1', 'https://x.test/a?utm_source=mail'],
    ['https://x.test/a?utm_source=ada@x.test', 'https://x.test/a?utm_source=%5Bemail%5D'],
    ['https://x.test/u/ada%40x.test/orders', 'https://x.test/u/[email]/orders'],
    ['https://x.test/invite/3f1e2d4c5b6a798877665544332211ff', 'https://x.test/invite/[token]'],
    ['https://x.test/a;jsessionid=0A1B2C3D/b', 'https://x.test/a/b'],
    ['https://x.test/call/%2B442079460958', 'https://x.test/call/[phone]'],
    ['https://x.test/caf%C3%A9', 'https://x.test/caf%C3%A9'],
    ['https://x.test/100%', 'https://x.test/100%'],
  ])('%s is kept as %s', (url, kept) => {
    expect(clean(url)).toBe(kept);
  });

  it('keeps the query keys that the site allows', () => {
    expect(clean('https://x.test/a?size=L&token=1', ['size'])).toBe('https://x.test/a?size=L');
  });
});
