// What is made from the code and published beside it: JSON Schemas, and the custom-elements manifest.
import {execFileSync} from 'node:child_process';
import {mkdir, writeFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import * as contracts from '@throughline/contracts';
import * as z from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}packages/contracts/schemas`;

await mkdir(folder, {recursive: true});
for (const schema of Object.values(contracts)) {
  if (!(schema instanceof z.ZodType)) continue;
  const title = schema.meta()?.title;
  if (!title) continue;
  const json = z.toJSONSchema(schema, {
    io: title.endsWith('Input') ? 'input' : 'output',
    unrepresentable: 'any',
  });
  const id = `urn:throughline:${title}:1-0-0`;
  await writeFile(
    `${folder}/${title}.json`,
    `${JSON.stringify({$id: id, ...json}, undefined, 2)}\n`,
  );
}

execFileSync('cem', ['analyze', '--config', 'cem.config.js', '--quiet'], {
  cwd: `${root}packages/elements`,
  stdio: 'inherit',
});
