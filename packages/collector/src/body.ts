import {promisify} from 'node:util';
import {gunzip, inflate} from 'node:zlib';
import {LIMITS} from '@throughline/contracts';
import {Refusal} from './errors.ts';

const unpack = {gzip: promisify(gunzip), deflate: promisify(inflate)} as const;

/**
 * A request's body as JSON: decompressed at most to its limit, UTF-8 and nothing else, and not
 * nested deeper than its limit (parsing survives depth; writing it out again does not).
 */
export const readJson = async (bytes: Buffer, encoding: string): Promise<unknown> => {
  const text = await decode(bytes, encoding.trim().toLowerCase());
  if (isTooDeep(text))
    throw new Refusal('invalid_json', {detail: `It is nested deeper than ${LIMITS.depth} levels.`});
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal('invalid_json', {cause});
  }
};

const decode = async (bytes: Buffer, encoding: string) => {
  const plain = await decompress(bytes, encoding);
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(plain);
  } catch (cause) {
    throw new Refusal('invalid_json', {detail: 'It is not UTF-8.', cause});
  }
};

const decompress = async (bytes: Buffer, encoding: string) => {
  if (encoding === '' || encoding === 'identity') return bytes;
  if (encoding !== 'gzip' && encoding !== 'deflate') throw new Refusal('unsupported_encoding');
  try {
    return await unpack[encoding](bytes, {maxOutputLength: LIMITS.plainBytes});
  } catch (cause) {
    const tooLarge = cause instanceof RangeError;
    throw new Refusal(tooLarge ? 'body_too_large' : 'invalid_json', {
      ...(tooLarge ? {} : {detail: `It is not ${encoding}.`}),
      cause,
    });
  }
};

const [open, close, openList, closeList, quote, backslash] = ['{', '}', '[', ']', '"', '\\'].map(
  (sign) => sign.charCodeAt(0),
);

const isTooDeep = (text: string) => {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === backslash) at += 1;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === open || code === openList) {
      depth += 1;
      if (depth > LIMITS.depth) return true;
    } else if (code === close || code === closeList) depth -= 1;
  }
  return false;
};
