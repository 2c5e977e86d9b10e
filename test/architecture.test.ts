import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {errors} from '../packages/collector/src/errors.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Who may import whom, at run time and for types. The arrows point one way. */
const allowed: Record<string, {values: RegExp[]; types: RegExp[]}> = {
  contracts: {values: [/^zod$/], types: []},
  journey: {
    values: [
      /^@throughline\/contracts\/vocabulary$/,
      // Of the entry point that reads how a text feels, alone.
      /^(vader-sentiment\/src\/vader_lexicon\.js|unicode-emoji-json\/data-by-emoji\.json)$/,
    ],
    types: [/^@throughline\/contracts$/],
  },
  sources: {values: [/^@throughline\/contracts$/], types: []},
  tracker: {
    values: [/^idb$/, /^web-vitals(\/attribution)?$/, /^@throughline\/contracts\/redact$/],
    types: [/^@throughline\/contracts/],
  },
  elements: {
    values: [
      /^lit(\/|$)/,
      /^@throughline\/journey(\/english)?$/,
      /^@throughline\/contracts\/(vocabulary|uuid)$/,
    ],
    types: [/^@throughline\/contracts$/],
  },
  collector: {
    values: [
      /^node:/,
      /^@throughline\/(contracts(\/redact)?|journey(\/sentiment)?|sources)$/,
      /^(@nats-io\/(jetstream|transport-node)|csv-parse|hyparquet-writer|saxes|fastify|isbot|jose|leven|parse5|pg|prom-client|zod)$/,
      /^@opentelemetry\/api$/,
      /^@electric-sql\/pglite$/,
      /^@clickhouse\/client$/,
    ],
    types: [],
  },
};

const packages = Object.keys(allowed);
const sources = (name: string) =>
  readdirSync(join(root, 'packages', name, 'src'), {recursive: true, encoding: 'utf8'})
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => `packages/${name}/src/${file}`);

interface Import {
  readonly specifier: string;
  readonly isType: boolean;
}

const importsOf = (file: string): Import[] => {
  const text = read(file);
  const statements = text.matchAll(
    /^(import|export)\s+(type\s+)?([^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
  );
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, , type, names, specifier]) => ({
      specifier: specifier!,
      isType: type !== undefined || /^\{(\s*type\s+[^,}]+,?)+\s*\}\s*from\s*$/.test(names ?? ''),
    })),
    ...[...dynamic].map(([, specifier]) => ({specifier: specifier!, isType: false})),
  ];
};

describe.each(packages)('packages/%s', (name) => {
  it('imports only what it may', () => {
    const {values, types} = allowed[name]!;
    const offences = sources(name).flatMap((file) =>
      importsOf(file)
        .filter(({specifier}) => !specifier.startsWith('.'))
        .filter(
          ({specifier, isType}) =>
            ![...values, ...(isType ? types : [])].some((rule) => rule.test(specifier)),
        )
        .map(({specifier}) => `${file} imports ${specifier}`),
    );
    expect(offences).toEqual([]);
  });

  it('does not reach into another package’s files', () => {
    const outside = sources(name).flatMap((file) =>
      importsOf(file)
        .filter(({specifier}) => specifier.startsWith('.'))
        .map(({specifier}) => relative(root, resolve(root, dirname(file), specifier)))
        .filter((target) => !target.startsWith(`packages/${name}/src/`)),
    );
    expect(outside).toEqual([]);
  });

  it('tests what is random with the same values in every run', () => {
    const tests = readdirSync(join(root, 'packages', name, 'src'), {
      recursive: true,
      encoding: 'utf8',
    })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => read(`packages/${name}/src/${file}`))
      .filter((text) => text.includes("from 'fast-check'"));
    expect(tests.filter((text) => !text.includes('fc.configureGlobal({seed: '))).toEqual([]);
  });

  it('has no import cycle', () => {
    const graph = new Map(
      sources(name).map((file) => [
        file,
        importsOf(file)
          .filter(({specifier, isType}) => specifier.startsWith('.') && !isType)
          .map(({specifier}) => relative(root, resolve(root, dirname(file), specifier))),
      ]),
    );
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): string[] | undefined => {
      if (path.includes(file)) return [...path, file];
      if (done.has(file)) return undefined;
      for (const next of graph.get(file) ?? []) {
        const cycle = visit(next, [...path, file]);
        if (cycle) return cycle;
      }
      done.add(file);
      return undefined;
    };
    expect([...graph.keys()].map((file) => visit(file, [])).find(Boolean)).toBeUndefined();
  });

  it('publishes every path it names', () => {
    const manifest = JSON.parse(read(`packages/${name}/package.json`)) as {
      exports: Record<string, unknown>;
    };
    const paths = Object.values(manifest.exports)
      .flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry as object)))
      .filter((path: string) => !path.includes('*'));
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths)
      expect(existsSync(join(root, 'packages', name, path)), path).toBe(true);
  });

  it('is published under the project’s licence, for the same Node everywhere', () => {
    const manifest = JSON.parse(read(`packages/${name}/package.json`)) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      license: 'Apache-2.0',
      type: 'module',
      engines: {node: '>=22.12'},
    });
  });
});

describe('what reaches a browser', () => {
  it.each([
    [
      'packages/tracker/dist/throughline.js',
      [/ZodError|_zod/, /litElement|lit-html/, /\beval\(|new Function|innerHTML|document\.write/],
    ],
    [
      'packages/elements/dist/elements.js',
      [
        /ZodError|_zod/,
        /\beval\(|new Function|document\.write/,
        /localStorage|sessionStorage|indexedDB|document\.cookie/,
        // Other languages come when they are asked for.
        /Heute|Hoy|Hoje|Aujourd|[\u0600-\u06ff\u0900-\u097f]|\\u0(6|9)/,
      ],
    ],
    [
      'packages/elements/dist/survey.js',
      [
        /ZodError|_zod/,
        /litElement|lit-html/,
        /\beval\(|new Function|innerHTML|document\.write/,
        /localStorage|sessionStorage|indexedDB|document\.cookie|\bfetch\b|sendBeacon/,
      ],
    ],
  ])('%s holds nothing that it must not', (file, forbidden) => {
    const text = read(file);
    for (const pattern of forbidden) expect(pattern.exec(text)?.[0]).toBeUndefined();
  });
});

describe('docs', () => {
  const pages = [
    'README.md',
    'ARCHITECTURE.md',
    'CHANGELOG.md',
    'demo/README.md',
    ...packages.map((name) => `packages/${name}/README.md`),
    ...readdirSync(join(root, 'docs'), {recursive: true, encoding: 'utf8'})
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file}`),
  ];

  /** The anchors of a page's headings, as GitHub makes them. */
  const anchorsOf = (path: string) =>
    [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    );

  it.each(pages)('%s links only to what exists', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    const broken = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file, anchor] = link.split('#');
        const path = file ? resolve(root, dirname(page), file) : join(root, page);
        return !existsSync(path) || (anchor !== undefined && !anchorsOf(path).includes(anchor));
      });
    expect(broken).toEqual([]);
  });

  it('docs/errors.md is the table of the code', () => {
    const rows = [
      ...read('docs/errors.md').matchAll(/^\| `(\w+)`\s*\| (\d+)\s*\| (.+?)\s*\| (.+?)\s*\|$/gm),
    ];
    const documented = Object.fromEntries(
      rows.map(([, code, status, message, hint]) => [code, [Number(status), message, hint]]),
    );
    expect(documented).toEqual(errors);
  });
});
