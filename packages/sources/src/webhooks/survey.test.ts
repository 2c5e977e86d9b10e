import {describe, expect, it} from 'vitest';
import {describeSharedSecret, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {surveySamples} from '../../test/samples/surveys.ts';
import {survey} from './survey.ts';

describe('a survey', () => {
  it('is told as it was answered', () => {
    expect(toldOne(survey, surveySamples.effort)).toEqual({
      key: 'answer:answer-1',
      name: 'survey_answered',
      occurredAt: NOW,
      channel: 'sms',
      direction: 'inbound',
      mode: 'self',
      identifiers: surveySamples.effort.body.identifiers,
      survey: {type: 'ces', score: 2, min: 1, max: 7, verbatim: 'I had to call twice'},
      contact: {id: 'call-1'},
      properties: {survey: 'After a call'},
    });
  });

  it('has the scale of its type where it says none', () => {
    expect(told(survey, surveySamples.several)[0]).toMatchObject({
      occurredAt: NOW,
      survey: {type: 'nps', score: 9, min: 0, max: 10},
    });
  });

  it('has no score where that lies outside of its scale, but its words', () => {
    const [, outside] = told(survey, surveySamples.several);
    expect(outside?.survey).toBeUndefined();
    expect(outside?.contact).toEqual({id: 'call-1', message: 'I had to call twice'});
  });

  it('does not guess its type', () => {
    expect(reasonOf(survey, {body: {id: '1', type: 'stars', score: 5}})).toContain('another type');
  });
});

describeSharedSecret(survey);
