import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {inferSentiment, valenceOf} from './sentiment.ts';

const wrote = (message: string, over: Parameters<typeof aTouchpoint>[0] = {}) =>
  inferSentiment(
    aTouchpoint({
      name: 'message_received',
      direction: 'inbound',
      contact: {id: 'c', message},
      ...over,
    }),
  );

describe('what words feel like', () => {
  it('is said with how it was found and how sure', () => {
    expect(
      wrote('This is the third time I call and it is still broken. Terrible service!'),
    ).toEqual({
      valence: -2,
      source: 'inferred',
      method: 'vader/1',
      confidence: 0.5,
    });
    expect(wrote('Thank you so much, you are great!')).toMatchObject({
      valence: 2,
      confidence: 0.35,
    });
  });

  it.each([
    ['nothing said', ''],
    ['nothing felt', 'When will it be there, and who is going to be there with it?'],
    ['another language', 'Das war wirklich schlecht und ich bin sehr enttäuscht, nice'],
    ['another alphabet', 'これはひどい good'],
    ['German', 'Ich will die Bestellung stornieren, was soll ich tun?'],
    ['German', 'Was ist das für ein Service? Die Karte war in der Post, so ein Mist.'],
    ['Spanish', 'No me ha llegado el pedido. No me gusta.'],
    ['French', 'On me dit que le colis est perdu, me faut-il attendre? Quelle tragique situation'],
    ['Portuguese', 'Me ajudem a resolver, o pedido do mês passado não chegou, terrivel'],
    ['Dutch', 'Ik was hier gisteren en we hebben is het pakket niet gezien, die bezorger is dom'],
    ['Italian', 'Non mi avete risposto, a me non va bene, no, pessimo'],
    ['Swedish', 'Hej, var är min order? Den var for sen. Vi har inte fått den'],
  ])('is nothing for %s', (_, text) => {
    expect(wrote(text)).toBeUndefined();
  });

  it('is nothing a machine answers for somebody who is away', () => {
    const text = 'I am out of the office. Sorry, your mail was not read: this is terrible';
    expect(wrote(text, {mode: 'automated'})).toBeUndefined();
    expect(wrote(text, {mode: 'bot'})).toBeDefined();
  });

  it('is never an agent’s', () => {
    const text = 'I am so sorry, this is a terrible mistake';
    expect(wrote(text, {direction: 'outbound'})).toBeUndefined();
    expect(wrote(text, {direction: 'none'})).toBeUndefined();
    expect(wrote(text, {name: 'agent_note_added'})).toBeUndefined();
    const survey = {type: 'custom', score: 1, min: 1, max: 5, verbatim: text} as const;
    expect(wrote('', {direction: 'outbound', survey})).toBeUndefined();
    expect(wrote(text)).toBeDefined();
  });

  it('leaves what the sender knows', () => {
    expect(wrote('It is terrible', {sentiment: {valence: 1, source: 'self'}})).toBeUndefined();
  });

  it('is read off answers and reviews as well', () => {
    const survey = {
      type: 'csat',
      score: 1,
      min: 1,
      max: 5,
      verbatim: 'It was a horrible mess',
    } as const;
    expect(inferSentiment(aTouchpoint({survey}))?.valence).toBe(-2);
    const review = {name: 'review_submitted', properties: {comment: 'I love it, it is wonderful'}};
    expect(inferSentiment(aTouchpoint(review))?.valence).toBe(2);
  });

  it('has five bins', () => {
    expect([-0.6, -0.2, -0.19, 0.2, 0.6].map(valenceOf)).toEqual([-2, -1, 0, 1, 2]);
  });
});
