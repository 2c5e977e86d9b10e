/**
 * For languages that are read from right to left: keeps each value of a text together (Unicode's
 * isolates), so that an order's number or an English title does not mix with the words around it.
 */
export const isolated = <Words>(words: Words): Words =>
  JSON.parse(JSON.stringify(words).replace(/\{\w+\}/g, '\u2068$&\u2069')) as Words;
