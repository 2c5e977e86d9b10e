/** What the values of facts are called: "stuck: far too long". */
export const factEnglish: Record<string, string> = {
  us: 'ours',
  watch: 'long',
  act: 'too long',
};

/** The English of the brief. */
export const briefEnglish = {
  label: 'In short',
  about: 'Probably about {reason}',
  declared: 'About {reason}',
  inward: 'For you only',
  rephrased: 'Rephrased',
  original: 'Show the original words',
  basis: 'From the newest {n} of {total} touchpoints.',
  more: 'More suggestions: {n}',
  accept: 'Do it',
  wrong: 'Not here',
  accepted: 'Taken on',
  refused: 'Noted as wrong',
  notNoted: 'It could not be kept. Try again.',
  note: 'Add a note',
  noteHint: 'For colleagues; the customer does not see it.',
  save: 'Save',
  cancel: 'Cancel',
  noted: 'Noted.',
  // The questions.
  happened: 'Happened',
  tried: 'Tried',
  changed: 'Changed',
  attached: 'Attached',
  next: 'Next',
};
