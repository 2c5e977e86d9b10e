import type {Source} from '../source.ts';
import {hearJson, unknown} from './hearing.ts';
import {get, id, identifier, iso, list, number, text} from './reading.ts';
import {sharedSecret} from './signatures.ts';
import {answerDraft} from './survey.ts';

/** Answers to its surveys. */
export const satismeter: Source = {
  name: 'satismeter',
  title: 'SatisMeter',
  verify: sharedSecret,
  hear: hearJson((payload) => {
    const response = get(payload, 'response');
    const type = METRICS.find(
      (each) => each === (text(response, 'metric') ?? text(payload, 'metric') ?? 'nps'),
    );
    if (id(response, 'id') === undefined) return unknown('holds no response');
    if (!type) return unknown('is a survey of another type');
    const words = list(response, 'answers').find((each) => /text/.test(text(each, 'type') ?? ''));
    return answerDraft({
      id: id(response, 'id'),
      occurredAt: iso(response, 'created'),
      identifiers: [
        identifier('email', response, 'user.email'),
        identifier('satismeter_respondent', response, 'user.id'),
        // What the site calls them, or what a visitor says that it does: no login of ours.
        identifier('satismeter_user', response, 'user.userId'),
      ],
      type,
      score: number(response, 'rating'),
      verbatim: text(response, 'feedback') ?? text(words, 'value'),
      channel: text(response, 'method') === 'Email' ? 'email' : 'web',
      name: text(response, 'campaign.name') ?? text(response, 'campaign'),
    });
  }),
};

const METRICS = ['nps', 'csat', 'ces'] as const;
