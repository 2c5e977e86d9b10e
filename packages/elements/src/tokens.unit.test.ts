import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';

const found = (file: string, pattern: RegExp) =>
  [...readFileSync(new URL(file, import.meta.url), 'utf8').matchAll(pattern)]
    .map(([, name]) => name)
    .sort();

describe('custom properties', () => {
  it('are each told where every element has them from, for the manifest', () => {
    const told = found('journey-element.ts', /@cssproperty \[?(--journey-[a-z-]+)/g);
    expect(told).toEqual(found('tokens.ts', /var\((--journey-[a-z-]+)/g));
  });
});
