// Writes packages/*/api-report.d.ts: each package's whole surface as one file, for review to see
// change. `node scripts/api-report.ts --check` fails where a report is not what the code says.
import {readFile, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {format, resolveConfig} from 'prettier';
import {rollup} from 'rollup';
import {dts} from 'rollup-plugin-dts';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = ['contracts', 'journey', 'sources', 'tracker', 'elements', 'collector'];
const check = process.argv.includes('--check');

const reportOf = async (name: string) => {
  const bundle = await rollup({
    input: `${root}packages/${name}/lib/index.d.ts`,
    plugins: [dts({tsconfig: `${root}packages/${name}/tsconfig.json`})],
    external: (id) => !id.startsWith('.') && !id.startsWith('/'),
    onwarn: () => {}, // About modules that only hold types.
  });
  const {output} = await bundle.generate({format: 'es'});
  await bundle.close();
  const options = await resolveConfig(`${root}package.json`);
  return format(output[0].code, {...options, parser: 'typescript'});
};

const changed: string[] = [];
for (const name of packages) {
  const file = `${root}packages/${name}/api-report.d.ts`;
  const report = await reportOf(name);
  if ((await readFile(file, 'utf8').catch(() => '')) === report) continue;
  changed.push(name);
  if (!check) await writeFile(file, report);
}
if (check && changed.length > 0) {
  process.stderr.write(
    `The surface of ${changed.join(', ')} changed: run \`npx pnpm api\` and commit the report.\n`,
  );
  process.exitCode = 1;
}
