// Runs every suite, whatever fails before it, and ends in one line: `N passed, N failed`. With
// names of suites, runs those: `node test/all.ts unit lint`. `engines` are those in other browsers.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import {lacks, type Engine} from './engines.ts';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: {
    message: string;
    assertionResults: {status: string; fullName: string; failureMessages?: string[]}[];
  }[];
}

/** What failed, said once more at the end: a suite's own words are far above by then. */
const failures: string[] = [];
const reports = mkdtempSync(join(tmpdir(), 'throughline-reports-'));

const run = (command: string, args: string[], env: Record<string, string> = {}) =>
  new Promise<{code: number; output: string}>((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {...process.env, FORCE_COLOR: '0', ...env},
    });
    let output = '';
    child.stdout.on('data', (data) => {
      output += String(data);
      process.stdout.write(data as Buffer);
    });
    child.on('error', (error) => resolve({code: 1, output: String(error)}));
    child.on('close', (code) => resolve({code: code ?? 1, output}));
  });

/** A check with one answer. */
const check = async (command: string, ...args: string[]): Promise<Count> => {
  const {code} = await run(command, args);
  return {passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0};
};

const vitest = async (
  project: string,
  {file: only = '', env = {}}: {file?: string; env?: Record<string, string>} = {},
): Promise<Count> => {
  const file = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const args = ['run', '--config', 'test/vitest.config.ts', '--project', project, ...reporters];
  const {code} = await run('vitest', only ? [...args, only] : args, env);
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const failed = report.numFailedTests;
    for (const {message, assertionResults} of report.testResults) {
      if (message) failures.push(message);
      for (const {status, fullName, failureMessages = []} of assertionResults) {
        if (failureMessages.length === 0) continue;
        const what = status === 'failed' ? 'failed' : 'needed a second try';
        failures.push(`${fullName} ${what}\n${failureMessages.join('\n').slice(0, 2000)}`);
      }
    }
    // A file that does not load, or an error outside a test, fails no test but the run.
    return {
      passed: report.numPassedTests,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: report.numPendingTests,
    };
  } catch {
    return {passed: 0, failed: 1, skipped: 0};
  }
};

const elements = async (engine: Engine = 'chromium'): Promise<Count> => {
  const args = ['--config', 'test/wtr.config.js'];
  const {code, output: coloured} = await run('wtr', args, {ENGINE: engine});
  const output = stripVTControlCharacters(coloured);
  const [, passed = '0', failed = '0'] =
    [...output.matchAll(/(\d+) passed, (\d+) failed/g)].at(-1) ?? [];
  const skipped = [...output.matchAll(/(\d+) skipped/g)].at(-1)?.[1] ?? '0';
  const count = {passed: Number(passed), failed: Number(failed), skipped: Number(skipped)};
  return code !== 0 && count.failed === 0 ? {...count, failed: 1} : count;
};

/** Its main paths: the rest of its suite drives Chromium alone. */
const tracker = (engine: Engine) =>
  vitest('browser', {file: 'tracker/test/engines.test.ts', env: {ENGINE: engine}});

/** A suite in a browser that is not everywhere: where it is missing, says how to get it. */
const engine = async (name: Engine, suite: (name: Engine) => Promise<Count>): Promise<Count> => {
  const packages = lacks(name);
  if (packages.length === 0) return suite(name);
  const missing = packages.join(' and ');
  const note = `skipped: ${missing} ${packages.length > 1 ? 'are' : 'is'} not installed: apt-get install ${packages.join(' ')}`;
  process.stdout.write(`${note}\n`);
  failures.push(note);
  return {passed: 0, failed: 0, skipped: 1};
};

const suites: readonly (readonly [name: string, run: () => Promise<Count>])[] = [
  ['build', () => check('node', '--run', 'build')],
  ['types of the tests', () => check('tsc', '-p', 'test')],
  ['lint', () => check('oxlint', '--type-aware')],
  ['format', () => check('prettier', '--check', '.', '--log-level', 'warn')],
  ['surface of each package', () => check('node', 'scripts/api-report.ts', '--check')],
  ...['contracts', 'journey', 'sources', 'tracker', 'elements', 'collector'].map(
    (name) =>
      [
        `publint ${name}`,
        () => check('publint', 'run', `packages/${name}`, '--strict', '--pack', 'npm'),
      ] as const,
  ),
  ['size', () => check('size-limit')],
  ['unit', () => vitest('unit')],
  ['elements in a browser', () => elements()],
  ['tracker in a browser', () => vitest('browser')],
  ['end to end', () => vitest('e2e')],
  ['faults', () => vitest('faults')],
  // On real data that is not part of the product; it says so where that is missing.
  ['evaluation', () => vitest('evaluation')],
  ['elements in Firefox', () => engine('firefox', elements)],
  ['elements in WebKit', () => engine('webkit', elements)],
  ['tracker in Firefox', () => engine('firefox', tracker)],
  ['tracker in WebKit', () => engine('webkit', tracker)],
];
/** Run only where they are asked for. */
const groups: Record<string, RegExp> = {
  evaluation: /^evaluation$/,
  engines: / in (Firefox|WebKit)$/,
};

const asked = process.argv.slice(2);
const isIn = (name: string, group: string) => groups[group]?.test(name) ?? false;
const chosen = suites.filter(([name]) =>
  asked.length > 0
    ? asked.some((wanted) => wanted === name || isIn(name, wanted))
    : !Object.keys(groups).some((group) => isIn(name, group)),
);

const total: Count = {passed: 0, failed: 0, skipped: 0};
const lines: string[] = [];
for (const [name, suite] of chosen) {
  process.stdout.write(`\n=== ${name}\n`);
  const started = performance.now();
  const count = await suite();
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key];
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  lines.push(
    `${count.failed ? 'FAIL' : 'ok  '} ${name}: ${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''} (${seconds} s)`,
  );
}
rmSync(reports, {recursive: true, force: true});
process.stdout.write(`\n${[...failures.map(stripVTControlCharacters), ...lines].join('\n')}\n\n`);
process.stdout.write(
  `${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}\n`,
);
process.exitCode = total.failed === 0 ? 0 : 1;
