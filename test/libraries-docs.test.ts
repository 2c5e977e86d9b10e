import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {TOUCHPOINT_NAMES} from '@throughline/contracts';
import {theirName} from '@throughline/sources';
import {expect, it} from 'vitest';

const page = readFileSync(
  fileURLToPath(new URL('../docs/sources/libraries.md', import.meta.url)),
  'utf8',
);

it('docs/sources/libraries.md has the names of the code', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (.*?) +\| (.*?) +\| (.*?) +\|$/gm)];
  const documented = rows.map(([, ours, ...theirs]) => [
    ours,
    ...theirs.map((name) => name.replaceAll('`', '') || undefined),
  ]);
  const known = [...TOUCHPOINT_NAMES].flatMap((name) => {
    const theirs = (['segment', 'ga4', 'snowplow'] as const).map((whose) => theirName(name, whose));
    return theirs.some(Boolean) ? [[name, ...theirs]] : [];
  });
  expect(documented).toEqual(known);
});
