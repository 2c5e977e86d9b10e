import {Readable} from 'node:stream';
import {expect, it} from 'vitest';
import {readLines} from './read-lines.ts';

it.each([
  ['', ['']],
  ['one', ['one']],
  ['\ufeffone\n\ufefftwo', ['one', '\ufefftwo']],
  ['one\ntwo\r\n\nthrée 🧭\n', ['one', 'two', '', 'thrée 🧭', '']],
])('reads the lines of %j, wherever its pieces end', async (text, lines) => {
  for (const size of [1, 2, 5, 100]) {
    const bytes = Buffer.from(text);
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    const read: string[] = [];
    for await (const some of readLines(Readable.from(pieces))) read.push(...some);
    expect(read).toEqual(lines);
  }
});
