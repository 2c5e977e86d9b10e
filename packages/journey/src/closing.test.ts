import {describe, expect, it} from 'vitest';
import {isClosing} from './closing.ts';

describe('what ends a conversation', () => {
  it.each([
    'Thanks!',
    'ok, perfect',
    'Thank you so much for your quick help.',
    'Hello Ada,\n\nthanks a lot!\n\nKind regards\nGrace Hopper',
    'Danke!',
    'Alles klar, vielen Dank für die schnelle Hilfe!',
    'Liebe Frau Noether,\nherzlichen Dank.\nViele Grüße\nEmmy',
    'Muchas gracias por su ayuda',
    'De acuerdo, perfecto.',
    'D’accord, merci beaucoup\u00a0!',
    'Merci pour votre aide. Cordialement, Marie',
    'Obrigada!',
    'Muito obrigado pela ajuda',
    'बहुत धन्यवाद',
    'ठीक है, शुक्रिया',
    'شكراً جزيلاً',
    'تمام، شكرا لكم على المساعدة',
    '👍🏽',
  ])('is %s', (text) => {
    expect(isClosing(text)).toBe(true);
  });

  it.each([
    '',
    '•••',
    'Thanks, but it is still broken.',
    'ok, and when?',
    'Is it ok now',
    'ok, 3 pm',
    'No, thanks',
    'Thanks, please cancel it',
    'Hello Ada,',
    'Danke, aber das Paket fehlt.',
    'Merci, mais non',
    'Gracias. ¿Y la factura?',
    'शुक्रिया, पर पार्सल नहीं आया',
    'شكرا، لكن أين طلبي؟',
    `Thanks${' a lot'.repeat(40)}`,
    'Thanks. Regards, and send me the invoice of last month',
    '😡',
  ])('is not %s', (text) => {
    expect(isClosing(text)).toBe(false);
  });
});
