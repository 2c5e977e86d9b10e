import {createSecretKey} from 'node:crypto';
import {describe, expect, it} from 'vitest';
import {knownIdentifiers} from './identifiers.ts';

const pepper = createSecretKey(Buffer.alloc(32, 1));
const shown = (kind: string, value: string) =>
  knownIdentifiers(1, [{kind, value}], pepper)[0]!.display;

describe('what a person may see of an identifier', () => {
  it.each([
    ['email', 'Ada@example.com', 'a•••@example.com'],
    ['phone', '+49 170 1234567', '•••567'],
    ['user', 'ada@example.com', 'a•••@example.com'],
    ['user', 'user-42', 'user-42'],
    ['x_handle', '@ada', '@ada'],
  ])('%s %s is %s', (kind, value, expected) => {
    expect(shown(kind, value)).toBe(expected);
  });
});
