/**
 * Fills the `{…}` of a text, from left to right: what stands in a value is not filled again. A value that
 * runs from right to left is isolated, so that it does not take the number after it along; the words of a
 * language that itself runs so isolate each.
 */
export const fillIn = (text: string, valueOf: (name: string) => string): string =>
  text.replace(/(\u2068?)\{(\w+)\}/g, (_, isolate: string, name: string) => {
    const value = valueOf(name);
    return isolate || !FROM_THE_RIGHT.test(value) ? isolate + value : `\u2068${value}\u2069`;
  });

const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufefc]/;
