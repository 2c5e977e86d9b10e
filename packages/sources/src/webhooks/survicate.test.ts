import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {survicateSamples} from '../../test/samples/surveys.ts';
import {survicate} from './survicate.ts';

describe('Survicate', () => {
  it('tells of an answer with a score', () => {
    expect(toldOne(survicate, survicateSamples.nps)).toMatchObject({
      key: 'answer:3fa85f64-5717-4562-b3fc-2c963f66afa6:12123',
      occurredAt: NOW,
      identifiers: [{kind: 'email', value: 'ada@example.com'}, {kind: 'survicate_respondent'}],
      survey: {type: 'nps', score: 3, min: 0, max: 10, verbatim: 'It leaks'},
      properties: {survey: 'After a call', question: 'Would you recommend us?'},
    });
  });

  it('tells of words alone', () => {
    expect(toldOne(survicate, survicateSamples.choice)).toMatchObject({
      contact: {message: 'Great'},
    });
    expect(toldOne(survicate, survicateSamples.text)).toMatchObject({
      identifiers: [{kind: 'survicate_respondent'}, {kind: 'survicate_user', value: 'user-42'}],
      contact: {message: 'The kettle leaks'},
    });
  });

  it('tells of all that was ticked, and of each row of a table', () => {
    expect(toldOne(survicate, survicateSamples.ticked).contact?.message).toBe(
      'The price\nThe service: nobody answered',
    );
    expect(toldOne(survicate, survicateSamples.rows).contact?.message).toBe(
      'Waiting: Bad\nAdvice: Good',
    );
  });

  it('hears nothing in the whole, and does not guess about another event', () => {
    expect(told(survicate, survicateSamples.whole)).toEqual([]);
    expect(told(survicate, {body: {event: {surveyAnswered: {survey: {id: 'b92b'}}}}})).toEqual([]);
    expect(reasonOf(survicate, {body: {event: {}}})).toContain('another type');
  });
});

describeSignature(survicate, {
  sign: (body, secret) => ({headers: {hmac: hmac('sha256', 'hex', secret, body)}, body}),
});
