// The panel's parts that are loaded on demand, as built, on the strictest pages there are.
import {createReadStream} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {chromium, type Browser} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {chromeArgs, chromePath} from '../browser.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = `${root}packages/elements/dist`;

const policy = `default-src 'none'; script-src 'self' ORIGIN; require-trusted-types-for 'script';
  trusted-types lit-html`.replace(/\s+/g, ' ');
const bodies: Record<string, string> = {
  '/plain': '<!doctype html><html lang="en"><script type="module" src="/page.js"></script>',
  '/sandboxed':
    '<!doctype html><iframe sandbox="allow-scripts" src="/plain" width="500" height="700"></iframe>',
};

let server: Server;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  const {outputFiles} = await build({
    stdin: {
      contents: `
        import {JourneyPanel} from '/elements.js';
        import {memorySource} from './packages/elements/src/memory-source.ts';
        import {aJourney} from './packages/elements/gallery/data.ts';
        window.broken = [];
        addEventListener('securitypolicyviolation', (event) => broken.push(event.violatedDirective));
        class Closed extends JourneyPanel {
          static shadowRootOptions = {...JourneyPanel.shadowRootOptions, mode: 'closed'};
        }
        customElements.define('closed-panel', Closed);
        window.panels = ['journey-panel', 'closed-panel'].map((tag) => {
          const panel = document.createElement(tag);
          panel.source = memorySource(aJourney(Date.now()));
          panel.email = 'ada.lovelace@example.com';
          document.body.append(panel);
          return panel;
        });`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    write: false,
    external: ['/elements.js'],
    conditions: ['source'],
  });
  bodies['/page.js'] = outputFiles[0]!.text;
  server = createServer(({url = ''}, response) => {
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8';
    const frame = url === '/sandboxed' ? `default-src 'none'; frame-src 'self'` : policy;
    response.writeHead(200, {
      'content-type': type,
      'content-security-policy': frame.replace('ORIGIN', origin),
      'access-control-allow-origin': '*',
    });
    if (bodies[url]) response.end(bodies[url]);
    else
      createReadStream(dist + url)
        .on('error', () => response.destroy())
        .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});
});

afterAll(async () => {
  await browser.close();
  server.close();
});

