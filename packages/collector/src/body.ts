import {isUtf8} from 'node:buffer';
import {promisify} from 'node:util';
import {gunzip, inflate} from 'node:zlib';
import {LIMITS} from '@throughline/contracts';
import {Refusal} from './errors.ts';

const unpack = {gzip: promisify(gunzip), deflate: promisify(inflate)} as const;

/**
 * A request's body as JSON: UTF-8 and nothing else, and not nested deeper than its limit (parsing
 * survives depth; writing it out again does not).
 */
export const readJson = (plain: Buffer): unknown => {
  if (!isUtf8(plain)) throw new Refusal('invalid_json', {detail: 'It is not UTF-8.'});
  if (isTooDeep(plain))
    throw new Refusal('invalid_json', {detail: `It is nested deeper than ${LIMITS.depth} levels.`});
  try {
    // The decoder leaves out the byte order mark that some programs begin with.
    return JSON.parse(new TextDecoder().decode(plain));
  } catch (cause) {
    throw new Refusal('invalid_json', {cause});
  }
};

/** A body as it was before it was packed, at most up to its limit. */
export const unpacked = async (bytes: Buffer, named: string): Promise<Buffer> => {
  const encoding = named.trim().toLowerCase();
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

const [open, close, openList, closeList, quote, backslash] = Buffer.from('{}[]"\\');

/** By bytes: in UTF-8 none of these signs is a part of another. */
const isTooDeep = (json: Buffer) => {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === quote) {
      at += 1;
      while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1;
    } else if (byte === open || byte === openList) {
      depth += 1;
      if (depth > LIMITS.depth) return true;
    } else if (byte === close || byte === closeList) depth -= 1;
  }
  return false;
};
