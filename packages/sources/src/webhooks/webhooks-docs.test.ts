import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {incoming} from '../../test/kit.ts';
import {samples} from '../../test/samples/index.ts';
import {sources} from '../index.ts';

const page = readFileSync(new URL('../../../../docs/sources/webhooks.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| (.+?) +\| `([a-z-]+)` +\| (`.+?`) +\| (.+?) +\| (.+?) +\|$/gm)];

describe('docs/sources/webhooks.md', () => {
  it('has a row for every source, in their order', () => {
    expect(rows.map(([, title, name]) => [title, name])).toEqual(
      Object.values(sources).map(({title, name}) => [title, name]),
    );
  });

  it.each(Object.values(sources))('says where to set up $title', ({title}) => {
    expect(page).toContain(`\n**${title.replace(' (RFC 5322)', '')}.** `);
  });

  it.each(rows.map(([, title, name, tells]) => ({title, name, tells})))(
    'names all that $title tells, and nothing that it does not',
    ({name, tells}) => {
      const source = sources[name!]!;
      const told = Object.values(samples[name!]!).flatMap((sample) =>
        source.hear(incoming(sample)).touchpoints.map((each) => each.name),
      );
      const documented = [...tells!.matchAll(/`([a-z_]+)`/g)].map(([, each]) => each);
      expect(new Set(documented)).toEqual(new Set(told));
    },
  );
});

describe('a vendor', () => {
  it('has a test beside it', () => {
    const files = readdirSync(new URL('.', import.meta.url));
    for (const name of Object.keys(sources)) expect(files).toContain(`${name}.test.ts`);
  });
});
