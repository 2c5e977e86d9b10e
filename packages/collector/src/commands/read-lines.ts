import type {Readable} from 'node:stream';

/** The lines of a text, some at a time, as it is read; a line may end with CR LF. */
export async function* readLines(input: Readable): AsyncGenerator<string[]> {
  input.setEncoding('utf8');
  /** Of a line whose end is yet to come. */
  let parts: string[] = [];
  let isBegun = false;
  for await (const chunk of input) {
    const text = isBegun ? String(chunk) : withoutMark(String(chunk));
    isBegun ||= String(chunk) !== '';
    const [first, ...more] = text.split('\n');
    parts.push(first!);
    if (more.length === 0) continue;
    const lines = [parts.join(''), ...more];
    parts = [lines.pop()!];
    yield lines.map(withoutReturn);
  }
  yield [withoutReturn(parts.join(''))];
}

/** Some editors begin a file with a byte order mark, which is no part of what it says. */
export const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);
