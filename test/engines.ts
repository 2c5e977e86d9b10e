// The browsers that the suites run in: Chromium always, the others where `npm run test:engines` asks.
import {existsSync} from 'node:fs';
import {chromeLauncher, puppeteerCore} from '@web/test-runner-chrome';
import {chromeArgs, chromePath} from './browser.ts';
import {startWebKit, webkitLacks, type WebKit} from './webkit.ts';

export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
export type Engine = (typeof ENGINES)[number];

/** The one that this process drives: `ENGINE` of the environment. */
export const engine = (): Engine => {
  const wanted = process.env['ENGINE'] || 'chromium';
  const known = ENGINES.find((name) => name === wanted);
  if (!known) throw new Error(`ENGINE is one of ${ENGINES.join(', ')}, not ${wanted}.`);
  return known;
};

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
export const firefoxPath = () =>
  [process.env['FIREFOX_PATH'], ...FIREFOX].find((path) => path && existsSync(path));

/** What to install first, as names of Debian's packages. */
export const lacks = (name: Engine): string[] => {
  if (name === 'firefox') return firefoxPath() ? [] : ['firefox-esr'];
  return name === 'webkit' ? webkitLacks() : [];
};

/** For @web/test-runner. */
export const launcher = (name: Engine): unknown => {
  if (name === 'webkit') return webkitLauncher();
  if (name === 'firefox') {
    return chromeLauncher({
      puppeteer: puppeteerCore,
      launchOptions: {browser: 'firefox', executablePath: firefoxPath()!, defaultViewport: null},
      createPage: async ({context}) => inFirefox(await context.newPage()),
    });
  }
  return chromeLauncher({launchOptions: {executablePath: chromePath(), args: chromeArgs()}});
};

/** Puppeteer turns the screen with each size, which Firefox 140 cannot; the size alone it can. */
const inFirefox = (page: puppeteerCore.Page) => {
  const setViewport = page.setViewport.bind(page);
  page.setViewport = async (size) => {
    await setViewport(size).catch((error: unknown) => {
      if (!/unknown command emulation.setScreenOrientationOverride/.test(String(error)))
        throw error;
    });
    if (!size) return;
    await page.waitForFunction(
      (width, height) => innerWidth === width && innerHeight === height,
      {timeout: 10_000},
      size.width,
      size.height,
    );
  };
  return page;
};

/** Shaped as the runner's own launcher of Puppeteer, so that its commands work here as well. */
const webkitLauncher = () => {
  const pages = new Map<string, string>();
  let started: ReturnType<typeof startWebKit> | undefined;
  let opened: Promise<WebKit> | undefined;
  const browser = () => (opened ??= (started ??= startWebKit()).then(({open}) => open()));
  return {
    name: 'WebKit',
    type: 'puppeteer',
    concurrency: 1,
    initialize: async () => {},
    async startSession(id: string, url: string) {
      const {ask} = await browser();
      await ask('POST', '/window/rect', {width: 900, height: 800});
      pages.set(id, url);
      await ask('POST', '/url', {url});
    },
    isActive: (id: string) => pages.has(id),
    getBrowserUrl: (id: string) => pages.get(id),
    getPage: () => ({
      keyboard: {
        press: async (key: string) => (await browser()).press(key),
        type: async (text: string) => (await browser()).press(...Array.from(text)),
      },
      mouse: {
        move: async (x: number, y: number) => (await browser()).point([x, y]),
        click: async (x: number, y: number) => (await browser()).point([x, y], 'down', 'up'),
        down: async () => (await browser()).point('down'),
        up: async () => (await browser()).point('up'),
      },
      setViewport: async (size: Size) => resize(await browser(), size),
    }),
    async stopSession(id: string) {
      pages.delete(id);
      await (await browser()).ask('POST', '/url', {url: 'about:blank'});
      return {};
    },
    async stop() {
      await (await opened)?.close().catch(() => {}); // Gone already: then there is nothing to close.
      await (await started)?.stop();
    },
  };
};

interface Size {
  width: number;
  height: number;
}

/** The window around the page has a bar, so it is asked how much, and held to the answer. */
const resize = async ({ask, evaluate}: WebKit, {width, height}: Size) => {
  const inner = () => evaluate('({width: innerWidth, height: innerHeight})') as Promise<Size>;
  const outer = (await ask('GET', '/window/rect')) as Size;
  const before = await inner();
  await ask('POST', '/window/rect', {
    width: width + outer.width - before.width,
    height: height + outer.height - before.height,
  });
  const asked = Date.now();
  let after = await inner();
  // The screen turns a window to its size when it comes to it, which may be after the driver's answer.
  while (after.width !== width || after.height !== height) {
    if (Date.now() - asked > 10_000) {
      throw new Error(`The window is ${after.width}x${after.height}, not ${width}x${height}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    after = await inner();
  }
};
