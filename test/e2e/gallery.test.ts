// Every element in every state, as the gallery shows it, held to what is alike on every machine:
// what a screen reader is told (test/e2e/gallery/*.yml), how it looks in a font of boxes
// (test/e2e/gallery/*.png), and that nothing is cut off, pushed out of the element, too small to
// hit or against a rule of WCAG 2.2 AA. UPDATE=1 renews what is told and how it looks
// (`npm run gallery:update`). PICTURES=1 writes how it looks in the machine's own fonts to
// .cache/gallery, for a person to look at (`npm run gallery:pictures`).
import {existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import axe from 'axe-core';
import {chromium, type Browser, type Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {startGallery} from '../../demo/gallery/server.ts';
import type {Site} from '../../demo/web.ts';
import {chromeArgs, chromePath} from '../browser.ts';
import {boxFont} from './box-font.ts';

const NOW = new Date('2026-03-12T15:30:00Z');
const update = Boolean(process.env['UPDATE']);
const draw = Boolean(process.env['PICTURES']);
const told = fileURLToPath(new URL('gallery/', import.meta.url));
const pictures = fileURLToPath(new URL('../../.cache/gallery/', import.meta.url));

/** Each look in which every case is held to its layout, as the gallery's address says it. */
const looks = {
  light: {query: 'theme=light'},
  dark: {query: 'theme=dark'},
  contrast: {query: '', media: {forcedColors: 'active', contrast: 'more'}},
  'right-to-left': {query: 'dir=rtl'},
  narrow: {query: 'width=240'},
  wide: {query: 'width=1200'},
} as const satisfies Record<string, {query: string; media?: object}>;
type Look = keyof typeof looks;

let site: Site;
let browser: Browser;
beforeAll(async () => {
  site = await startGallery(0);
  browser = await chromium.launch({executablePath: chromePath(), args: chromeArgs()});
  if (draw) rmSync(pictures, {recursive: true, force: true});
  mkdirSync(pictures, {recursive: true});
  mkdirSync(told, {recursive: true});
  if (update) writeFileSync(drawnBy, `${painter()}\n`);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** The gallery in this look, at a fixed time, with what it complains about; of one case, or all. */
const open = async (look: Look, {name = '', inBoxes = false} = {}) => {
  const {media = {}, query}: {media?: object; query: string} = looks[look];
  const context = await browser.newContext({
    viewport: {width: 1300, height: 800},
    timezoneId: 'UTC',
    locale: 'en',
    reducedMotion: 'reduce',
    bypassCSP: inBoxes, // For a font of our own.
    ...media,
  });
  const page = await context.newPage();
  const noise: string[] = [];
  page.on('pageerror', (error) => noise.push(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) noise.push(message.text());
  });
  page.on('dialog', (dialog) => {
    noise.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.clock.setFixedTime(NOW);
  const address = new URL(`${site.url}/?${query}`);
  if (name) {
    address.searchParams.set('case', name);
    if (!address.searchParams.has('width')) address.searchParams.set('width', '420');
  }
  await page.goto(address.href);
  if (inBoxes) {
    const face = `@font-face { font-family: Boxes; src: url(${boxFont()}); }`;
    await page.addStyleTag({content: `${face} html { --journey-font: Boxes }`});
    await page.evaluate(() => document.fonts.load('14px Boxes'));
  }
  await settled(page);
  return {page, noise, close: () => context.close()};
};

/**
 * Nothing has changed for some frames: what a case does by itself is done. Then every timeline draws
 * once more, since how far it has drawn beyond the screen rests on what it knew of heights when it did.
 */
const settled = async (page: Page) => {
  await calm(page);
  await lasting(page);
  for (let turn = 0; turn < 3; turn += 1)
    await page.evaluate(async () => {
      const timelines = (root: ParentNode): Element[] =>
        [...root.querySelectorAll('*')].flatMap((element) => [
          ...(element.localName === 'journey-timeline' ? [element] : []),
          ...(element.shadowRoot ? timelines(element.shadowRoot) : []),
        ]);
      for (const each of timelines(document))
        (each as {requestUpdate?: () => void} & Element).requestUpdate?.();
      for (let frame = 0; frame < 3; frame += 1)
        await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  await calm(page);
};

/** What shows only if it lasts shows: a banner, and that a stream is lost. */
const lasting = async (page: Page) => {
  await page.waitForFunction(() =>
    ['panel-reconnecting', 'panel-renewing'].every((name) => {
      const panel = document.querySelector(`#${name} journey-panel`);
      return !panel || panel.shadowRoot!.querySelector('.live.lost');
    }),
  );
  await page.evaluate(async () => {
    const roots = (root: Document | ShadowRoot): (Document | ShadowRoot)[] => [
      root,
      ...[...root.querySelectorAll('*')].flatMap(({shadowRoot}) =>
        shadowRoot ? roots(shadowRoot) : [],
      ),
    ];
    const moves = roots(document).flatMap((root) => root.getAnimations());
    await Promise.all(moves.map(({finished}) => finished));
  });
};

const calm = (page: Page) =>
  page.evaluate(async () => {
    const words = (root: Node): string => {
      const inside = root instanceof Element && root.shadowRoot ? [root.shadowRoot] : [];
      const parts = [...inside, ...root.childNodes].map(words);
      return parts.join('') + (root instanceof Text ? root.data : '');
    };
    let [last, calm] = ['', 0];
    while (calm < 20 || !last) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = words(document.querySelector('main')!);
      calm = now === last ? calm + 1 : 0;
      last = now;
    }
  });

/** What is wrong with the layout of each case, in words. */
const faults = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    for (const figure of document.querySelectorAll('figure')) {
      const element = figure.lastElementChild!;
      const bounds = element.getBoundingClientRect();
      const say = (part: Element, what: string) => {
        const classes = [...part.classList].map((one) => `.${one}`).join('');
        const line = `${figure.id}: ${part.localName}${classes} ${what}`;
        if (!found.includes(line)) found.push(line);
      };
      const check = (part: Element) => {
        const {clipPath, overflowX, textOverflow} = getComputedStyle(part);
        const {left, right, width, height} = part.getBoundingClientRect();
        if (width === 0 || height === 0) return;
        if (clipPath !== 'none') return; // Said, not shown.
        const inCut = getComputedStyle(part.parentElement ?? part).textOverflow === 'ellipsis';
        if (!inCut && (left < bounds.left - 1 || right > bounds.right + 1)) {
          say(part, 'is pushed out');
        }
        const shows = overflowX === 'visible' || textOverflow === 'ellipsis';
        if (!shows && part.localName !== 'input' && part.scrollWidth > part.clientWidth + 1) {
          say(part, 'is cut off, or scrolls sideways');
        }
        // WCAG 2.2, 2.5.8, which lets go what stands inside a sentence.
        if (part.matches('button:not(.link), input, .edge') && (height < 23.5 || width < 23.5)) {
          say(part, 'is too small to hit');
        }
      };
      const walk = (root: ParentNode) => {
        for (const part of root.querySelectorAll('*')) {
          check(part);
          if (part.shadowRoot) walk(part.shadowRoot);
        }
      };
      walk(element.shadowRoot!);
    }
    return found;
  });

/** Which rules of WCAG 2.2 AA the cases break, in words. */
const broken = async (page: Page) => {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const {run} = (window as unknown as {axe: typeof axe}).axe;
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const {violations} = await run('main', {
      runOnly: {type: 'tag', values},
      resultTypes: ['violations'],
    });
    return violations.flatMap(({id, nodes}) =>
      nodes.map(({target}) => `${id}: ${target.join(' ')}`),
    );
  });
};

/** How two pictures differ, in words; where hardly anybody would see it, not at all. */
const difference = async (page: Page, ours: Buffer, theirs: Buffer) =>
  page.evaluate(
    async (files) => {
      const [one, other] = await Promise.all(
        files.map(async (file) => {
          const bytes = Uint8Array.from(atob(file), (each) => each.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes]));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
          canvas.drawImage(bitmap, 0, 0);
          return canvas.getImageData(0, 0, bitmap.width, bitmap.height);
        }),
      );
      const [{width, height, data}, before] = [one!, other!];
      const size = `${before.width} x ${before.height}`;
      if (size !== `${width} x ${height}`) return `${width} x ${height}, which was ${size}`;
      let [count, left, right, top, bottom] = [0, width, 0, height, 0];
      for (let at = 0; at < data.length; at += 4) {
        const most = Math.max(
          ...[0, 1, 2].map((c) => Math.abs(data[at + c]! - before.data[at + c]!)),
        );
        if (most <= 24) continue; // Of 255: an edge that is drawn half a shade darker.
        const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
        count += 1;
        [left, right] = [Math.min(left, x), Math.max(right, x)];
        [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      }
      if (count <= 20) return '';
      return `${count} pixels differ, from (${left}, ${top}) to (${right}, ${bottom})`;
    },
    [ours, theirs].map((file) => file.toString('base64')),
  );

/** As the gallery itself lists them. */
const names = [
  ...readFileSync(new URL('../../demo/gallery/cases.ts', import.meta.url), 'utf8').matchAll(
    /name: '((?:panel|timeline)-[a-z-]+)'/g,
  ),
].map(([, name]) => name!);

/** What draws the pictures: another version, or system, draws edges and curves a little otherwise. */
const painter = () => `${process.platform}, Chromium ${browser.version().split('.')[0]}`;
const drawnBy = `${told}drawn-by.txt`;
const drawsAlike = () => update || readFileSync(drawnBy, 'utf8').trim() === painter();
const apart = () => `drawn by ${readFileSync(drawnBy, 'utf8').trim()}, this is ${painter()}`;

const compare = async (page: Page, name: string, look: Look) => {
  const picture = await page.locator(`#${name} > :last-child`).screenshot();
  const file = `${told}${name}.${look}.png`;
  if (update) writeFileSync(file, picture);
  const differs = existsSync(file)
    ? await difference(page, picture, readFileSync(file))
    : 'there is no file';
  const seen = `${pictures}${name}.${look}.boxes.png`;
  if (differs) writeFileSync(seen, picture);
  expect.soft(differs, `${name}.${look}: see ${seen}`).toBe('');
};

describe('the gallery', () => {
  it('tells a screen reader what it shows, in every case, and complains of nothing', async () => {
    const {page, noise, close} = await open('light');
    const ids = await page.locator('main > figure').evaluateAll((all) => all.map(({id}) => id));
    expect(ids).toEqual(names);
    for (const name of names) {
      const snapshot = `${await page.locator(`#${name} > :last-child`).ariaSnapshot()}\n`;
      const file = `${told}${name}.yml`;
      if (update) writeFileSync(file, snapshot);
      expect.soft(snapshot, name).toBe(existsSync(file) ? readFileSync(file, 'utf8') : 'no file');
    }
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator('main > figure :is(img, script, iframe)').count()).toBe(0);
    expect(noise).toEqual([]);
    await close();
  });

  it('shows what is chosen and what is new where all colours are the reader’s', async () => {
    const {page, close} = await open('contrast');
    const style = (selector: string, property: string, pseudo?: string) =>
      page
        .locator(selector)
        .first()
        .evaluate(
          (part, [property, pseudo]) => getComputedStyle(part, pseudo).getPropertyValue(property!),
          [property, pseudo],
        );
    const facet = (pressed: boolean) =>
      style(`#timeline-stages .facet[aria-pressed=${pressed}]`, 'background-color');
    expect(await facet(true)).not.toBe(await facet(false));
    const tab = (pressed: boolean) =>
      style(`#panel-journey .tabs [aria-pressed=${pressed}]`, 'border-bottom-width');
    expect([await tab(true), await tab(false)]).toEqual(['2px', '0px']);
    expect(await style('#timeline-since .new time', 'border-top-width', '::after')).toBe('3px');
    await close();
  });

  it('has no reference of a case that is no more', () => {
    const files = readdirSync(told);
    const others = files.filter((file) => !names.includes(file.split('.')[0]!));
    expect(others).toEqual(['drawn-by.txt']);
  });

  it('looks as it did, in every case', async ({skip}) => {
    skip(!drawsAlike(), apart());
    const {page, close} = await open('light', {inBoxes: true});
    for (const name of names) await compare(page, name, 'light');
    await close();
  });

  it.for(Object.keys(looks).filter((look) => look !== 'light') as Look[])(
    'looks as it did, %s',
    async (look, {skip}) => {
      skip(!drawsAlike(), apart());
      for (const name of ['panel-journey', 'panel-journey-open', 'timeline-stages']) {
        const {page, close} = await open(look, {name, inBoxes: true});
        await compare(page, name, look);
        await close();
      }
    },
  );

  it.each(Object.keys(looks) as Look[])(
    'cuts nothing off and shuts nobody out, %s',
    async (look) => {
      const {page, close} = await open(look);
      for (const name of draw ? names : []) {
        await page.locator(`#${name}`).screenshot({path: `${pictures}${name}.${look}.png`});
      }
      expect(await faults(page)).toEqual([]);
      expect(await broken(page)).toEqual([]);
      await close();
    },
  );
});
