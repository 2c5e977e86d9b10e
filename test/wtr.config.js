import {esbuildPlugin} from '@web/dev-server-esbuild';
import {chromeLauncher} from '@web/test-runner-chrome';
import {fileURLToPath} from 'node:url';
import {chromeArgs, chromePath} from './browser.ts';

/** The elements in a real browser, from their sources: nothing needs to be built first. */
export default {
  rootDir: fileURLToPath(new URL('..', import.meta.url)),
  files: ['packages/elements/src/**/*.test.ts', '!packages/elements/src/**/*.unit.test.ts'],
  nodeResolve: {exportConditions: ['source', 'development']},
  browsers: [chromeLauncher({launchOptions: {executablePath: chromePath(), args: chromeArgs()}})],
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    }),
  ],
  // More tabs at once steal one another's keyboard focus, and are no faster on two cores.
  concurrency: 1,
  testFramework: {config: {timeout: 30_000, retries: process.env.CI ? 1 : 0}},
};
