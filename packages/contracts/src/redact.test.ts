import {describe, expect, it} from 'vitest';
import {redact} from './redact.ts';

describe('redact', () => {
  it.each([
    ['a card', 'paid with 4111 1111 1111 1111 today', 'paid with [card] today'],
    ['a card without blanks', '4111111111111111', '[card]'],
    [
      'a printed IBAN before more words',
      'to DE89 3704 0044 0532 0130 00 by Friday',
      'to [iban] by Friday',
    ],
    ['an electronic IBAN', 'GB82WEST12345698765432', '[iban]'],
    ['an e-mail address', 'write to ada.lovelace+shop@example.co.uk!', 'write to [email]!'],
    ['an e-mail address in other letters', 'jörg@bücher.de', '[email]'],
    ['an encoded e-mail address', 'ada%40example.com', '[email]'],
    ['an international phone number', 'call +44 20 7946 0958', 'call [phone]'],
    ['a national phone number', 'call (415) 555-0132 now', 'call [phone] now'],
    ['a web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', '[token]'],
    ['a bearer', 'Bearer abc.def', '[token]'],
    ['a secret key', 'sk_live_51H8abcdEFGH', '[token]'],
    ['a long mixed word', '3f1e2d4c5b6a798877665544332211ff', '[token]'],
  ])('takes out %s', (_, text, kept) => {
    expect(redact(text)).toBe(kept);
  });

  it.each([
    ['a card whose last digit is wrong', '4111 1111 1111 1112'],
    ['a date', '2026-11-22 10:30'],
    ['a day', 'delivered on 22.11.2026.'],
    ['an address of the internet', '192.168.10.20'],
    ['a price', 'EUR 1,234,567.89'],
    ['an order number', 'order 1000123'],
    ['a product', 'iPhone 15 128 GB 2024'],
    ['a UUID', '550e8400-e29b-41d4-a716-446655440000'],
    ['an instant', '1700000000000'],
    ['a house', '5533 119th Street'],
    ['a slug', 'the-10-best-grinders-for-2024-and-2025'],
  ])('leaves %s', (_, text) => {
    expect(redact(text)).toBe(text);
  });
});
