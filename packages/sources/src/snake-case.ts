import {LIMITS} from '@throughline/contracts';

/**
 * A name as our contract writes it: `Product Added` and `productAdded` become `product_added`. Empty
 * where nothing of it can be written so, as of a name in another script.
 */
export const snakeCase = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .replace(/^[_\d]+/, '')
    .slice(0, LIMITS.nameLength)
    .replace(/_$/, '')
    .toLowerCase();

/** Whether a name can be read in its snake_case: nothing but case, blanks and signs is gone. */
export const isReadable = (text: string): boolean =>
  text.length <= LIMITS.nameLength && /^[A-Za-z][\w .:/-]*$/.test(text);
