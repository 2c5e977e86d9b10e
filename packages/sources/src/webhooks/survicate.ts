import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown} from './hearing.ts';
import {get, id, identifier, iso, list, text, whole} from './reading.ts';
import {bodySigned} from './signatures.ts';
import {answerDraft} from './survey.ts';

/** Answers to single questions of its surveys. */
export const survicate: Source = {
  name: 'survicate',
  title: 'Survicate',
  verify: bodySigned('SHA-256', 'hex', 'hmac'),
  hear: hearJson((payload) => {
    const answered = get(payload, 'event.questionAnswered');
    if (answered === undefined) {
      // Of the whole survey it says no more than of its questions.
      const whole = get(payload, 'event.surveyCompleted') ?? get(payload, 'event.surveyAnswered');
      return whole ? [] : unknown('is an event of another type');
    }
    const choice = get(answered, 'choice');
    // An NPS has its value for an id; all other choices are only words.
    const isNps = /^(?:promoter|passive|detractor)$/i.test(text(choice, 'body') ?? '');
    const words = text(answered, 'text') ?? text(choice, 'comment') ?? severalOf(answered);
    const draft = answerDraft({
      id: keyOf(id(answered, 'responseUuid'), id(answered, 'question.id')),
      occurredAt: iso(answered, 'timestamp'),
      identifiers: [
        identifier('email', attributeOf(answered, 'email')),
        identifier('email', answered, 'fields.email'),
        identifier('survicate_respondent', answered, 'respondent.uuid'),
        // What the site calls them, or what a visitor says that it does: no login of ours.
        identifier('survicate_user', attributeOf(answered, 'user_id')),
      ],
      type: isNps ? 'nps' : 'custom',
      score: isNps ? whole(choice, 'id') : undefined,
      verbatim: isNps ? words : (words ?? text(choice, 'body')),
      contact: id(answered, 'responseUuid'),
      name: text(answered, 'survey.name'),
    });
    return {...draft, properties: {...draft.properties, question: text(answered, 'question.body')}};
  }),
};

/** What was ticked, how each row of a table was answered, what was put in which place; or a date. */
const severalOf = (answered: unknown): string | undefined => {
  const lines = ['choices', 'matrix', 'ranking'].flatMap((kind) =>
    list(answered, kind).map((each) => {
      const more = id(each, 'value') ?? text(each, 'comment');
      return [text(each, 'body'), more].filter((part) => part !== undefined).join(': ');
    }),
  );
  return lines.length > 0 ? lines.join('\n') : text(answered, 'date');
};

/** As an object, or as a list of names and values. */
const attributeOf = (answered: unknown, name: string): unknown => {
  const attributes = get(answered, 'respondent.attributes');
  if (Array.isArray(attributes)) {
    return get(
      list(attributes).find((each) => get(each, 'name') === name),
      'value',
    );
  }
  return get(attributes, name);
};
