import type {Readable} from 'node:stream';

/** The lines of a text, some at a time, as it is read; a line may end with CR LF. */
export async function* readLines(input: Readable): AsyncGenerator<string[]> {
  input.setEncoding('utf8');
  /** Of a line whose end is yet to come. */
  let parts: string[] = [];
  for await (const chunk of input) {
    const [first, ...more] = String(chunk).split('\n');
    parts.push(first!);
    if (more.length === 0) continue;
    const lines = [parts.join(''), ...more];
    parts = [lines.pop()!];
    yield lines.map(withoutReturn);
  }
  yield [withoutReturn(parts.join(''))];
}

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line);
