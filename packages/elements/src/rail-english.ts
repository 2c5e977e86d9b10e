/** Forms by plural category. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & {other: string};

/** The English of the days' bars and of what is picked in them. */
export const railEnglish = {
  label: 'The whole history',
  where: 'Where in the history',
  from: 'From',
  to: 'To',
  keys: 'Arrow keys go there, Enter keeps this span alone, Escape lets go of it.',
  day: 'by day',
  week: 'by week',
  month: 'by month',
  quarter: 'by quarter',
  year: 'by year',
  loaded: 'of what is loaded',
  frictions: {one: '{n} friction', other: '{n} frictions'} as Forms,
  contacts: {one: '{n} contact', other: '{n} contacts'} as Forms,
  said: '{when}: {what}',
  until: 'until {at}',
  since: 'since {at}',
};

export type RailWords = typeof railEnglish;
