/** The English of the brief. */
export const briefEnglish = {
  label: 'In short',
  about: 'Probably about {reason}',
  declared: 'About {reason}',
  inward: 'For you only',
  basis: 'From the newest {n} of {total} touchpoints.',
  more: '{n} more suggestions',
  accept: 'Do it',
  wrong: 'Not here',
  accepted: 'Taken on',
  refused: 'Noted as wrong',
  // The questions.
  happened: 'Happened',
  tried: 'Tried',
  changed: 'Changed',
  attached: 'Attached',
  next: 'Next',
};