describe('the parts that are loaded on demand', () => {
  it.each(['/plain', '/sandboxed'])(
    'work under a strict policy, open and closed: %s',
    async (path) => {
      const page = await browser.newPage();
      await page.goto(origin + path);
      const frame = path === '/plain' ? page.mainFrame() : page.frames()[1]!;
      const words = `
      var all = (root) => [root.textContent, ...[...root.querySelectorAll('*')]
        .map(({renderRoot}) => (renderRoot ? all(renderRoot) : ''))].join(' ');`;
      // By the debugger's own right to evaluate: the page's policy leaves nobody else one.
      const both = (text: string) =>
        expect
          .poll(() =>
            frame.evaluate(
              `${words} window.panels?.every((panel) => all(panel.renderRoot).includes('${text}'))`,
            ),
          )
          .toBe(true);
      await both('The customer tried');
      await frame.evaluate(`panels.forEach(({renderRoot}) => {
      renderRoot.querySelector('journey-timeline').renderRoot.querySelector('.line').click();
    })`);
      await both('Channel');
      await both('by day');
      await frame.evaluate(`panels.forEach(({renderRoot}) => {
      renderRoot.querySelector('journey-timeline').renderRoot.querySelector('journey-rail').renderRoot
        .querySelector('.where').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}));
    })`);
      await both('Show all');
      await frame.evaluate(`panels.forEach(({renderRoot}) => {
      [...renderRoot.querySelectorAll('.tabs button')]
        .find(({textContent}) => textContent.includes('Journey')).click();
    })`);
      await both('They said');
      // What the build leaves out of lit must not be what a title's words are put in by.
      const points = (await frame.evaluate(`panels.flatMap(({renderRoot}) =>
      [...renderRoot.querySelector('journey-feeling').renderRoot.querySelectorAll('g')]
        .map((point) => [point.querySelector('title').textContent, point.ariaLabel]))`)) as [
        string,
        string,
      ][];
      expect(points.length).toBeGreaterThan(0);
      for (const [title, label] of points) expect(title).toBe(label);
      expect(await frame.evaluate('broken')).toEqual([]);
      if (path === '/sandboxed') expect(await frame.evaluate('self.origin')).toBe('null');
      await page.close();
    },
  );

  const timeline = `var timeline = panels[0].renderRoot.querySelector('journey-timeline');
    var seen = (selector) => [...timeline.renderRoot.querySelectorAll(selector)];`;
  const shown = (selector: string) =>
    `${timeline} seen('${selector}').map(({textContent}) => textContent)`;

  it('leave the timeline to be read, and alive, where none of them arrives', async () => {
    const page = await browser.newPage();
    await page.route('**/elements/*', (route) => route.abort());
    await page.goto(`${origin}/plain`);
    await expect.poll(() => page.evaluate(`${timeline} seen('.row').length > 10`)).toBe(true);
    const texts = (selector: string) => page.evaluate<string[]>(shown(selector));
    const before = await texts('.row');
    await page.hover('journey-panel .line');
    await expect.poll(() => texts('.said')).toEqual(['This part could not be loaded.']);
    await page.evaluate(`${timeline} seen('.line')[0].click()`);
    await page.evaluate(`panels[0].source.timeline('memory', {limit: 1}).then(({touchpoints}) =>
      panels[0].source.add(touchpoints.map((each) => ({...each, id: 'new', occurredAt: Date.now()}))))`);
    // What is far below is drawn or not, as it comes.
    await expect.poll(async () => (await texts('.row')).slice(1, 11)).toEqual(before.slice(0, 10));
    expect(await texts('.line[aria-expanded=true]')).toEqual([(await texts('.line'))[1]]);
    // A language that does not come is not asked for again and again.
    await page.evaluate(`{
      const {requestUpdate} = panels[0];
      window.updates = 0;
      panels[0].requestUpdate = (...given) => {
        updates++;
        requestUpdate.apply(panels[0], given);
      };
      panels[0].lang = 'de';
    }`);
    await page.waitForTimeout(500);
    expect(await page.evaluate('updates')).toBeLessThan(20);
    expect(await texts('.foot')).toEqual([expect.stringContaining('That is everything')]);
    expect(await page.evaluate('broken')).toEqual([]);
    await page.close();
  });

  it('show nothing that is filtered out before they arrive, and all where they do not', async () => {
    for (const isComing of [true, false]) {
      const page = await browser.newPage();
      let letGo = () => {};
      const held = new Promise<void>((resolve) => (letGo = resolve));
      await page.route('**/elements/tools-*', async (route) => {
        await held;
        await (isComing ? route.continue() : route.abort());
      });
      await page.goto(`${origin}/plain`);
      await expect.poll(() => page.evaluate(`${timeline} seen('.row').length > 10`)).toBe(true);
      const count = () => page.evaluate<number>(`${timeline} seen('.row').length`);
      await page.evaluate(`${timeline} timeline.filter = {text: 'refund'}`);
      await expect.poll(count).toBe(0);
      letGo();
      await (isComing ? expect.poll(count).toBe(1) : expect.poll(count).toBeGreaterThan(10));
      await page.close();
    }
  });

  it('read older ones to search in where what searches the others does not come', async () => {
    const page = await browser.newPage();
    await page.route('**/elements/rail-*', (route) => route.abort());
    await page.goto(`${origin}/plain`);
    await expect.poll(() => page.evaluate(`${timeline} seen('.row').length > 10`)).toBe(true);
    await page.hover('journey-panel .line');
    await expect.poll(() => page.evaluate(`${timeline} seen('journey-pins').length`)).toBe(1);
    await page.evaluate(`{
      const {source} = panels[0];
      panels[0].filter = {text: 'zeppelin'};
      panels[0].source = {
        ...source,
        timeline: (customer, options) => source.timeline(customer, {...options, limit: 5}),
      };
    }`);
    const foot = () => page.evaluate<string[]>(shown('.foot'));
    await expect.poll(foot).toEqual([expect.stringContaining('0 of the 5 loaded')]);
    await page.evaluate(`${timeline} seen('.foot .button')[0].click()`);
    await expect.poll(foot).toEqual([expect.stringContaining('0 of the 10 loaded')]);
    await page.close();
  });

  it('move no row when they come late', async () => {
    const page = await browser.newPage();
    await page.route(/\/elements\/(tools|filter|rail)-/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.continue();
    });
    await page.goto(`${origin}/plain`);
    await expect.poll(() => page.evaluate(`${timeline} seen('.row').length > 10`)).toBe(true);
    const brief = `panels[0].renderRoot.querySelector('journey-brief').renderRoot?.textContent`;
    await expect.poll(() => page.evaluate(brief)).toContain('The customer tried');
    await page.hover('journey-panel .line >> nth=3');
    const places = await page.evaluate(`${timeline} new Promise((resolve) => {
      const places = new Set();
      let left = 20;
      const look = () => {
        places.add(seen('.line').slice(0, 8).map((line) => line.getBoundingClientRect().top).join());
        const come = customElements.get('journey-rail') && seen('journey-rail').length > 0;
        if (come && left-- === 0) resolve([...places]);
        else requestAnimationFrame(look);
      };
      look();
    })`);
    expect(places).toHaveLength(1);
    await page.close();
  });
});
