// What a reader copies from a page must compile, and print what the page says that it prints.
import {execFile} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const names = readdirSync(join(root, 'packages'));

const pages = [
  'README.md',
  ...names.map((name) => `packages/${name}/README.md`),
  ...readdirSync(join(root, 'docs'), {recursive: true, encoding: 'utf8'})
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** Whether what an example imports is installed here; React and a few more are not. */
const isInstalled = (code: string) =>
  [...code.matchAll(/ from '([^'.][^']*)'/g)].every(([, name]) => {
    try {
      return name!.startsWith('@throughline/') || Boolean(require.resolve(name!));
    } catch {
      return false;
    }
  });

const examples = pages.flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```(?:ts|js)\n(.+?)^```/gms)]
    .map(([, code], n) => ({page, code: code!, file: `${page.replaceAll(/\W+/g, '-')}-${n}.ts`}))
    .filter(({code}) => isInstalled(code))
    // Of a Shopify pixel, which gives a plugin less than a page does: test/e2e/shopify-pixel.test.ts runs it.
    .filter(({page}) => page !== 'docs/tracker/shopify.md'),
);

/** What the pages speak of without making it: the reader has it. */
const given = `
import '@throughline/elements/survey';
import type {createHmac as hmac} from 'node:crypto';
import type {AnalyticsBrowser as Segment} from '@segment/analytics-next';
import type {newTracker as snowplow} from '@snowplow/browser-tracker';
import type {Journey, Playbook, Touchpoint} from '@throughline/contracts';
import type {JourneyPanel, JourneySource} from '@throughline/elements';
import type {journeyOf as read} from '@throughline/journey';

declare global {
  const AnalyticsBrowser: typeof Segment;
  const createHmac: typeof hmac;
  const customer: string;
  const desk: HTMLElement;
  const email: string;
  const journey: Journey;
  const journeyOf: typeof read;
  const newTracker: typeof snowplow;
  const panel: JourneyPanel;
  const playbook: Playbook;
  const secret: string;
  const showBar: () => void;
  const src: string;
  const throughline: (command: string, ...given: any[]) => void;
  const token: string;
  const total: number;
  const touchpoints: readonly Touchpoint[];
  const user: {id: string; email: string} | undefined;
  const yours: any;
  type Part = Partial<JourneySource>;
}
`;

/** As a module. A method alone is one of a source's, and what a collector serves is the package. */
const moduleOf = (example: string) => {
  const code = example.replace('https://collect.example/elements.js', '@throughline/elements');
  if (/^async \w+\(/.test(code)) return `export const part: Part = {\n${code}};\n`;
  return `${code}\nexport {};\n`;
};

let folder: string;
beforeAll(async () => {
  await mkdir(join(root, '.cache'), {recursive: true});
  folder = await mkdtemp(join(root, '.cache/examples-'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  await writeFile(join(folder, 'given.ts'), given);
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../test/tsconfig.json',
      // Readers without TypeScript leave out types, and what says that an element is there.
      compilerOptions: {
        noImplicitAny: false,
        strictNullChecks: false,
        exactOptionalPropertyTypes: false,
        customConditions: [],
      },
      include: ['*.ts'],
    }),
  );
  for (const {file, code} of examples) await writeFile(join(folder, file), moduleOf(code));
});
afterAll(() => rm(folder, {recursive: true}));

describe('the examples of the pages', () => {
  it('compile', async () => {
    const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
    const told = await run(process.execPath, [tsc, '-p', folder], {cwd: root}).then(
      ({stdout}) => stdout,
      ({stdout}: {stdout: string}) => stdout,
    );
    expect(told).toBe('');
  });

  const printing = examples.filter(
    ({code}) => / \/\/ \S+$/m.test(code) && /console\.log/.test(code),
  );

  it.each(printing)('$file prints what it says', async ({code, file}) => {
    const said = [...code.matchAll(/^console\.log\(.*\); \/\/ (.+)$/gm)].map(([, text]) => text);
    const {stdout} = await run(process.execPath, ['--conditions=source', join(folder, file)]);
    expect(stdout.trimEnd().split('\n')).toEqual(said);
  });
});

describe.each(names)('packages/%s/README.md', (name) => {
  it('says what to install, and how to begin', () => {
    const page = readFileSync(join(root, `packages/${name}/README.md`), 'utf8');
    expect(page).toContain(`# @throughline/${name}\n`);
    expect(page).toMatch(new RegExp(`npm install (-g )?@throughline/${name}\\n`));
    expect(examples.map((each) => each.page)).toContain(`packages/${name}/README.md`);
  });

  it('names functions that there are', () => {
    const page = readFileSync(join(root, `packages/${name}/README.md`), 'utf8');
    const named = [...page.matchAll(/`([a-z]+(?:[A-Z][a-z0-9]+)+)(?:\(|`)/g)].map(
      ([, each]) => each!,
    );
    const known = readFileSync(join(root, `packages/${name}/api-report.d.ts`), 'utf8');
    expect(named.filter((each) => !new RegExp(`\\b${each}\\b`).test(known))).toEqual([]);
  });

  it('names every entry point', () => {
    const {exports} = JSON.parse(
      readFileSync(join(root, `packages/${name}/package.json`), 'utf8'),
    ) as {exports: Record<string, unknown>};
    const page = readFileSync(join(root, `packages/${name}/README.md`), 'utf8');
    const modules = Object.keys(exports).filter(
      (path) => !path.endsWith('.js') && !path.includes('*'),
    );
    for (const path of modules) expect(page).toContain(`@throughline/${name}${path.slice(1)}`);
  });
});
