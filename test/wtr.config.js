import {esbuildPlugin} from '@web/dev-server-esbuild';
import {fileURLToPath} from 'node:url';
import {engine, launcher} from './engines.ts';

/** The elements in a real browser, from their sources: nothing needs to be built first. */
export default {
  rootDir: fileURLToPath(new URL('..', import.meta.url)),
  files: ['packages/elements/src/**/*.test.ts', '!packages/elements/src/**/*.unit.test.ts'],
  nodeResolve: {exportConditions: ['source', 'development']},
  browsers: [launcher(engine())],
  browserStartTimeout: 60_000,
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    }),
  ],
  // More tabs at once steal one another's keyboard focus, and are no faster on two cores.
  concurrency: 1,
  testFramework: {config: {timeout: 60_000, retries: process.env.CI ? 1 : 0}},
};
