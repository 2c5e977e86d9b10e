import {TOUCHPOINT_NAMES} from '@throughline/contracts';
import {vocabularies} from '@throughline/sources';
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {format} from 'prettier';
import {expect, it} from 'vitest';
import {HEARD} from '../src/plugins/commerce.ts';

const sources = fileURLToPath(new URL('../src/', import.meta.url));
const page = fileURLToPath(new URL('../../../docs/tracker/touchpoints.md', import.meta.url));

/** Names outside of the vocabulary that the tracker gives itself. */
const OWN = ['touchpoints_dropped', 'script_failed', 'request_failed'];

/** What is sent in the words of others, and becomes a touchpoint of ours in the collector. */
const TRANSLATED: [plugin: string, names: string[]][] = [
  [
    'commerce',
    [vocabularies.ga4, vocabularies.segment].flatMap(({names}) =>
      Object.entries(names)
        .filter(([theirs]) => HEARD.test(theirs))
        .map(([, ours]) => ours),
    ),
  ],
  ['woocommerce', Object.values(vocabularies.woocommerce.names)],
];

/** By touchpoint, the sources that name it in a literal, or in the words of another vocabulary. */
const named = () => {
  const files = [
    'create-tracker.ts',
    ...readdirSync(`${sources}plugins`)
      .filter((file) => !file.endsWith('.test.ts'))
      .map((file) => `plugins/${file}`),
  ];
  const found = new Map<string, string[]>();
  for (const [plugin, names] of TRANSLATED) {
    for (const name of new Set(names)) found.set(name, [...(found.get(name) ?? []), plugin]);
  }
  for (const file of files) {
    const code = readFileSync(sources + file, 'utf8').replace(/\/\*\*[^]*?\*\//g, '');
    for (const name of new Set(
      [...code.matchAll(/'([a-z]+(?:_[a-z]+)+)'/g)].map(([, word]) => word!),
    )) {
      if (![...TOUCHPOINT_NAMES, ...OWN].includes(name)) continue;
      const plugin = /plugins\/(.*)\.ts/.exec(file)?.[1] ?? 'tracker';
      found.set(name, [...(found.get(name) ?? []), plugin].sort());
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
};

const link = (plugin: string) =>
  plugin === 'tracker' ? '[tracker](README.md)' : `[${plugin}](${plugin}.md)`;

it('the table of touchpoints in the docs is that of the code (`UPDATE_DOCS=1` writes it)', async () => {
  const lines = [
    '# Every touchpoint the tracker sends by itself',
    '',
    'Made from the code. Besides these it sends what the page declares with `track()` and `data-journey`, and the',
    'e-commerce names that the [commerce](commerce.md) plugin takes over as they are.',
    '',
    '| touchpoint | sent by |',
    '|---|---|',
    ...named().map(([name, plugins]) => `| \`${name}\` | ${plugins.map(link).join(', ')} |`),
    '',
  ];
  const table = await format(lines.join('\n'), {parser: 'markdown', printWidth: 100});
  if (process.env.UPDATE_DOCS) writeFileSync(page, table);
  expect(readFileSync(page, 'utf8')).toBe(table);
});
