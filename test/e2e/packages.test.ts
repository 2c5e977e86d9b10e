import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, it} from 'vitest';

const run = promisify(execFile);
const names = ['contracts', 'journey', 'sources', 'tracker', 'elements', 'collector'];
const folder = (name: string) => fileURLToPath(new URL(`../../packages/${name}`, import.meta.url));

it.each(names)(
  '%s is packed with what its users need, and nothing of how it is made',
  async (name) => {
    const {stdout} = await run('npm', ['pack', '--dry-run', '--json'], {cwd: folder(name)});
    const [packed] = Object.values(JSON.parse(stdout) as Record<string, {files: {path: string}[]}>);
    const paths = packed!.files.map(({path}) => path);
    expect(paths).toContain('lib/index.d.ts');
    expect(paths).toContain('src/index.ts');
    expect(paths).toContain('README.md');
    expect(paths.filter((path) => /tsbuildinfo|\btest|dist\/size\//.test(path))).toEqual([]);
  },
);

it.each(names)(
  '%s says what it is, under which licence, and by which words it is found',
  (name) => {
    const manifest = JSON.parse(readFileSync(`${folder(name)}/package.json`, 'utf8')) as object;
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/\w/) as string,
      license: 'Apache-2.0',
      keywords: expect.arrayContaining(['customer-journey']) as string[],
      engines: {node: '>=22.12'},
    });
  },
);

it.each(names)(
  'each entry point of %s that is a module is imported without a browser',
  async (name) => {
    const {exports} = JSON.parse(readFileSync(`${folder(name)}/package.json`, 'utf8')) as {
      exports: Record<string, {default?: string}>;
    };
    const modules = Object.values(exports).flatMap((entry) => entry.default ?? []);
    expect(modules.length).toBeGreaterThan(0);
    const imports = modules.map(
      (file) => `await import(${JSON.stringify(`${folder(name)}/${file}`)});`,
    );
    const {stderr} = await run(process.execPath, ['--input-type=module', '-e', imports.join('\n')]);
    expect(stderr).toBe('');
  },
);
