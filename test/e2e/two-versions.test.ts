// Two copies of the built panel on one page, from two addresses, each with parts of its own: what two
// vendors' widgets on one agent desktop come to.
import {readFile} from 'node:fs/promises';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {chromium, type Browser, type Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {chromeArgs, chromePath} from '../browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = `${root}packages/elements/dist`;
const policy = `default-src 'none'; script-src 'self'; require-trusted-types-for 'script';
  trusted-types lit-html 'allow-duplicates'`.replace(/\s+/g, ' ');

/** Words of a part each, which the other version says otherwise. */
const otherwise = (code: string) =>
  code
    .replaceAll('"In short"', '"In short, by the other"')
    .replaceAll('"Known by"', '"Known, by the other"')
    .replaceAll('"What got in their way"', '"What hindered, by the other"')
    .replaceAll('"Customer journey"', '"Journey, by the other"');

let server: Server;
let browser: Browser;
let origin: string;
let script: string;

beforeAll(async () => {
  const {outputFiles} = await build({
    stdin: {
      contents: `
        import {memorySource} from './packages/elements/src/memory-source.ts';
        import {aJourney} from './packages/elements/gallery/data.ts';
        window.broken = [];
        addEventListener('securitypolicyviolation', (event) => broken.push(event.violatedDirective));
        window.panels = [];
        window.add = (panel) => {
          panel.source = memorySource(aJourney(Date.now()));
          panel.email = 'ada.lovelace@example.com';
          document.body.append(panel);
          panels.push(panel);
        };
        window.load = async (...files) => {
          const copies = [];
          for (const file of files) copies.push(await import(file));
          return copies;
        };`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    write: false,
    conditions: ['source'],
  });
  script = outputFiles[0]!.text;
  server = createServer((request, response) => {
    void answer(request.url ?? '').then(
      ([type, body]) => {
        response.writeHead(200, {'content-type': type, 'content-security-policy': policy});
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});
});

const answer = async (url: string): Promise<[type: string, body: string]> => {
  const {pathname} = new URL(url, origin);
  const classic = pathname === '/classic' ? '<script src="/one/elements.iife.js"></script>' : '';
  if (classic || pathname === '/') {
    const html = `<!doctype html><html lang="en">${classic}<script type="module" src="/page.js"></script>`;
    return ['text/html; charset=utf-8', html];
  }
  if (pathname === '/page.js') return ['text/javascript', script];
  const [, version, file] = /^\/(one|same|two)\/([\w./-]+\.js)$/.exec(pathname)!;
  const code = await readFile(`${dist}/${file}`, 'utf8');
  return ['text/javascript', version === 'two' ? otherwise(code) : code];
};

afterAll(async () => {
  await browser.close();
  server.close();
});

const words = `
  var all = (root) => [root.textContent, ...[...root.querySelectorAll('[aria-label]')]
    .map((labelled) => labelled.ariaLabel), ...[...root.querySelectorAll('*')]
    .map(({renderRoot}) => (renderRoot ? all(renderRoot) : ''))].join(' ');`;
/** Everything that can be read in a panel. */
const textOf = (page: Page, index: number) =>
  page.evaluate<string>(`${words} panels[${index}] ? all(panels[${index}].renderRoot) : ''`);
const says = (page: Page, index: number, text: string) =>
  expect.poll(() => textOf(page, index)).toContain(text);

const opened = async (path = '/') => {
  const page = await browser.newPage();
  await page.goto(origin + path);
  await page.waitForFunction('window.load');
  return page;
};

describe('two versions on one page', () => {
  it.each([
    ['the first of them first', 'one', 'two'],
    ['the other first', 'two', 'one'],
  ])('each work with their own parts: %s', async (_, first, second) => {
    const page = await opened();
    await page.evaluate(`load('/${first}/elements.js', '/${second}/elements.js').then(([, other]) => {
      add(new other.JourneyPanel());
      add(document.createElement('journey-panel'));
    })`);
    const [mine, theirs] = first === 'one' ? [1, 0] : [0, 1];
    const both = async (own: string, other: string) => {
      await says(page, mine, own);
      await says(page, theirs, other);
      expect(await textOf(page, mine)).not.toContain('by the other');
    };
    await both('Customer journey', 'Journey, by the other');
    await both('In short', 'In short, by the other');
    await page.evaluate(`panels.forEach(({renderRoot}) => {
      [...renderRoot.querySelector('[part=timeline]').renderRoot.querySelectorAll('.line')]
        .forEach((line) => line.click());
    })`);
    await both('Known by', 'Known, by the other');
    await page.evaluate(`panels.forEach(({renderRoot}) => {
      [...renderRoot.querySelectorAll('.tabs button')]
        .find(({textContent}) => textContent.includes('Journey')).click();
    })`);
    await both('What got in their way', 'What hindered, by the other');
    expect(
      await page.evaluate(`[panels[0], panels[1]].map(({renderRoot}) =>
        [...renderRoot.querySelectorAll('*')].map(({localName}) => localName)
          .filter((name) => name.startsWith('journey-')).every(
            (name) => name.endsWith('-2') === (renderRoot === panels[0].renderRoot)))`),
    ).toEqual([true, true]);
    expect(await page.evaluate('broken')).toEqual([]);
    await page.close();
  });

  it('so do two copies of one version', async () => {
    const page = await opened();
    await page.evaluate(`load('/one/elements.js', '/same/elements.js').then(([one, same]) => {
      add(new one.JourneyPanel());
      add(new same.JourneyPanel());
    })`);
    for (const index of [0, 1]) await says(page, index, 'In short');
    expect(await page.evaluate('panels.map(({localName}) => localName)')).toEqual([
      'journey-panel',
      'journey-panel-2',
    ]);
    await page.close();
  });

  it('as one classic script, from an address or written into the page', async () => {
    const page = await opened('/classic');
    await page.evaluate(`load('/two/elements.js').then(([two]) => {
      add(new Throughline.JourneyPanel());
      add(new two.JourneyPanel());
    })`);
    await says(page, 0, 'In short');
    await says(page, 1, 'In short, by the other');
    await page.close();

    const bare = await browser.newPage(); // At about:blank, which is no address to start from.
    await bare.addScriptTag({path: `${dist}/elements.iife.js`});
    expect(await bare.evaluate('new Throughline.JourneyPanel().localName')).toBe('journey-panel');
    await bare.close();
  });

  it('bundled by others, as a classic script that knows no address', async () => {
    const {outputFiles} = await build({
      entryPoints: [`${root}packages/elements/src/define.ts`],
      bundle: true,
      format: 'iife',
      write: false,
      conditions: ['source'],
      logLevel: 'error',
    });
    const page = await browser.newPage();
    await page.addScriptTag({content: outputFiles[0]!.text});
    expect(await page.evaluate(`Boolean(customElements.get('journey-panel'))`)).toBe(true);
    await page.close();
  });

  it('a query after the address makes no second copy of the parts', async () => {
    const page = await opened();
    await page.evaluate(
      `load('/one/elements.js?v=3').then(() => add(document.createElement('journey-panel')))`,
    );
    await says(page, 0, 'In short');
    expect(await page.evaluate(`Boolean(customElements.get('journey-timeline-2'))`)).toBe(false);
    expect(await page.evaluate('broken')).toEqual([]);
    await page.close();
  });
});
