import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {chromium, type Browser} from 'playwright-core';
import {chromeArgs, chromePath} from '../../../test/browser.ts';

const FLAGS = [...chromeArgs(), '--headless=new', '--remote-debugging-port=0'];

export const makeProfile = () => mkdtempSync(join(tmpdir(), 'tracker-'));
export const dropProfile = (profile: string) =>
  rmSync(profile, {recursive: true, force: true, maxRetries: 5, retryDelay: 100});

/** A Chromium of our own, so that it can be killed as a crash would, and started on its profile again. */
export const openBrowser = async (profile: string, flags: string[] = []) => {
  rmSync(join(profile, 'DevToolsActivePort'), {force: true});
  const child = spawn(
    chromePath(),
    [...FLAGS, ...flags, `--user-data-dir=${profile}`, 'about:blank'],
    {
      stdio: 'ignore',
    },
  );
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  const portFile = join(profile, 'DevToolsActivePort');
  const started = Date.now();
  let browser: Browser | undefined;
  while (!browser) {
    if (Date.now() - started > 30_000) throw new Error('Chromium did not start in 30 s');
    await new Promise((done) => setTimeout(done, 50));
    if (!existsSync(portFile)) continue;
    const port = readFileSync(portFile, 'utf8').split('\n')[0];
    if (port) browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  }
  const found = browser;
  return {
    context: found.contexts()[0]!,
    browser: found,
    /** As the power goes. */
    async kill() {
      child.kill('SIGKILL');
      await gone;
      await found.close().catch(() => {});
    },
    async close() {
      const session = await found.newBrowserCDPSession().catch(() => undefined);
      await session?.send('Browser.close').catch(() => {});
      await Promise.race([gone, new Promise((done) => setTimeout(done, 5000))]);
      child.kill('SIGKILL');
      await gone;
    },
  };
};
export type OpenBrowser = Awaited<ReturnType<typeof openBrowser>>;
