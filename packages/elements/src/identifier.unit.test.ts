import {uuidV7} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {maskIdentifier} from './identifier.ts';

describe('an identifier on a screen', () => {
  it('tells visitors of the same moment apart, and is not all of it', () => {
    const at = Date.now();
    const ids = Array.from({length: 20}, () => uuidV7(at));
    const shown = ids.map((value) => maskIdentifier({kind: 'anonymous', value}));
    expect(new Set(shown).size).toBe(20);
    for (const [index, text] of shown.entries()) {
      expect(text).toMatch(/^…[\da-f]{6}$/);
      expect(ids[index]).toContain(text.slice(1));
    }
  });

  it('stays as it is where the collector has masked it, and else says what is enough to recognise', () => {
    const mask = (kind: string, value: string) => maskIdentifier({kind, value});
    expect(mask('email', 'a•••@example.com')).toBe('a•••@example.com');
    expect(mask('email', 'ada@example.com')).toBe('a•••@example.com');
    expect(mask('user', 'ada@example.com')).toBe('a•••@example.com');
    expect(mask('phone', '+49 30 1234567')).toBe('•••• 567');
    expect(mask('anonymous', 'v-1')).toBe('v-1');
    expect(mask('user', 'u-1042')).toBe('u-1042');
  });
});
