// The collector asks nobody anything: it has no webhooks, fetches no keys, resolves no names but its
// database's. So an address that somebody sends can lead it nowhere (server-side request forgery has
// no way in), and this holds it so. Whoever adds an outgoing request adds the checks that go with it:
// https only, no private, loopback, link-local or metadata address after resolving, no redirects.
// One command asks: `throughline site check`, of whoever types an address into a terminal. It ends with its
// answer, and no collector that serves has it loaded.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';

const folder = fileURLToPath(new URL('../packages/collector/src/', import.meta.url));

/** Ways out of the process, in code that runs there. */
const waysOut: readonly (readonly [what: string, sign: RegExp])[] = [
  ['fetch', /(?<![\w.#])(?:globalThis\.)?fetch\(/],
  ['a client of HTTP', /from 'node:(?:http|https|http2)'|from '(?:undici|axios|got|node-fetch)'/],
  ['a bare socket', /from 'node:(?:net|tls|dgram|dns)(?:\/promises)?'/],
  ['a web socket or event source', /new (?:WebSocket|EventSource|XMLHttpRequest)\b/],
  ['keys by address', /createRemoteJWKSet|\bjku\b/],
];

const asking = 'commands/ask.ts';

describe('the collector', () => {
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );

  it.each(waysOut)('has no outgoing request by %s', (_, sign) => {
    const found = files.filter((file) =>
      sign.test(
        readFileSync(join(folder, file), 'utf8').replace(
          /^\s*(?:\*|\/\/|\/\*|import type\b).*$/gm,
          '',
        ),
      ),
    );
    expect(found.filter((file) => file !== asking)).toEqual([]);
  });

  it('loads what asks for that command alone', () => {
    const importersOf = (name: string) =>
      files.filter((file) => readFileSync(join(folder, file), 'utf8').includes(`/${name}.ts'`));
    expect(importersOf('ask')).toEqual(['commands/check-site.ts', 'commands/check-way.ts']);
    expect(importersOf('check-way')).toEqual(['commands/check-site.ts']);
    expect(importersOf('check-site')).toEqual(['commands/site.ts']);
    expect(readFileSync(join(folder, 'commands/site.ts'), 'utf8')).toMatch(
      /^ {2}const \{checkSite\} = await import\('\.\/check-site\.ts'\);$/m,
    );
  });
});
