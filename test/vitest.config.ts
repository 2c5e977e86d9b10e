import {availableParallelism} from 'node:os';
import {fileURLToPath} from 'node:url';
import {defineConfig} from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The workspace's packages are read from their sources, through the `source` export condition. */
const resolve = {conditions: ['source']};

// A CI machine may stand still for seconds. Whatever needs its second try is named at the end.
const retry = process.env['CI'] ? 1 : 0;

/** Suites that drive a browser or real servers run one file at a time: two cores, one keyboard. */
const oneByOne = {
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  retry,
};

const project = (name: string, include: string[], options: object = {}) => ({
  root,
  resolve,
  ssr: {resolve},
  // What is waited for may take a busy machine more than vitest's second.
  test: {name, include, expect: {poll: {timeout: 20_000}}, ...options},
});

export default defineConfig({
  root,
  test: {
    // Files wait for databases half of their time: on two cores, vitest's own choice would be one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      project(
        'unit',
        [
          'packages/*/src/**/*.test.ts',
          'packages/elements/src/**/*.unit.test.ts',
          'demo/**/*.test.ts',
          'test/*.test.ts',
        ],
        {
          // Elements run in a real browser, under @web/test-runner.
          exclude: ['packages/elements/src/**/!(*.unit).test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          retry,
        },
      ),
      project('browser', ['packages/tracker/test/**/*.test.ts'], oneByOne),
      project('e2e', ['test/e2e/**/*.test.ts'], oneByOne),
      project('faults', ['test/faults/**/*.test.ts'], {
        ...oneByOne,
        // In the long form a test goes on for an hour.
        testTimeout: Number(process.env['FAULT_CYCLES'] ?? 0) >= 20 ? 7_200_000 : 300_000,
      }),
      project('evaluation', ['test/evaluation/**/*.test.ts'], {...oneByOne, testTimeout: 240_000}),
    ],
  },
});
