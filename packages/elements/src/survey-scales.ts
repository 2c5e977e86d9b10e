import type {Survey} from '@throughline/contracts';

/** The kinds of question this asks; each has a scale of its own. */
export type SurveyType = Extract<Survey['type'], 'nps' | 'csat' | 'ces'>;

/** Everything the element says. */
export interface SurveyWords {
  readonly question: string;
  /** What the ends of the scale mean. */
  readonly low: string;
  readonly high: string;
  /** Above the field for a text. */
  readonly comment: string;
  readonly optional: string;
  readonly send: string;
  readonly thanks: string;
}

export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly words: SurveyWords;
  /** What faces say, where there are faces instead of numbers; from `min` on. */
  readonly faces?: readonly string[];
}

const common = {
  comment: 'Would you like to say why?',
  optional: 'optional',
  send: 'Send',
  thanks: 'Thank you. Your answer helps us to get better.',
};

export const scales: Readonly<Record<SurveyType, Scale>> = {
  nps: {
    min: 0,
    max: 10,
    words: {
      ...common,
      question: 'How likely are you to recommend us to a friend?',
      low: 'Not at all likely',
      high: 'Very likely',
    },
  },
  csat: {
    min: 1,
    max: 5,
    words: {
      ...common,
      question: 'How satisfied are you?',
      low: 'Very dissatisfied',
      high: 'Very satisfied',
    },
    faces: ['Very dissatisfied', 'Dissatisfied', 'Neither', 'Satisfied', 'Very satisfied'],
  },
  ces: {
    min: 1,
    max: 7,
    words: {
      ...common,
      question: 'How easy was it to get this done?',
      low: 'Very difficult',
      high: 'Very easy',
    },
  },
};
