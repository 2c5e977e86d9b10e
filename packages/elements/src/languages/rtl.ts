const VALUE = /\{\w+\}/g;

/**
 * Words of a language that is read from right to left, with each value in an isolate of its own: an order's
 * number or an English title among Arabic words. A text of values and signs alone begins with a mark: as a value of
 * another text it would else count as one that runs from left to right.
 */
export const isolated = <Words>(words: Words): Words =>
  JSON.parse(
    JSON.stringify(words, (_, text: unknown) =>
      typeof text === 'string' && isOfSigns(text) ? `\u200f${text}` : text,
    ).replace(VALUE, '\u2068$&\u2069'),
  ) as Words;

/** "{what} ({at})", not "{what}", which has a direction of its own. */
const isOfSigns = (text: string) => {
  const rest = text.replace(VALUE, '');
  return rest !== '' && rest !== text && !/\p{L}/u.test(rest);
};
