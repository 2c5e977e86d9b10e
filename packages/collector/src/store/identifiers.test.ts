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

describe('who is named', () => {
  const named = (kind: string, value: string) =>
    knownIdentifiers(1, [{kind, value}], pepper).map(({visitor}) => visitor);

  it.each(['0', '00', '0000', '+0000', '00 00 00', '+', '-1', '+49', '0049', 'unknown', 'n/a'])(
    'nobody is by the phone number %j',
    (value) => {
      expect(named('phone', value)).toEqual([]);
    },
  );

  it.each([
    'noreply@shop.example',
    'No-Reply@shop.example',
    'do_not_reply@shop.example',
    'mailer-daemon@mail.example',
    'guest@shop.example',
    'null@null.example',
    'unknown@unknown.com',
    'test@test.com',
    '@shop.example',
  ])('nobody is by the address %s', (value) => {
    expect(named('email', value)).toEqual([]);
  });

  it.each(['test@example.com', 'guesthouse@shop.example', 'testa@test.com', 'reply@shop.example'])(
    'somebody is by the address %s',
    (value) => {
      expect(named('email', value)).toHaveLength(1);
    },
  );

  it.each([
    ['ada@example.com.', 'ada@example.com'],
    ['ada@xn--bcher-kva.example', 'ada@bücher.example'],
    ['Ada@BÜCHER.example', 'ada@bücher.example'],
    ['ada@bu\u0308cher.example', 'ada@bücher.example'],
    ['jose\u0301@example.com', 'josé@example.com'],
    ['ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ada@example.com'],
  ])('the address %s is %s', (typed, address) => {
    expect(named('email', typed)).toEqual(named('email', address));
    expect(shown('email', typed)).toBe(shown('email', address));
  });

  it.each(['ada', 'ada@', 'ada@a b', 'ada@xn--zzzzzz-.example', 'a@b@c'])(
    'what is no address is taken as it stands: %s',
    (value) => {
      expect(named('email', value)).toHaveLength(1);
    },
  );

  it.each([
    ['+98 ۹۱۲ ۳۴۵ ۶۷۸۹', '+989123456789'],
    ['٠٠٩٧١ ٥٠١٢٣٤٥٦٧', '+971501234567'],
    ['＋４９　３０　１２３４５６', '+4930123456'],
    ['०११ २३४५ ६७८९', '01123456789'],
  ])('the phone number %s is %s', (typed, number) => {
    expect(named('phone', typed)).toEqual(named('phone', number));
    expect(named('phone', typed)).toHaveLength(1);
  });
});
