/** The English of pinned touchpoints and of what lies between two. */
export const pinEnglish = {
  pin: 'Pin',
  pinned: 'Pinned',
  unpin: 'Unpin {what}',
  between: 'Between the last two: {what}.',
  apart: '{time} apart',
  better: 'feeling better, {from} to {to}',
  worse: 'feeling worse, {from} to {to}',
  steady: 'feeling the same, {to}',
  unknown: 'feeling not known',
};

export type PinWords = typeof pinEnglish;
