import {isUuidV7, uuidV7Time} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {uuidV7} from './uuid.ts';

describe('uuidV7', () => {
  it('is one of version 7 and carries its instant', () => {
    for (const at of [0, 1_790_000_000_123, 2 ** 48 - 1]) {
      const id = uuidV7(at);
      expect(isUuidV7(id)).toBe(true);
      expect(uuidV7Time(id)).toBe(at);
    }
  });

  it('is another each time', () => {
    expect(new Set(Array.from({length: 1000}, () => uuidV7(1))).size).toBe(1000);
  });
});
