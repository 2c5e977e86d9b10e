import {describe, expect, it} from 'vitest';
import {describeSharedSecret, NOW, reasonOf, toldOne} from '../../test/kit.ts';
import {satismeterSamples} from '../../test/samples/surveys.ts';
import {satismeter} from './satismeter.ts';

describe('SatisMeter', () => {
  it('tells of an answer', () => {
    expect(toldOne(satismeter, satismeterSamples.nps)).toMatchObject({
      key: 'answer:692581a0',
      name: 'survey_answered',
      occurredAt: NOW,
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'satismeter_respondent', value: 'sm-1'},
        {kind: 'satismeter_user', value: 'user-42'},
      ],
      survey: {type: 'nps', score: 4, min: 0, max: 10, verbatim: 'It leaks'},
      properties: {survey: 'After purchase'},
    });
    expect(toldOne(satismeter, satismeterSamples.csat)).toMatchObject({
      channel: 'email',
      survey: {type: 'csat', score: 2, min: 1, max: 5, verbatim: 'Slow'},
    });
  });

  it('does not guess about another thing', () => {
    expect(reasonOf(satismeter, {body: {response: {}}})).toBe('holds no response');
    expect(reasonOf(satismeter, {body: {response: {id: '1', metric: 'pmf'}}})).toContain('type');
  });
});

describeSharedSecret(satismeter);
