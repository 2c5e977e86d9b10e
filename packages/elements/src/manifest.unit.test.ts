import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

interface Named {
  readonly name: string;
}
interface Element extends Named {
  readonly tagName?: string;
  readonly attributes?: readonly Named[];
  readonly events?: readonly Named[];
  readonly cssProperties?: readonly Named[];
  readonly cssParts?: readonly Named[];
}
const {modules} = JSON.parse(read('../custom-elements.json')) as {
  modules: {declarations?: Element[]}[];
};
const elements = modules.flatMap(({declarations = []}) => declarations);
const tagged = (tag: string) => elements.find(({tagName}) => tagName === tag)!;
const names = (list: readonly Named[] = []) => list.map(({name}) => name).toSorted();

const page = read('../../../docs/panel.md');
/** The first column of the table that begins with this word. */
const column = (head: string) => {
  const [, table] = new RegExp(`^\\| ${head} .*\\n\\|[ -|]+\\n((?:\\|.*\\n)+)`, 'm').exec(page)!;
  return table!
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1]?.matchAll(/`([^`]+)`/g) ?? [])])
    .map(([, name]) => name!);
};

describe('custom-elements.json', () => {
  it('names events as a page hears them', () => {
    const events = elements.flatMap((element) => names(element.events));
    expect(events.filter((name) => !/^journey[a-z]+$/.test(name))).toEqual([]);
  });

  it.each(['journey-panel', 'journey-timeline', 'journey-brief'])(
    'has every custom property that %s is drawn with',
    (tag) => {
      const tokens = [...read('tokens.ts').matchAll(/var\((--journey-[a-z-]+)/g)];
      expect(names(tagged(tag).cssProperties)).toEqual(tokens.map(([, name]) => name!).toSorted());
    },
  );

  it('has every part that the panel gives out', () => {
    const given = [...read('journey-panel.ts').matchAll(/exportparts="([^"]+)"/g)];
    for (const part of given.flatMap(([, list]) => list!.split(',')))
      expect(names(tagged('journey-panel').cssParts)).toContain(part);
  });
});

describe('docs/panel.md', () => {
  it('has every attribute of the panel, and no other', () => {
    expect(column('attribute').toSorted()).toEqual(names(tagged('journey-panel').attributes));
  });

  it('has every event of panel and timeline, and no other', () => {
    const heard = ['journey-panel', 'journey-timeline'].flatMap((tag) => names(tagged(tag).events));
    expect(new Set(column('event'))).toEqual(new Set(heard));
  });

  it('has every part of the panel, and no other', () => {
    expect(column('part').toSorted()).toEqual(names(tagged('journey-panel').cssParts));
  });
});
