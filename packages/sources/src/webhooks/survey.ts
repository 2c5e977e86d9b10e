import type {Channel} from '@throughline/contracts';
import {CHANNELS} from '@throughline/contracts';
import type {Source} from '../source.ts';
import {hearJson, keyOf, relation, unknown, type Draft} from './hearing.ts';
import {get, id, identifier, iso, list, millis, number, text} from './reading.ts';
import {standardOrShared} from './signatures.ts';

const TYPES = ['nps', 'csat', 'ces', 'fcr', 'custom'] as const;
type SurveyType = (typeof TYPES)[number];

/**
 * An answer to a survey, of whatever tool:
 * `{id, type, score, min, max, verbatim?, at, identifiers: [{kind, value}], channel?, contact?, name?}`.
 */
export const survey: Source = {
  name: 'survey',
  title: 'Survey',
  verify: standardOrShared,
  hear: hearJson(
    (answer) => {
      const type = TYPES.find((each) => each === get(answer, 'type'));
      if (!type) return unknown('is a survey of another type');
      return answerDraft({
        id: id(answer, 'id'),
        occurredAt: iso(answer, 'at') ?? millis(answer, 'at'),
        identifiers: list(answer, 'identifiers').map((each) => {
          const kind = text(each, 'kind') ?? '';
          return /^[a-z][a-z0-9_]{0,31}$/.test(kind) ? identifier(kind, each, 'value') : undefined;
        }),
        channel: CHANNELS.find((each) => each === get(answer, 'channel')),
        contact: id(answer, 'contact'),
        type,
        score: number(answer, 'score'),
        min: number(answer, 'min'),
        max: number(answer, 'max'),
        verbatim: text(answer, 'verbatim'),
        name: text(answer, 'name'),
      });
    },
    (payload) => (Array.isArray(payload) ? list(payload) : [payload]),
  ),
};

export interface Answer {
  readonly id: string | undefined;
  readonly occurredAt: number | undefined;
  readonly identifiers: Draft['identifiers'];
  readonly type: SurveyType;
  readonly score: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly verbatim?: string | undefined;
  readonly channel?: Channel | undefined;
  /** The conversation that was asked about. */
  readonly contact?: string | undefined;
  readonly ticket?: string | undefined;
  /** Of the survey. */
  readonly name?: string | undefined;
}

/** What scales mostly go from and to. */
const SCALES: Readonly<Record<SurveyType, readonly [number, number] | undefined>> = {
  nps: [0, 10],
  csat: [1, 5],
  ces: [1, 7],
  fcr: [0, 1],
  custom: undefined,
};

/** A score outside of its scale is no score, and an answer without one is told in its words alone. */
export const answerDraft = (answer: Answer): Draft => {
  const {type, score, verbatim} = answer;
  const [min, max] = [answer.min ?? SCALES[type]?.[0], answer.max ?? SCALES[type]?.[1]];
  const isScore =
    score !== undefined && min !== undefined && max !== undefined && min <= score && score <= max;
  return {
    key: keyOf('answer', answer.id),
    name: 'survey_answered',
    occurredAt: answer.occurredAt,
    channel: answer.channel ?? 'web',
    direction: 'inbound',
    mode: 'self',
    identifiers: [
      ...answer.identifiers,
      answer.ticket === undefined ? undefined : {kind: 'ticket', value: answer.ticket},
    ],
    survey: isScore ? {type, score, min, max, verbatim} : undefined,
    contact: {id: answer.contact ?? answer.ticket, message: isScore ? undefined : verbatim},
    relations: [relation('ticket', answer.ticket)],
    properties: {survey: answer.name},
  };
};

/**
 * Of tools that send a rating at once, and it all once more when words are added, each time without
 * saying when: the two are told apart, each once.
 */
export const ratingDrafts = (answer: Answer): readonly Draft[] => {
  const {id: rated, score, verbatim} = answer;
  return [
    ...(score === undefined
      ? []
      : [answerDraft({...answer, id: keyOf(rated, score), verbatim: undefined})]),
    ...(verbatim === undefined
      ? []
      : [answerDraft({...answer, id: keyOf(rated, 'words'), score: undefined})]),
  ].map((draft) => ({...draft, undated: true}));
};
