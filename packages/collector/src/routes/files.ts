import {createHash} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import type {FastifyReply, FastifyRequest} from 'fastify';
import {promisify} from 'node:util';
import {brotliCompress, gzip as gzipCompress} from 'node:zlib';
import * as z from 'zod';
import {Refusal} from '../errors.ts';
import {route, type Route} from '../route.ts';

const brotli = promisify(brotliCompress);
const gzip = promisify(gzipCompress);

/** A file as it goes out: plain, and packed as small as its readers can unpack. */
interface Packed {
  readonly plain: Buffer;
  readonly br: Buffer;
  readonly gzip: Buffer;
  readonly etag: string;
}

const pack = async (specifier: string): Promise<Packed> => {
  const plain = await readFile(fileURLToPath(import.meta.resolve(specifier)));
  const hash = createHash('sha256').update(plain).digest('base64url');
  return {plain, br: await brotli(plain), gzip: await gzip(plain), etag: `"${hash.slice(0, 22)}"`};
};

const known = new Map<string, Promise<Packed>>();

/** Read and packed once, unless that failed; a new version is a new process. */
const packedOnce = (specifier: string): Promise<Packed> => {
  const packed = known.get(specifier) ?? pack(specifier);
  known.set(specifier, packed);
  packed.catch(() => known.delete(specifier));
  return packed;
};

/** A built file of another package. */
const served = (path: string, specifier: string, summary: string): Route =>
  route({
    method: 'GET',
    path,
    summary,
    authorization: 'open',

    async handle({request, reply}) {
      // An hour: a fix reaches every page the same day without anybody touching a script tag.
      return send(await packedOnce(specifier), 3600, request, reply);
    },
  });

const send = (file: Packed, maxAge: number, request: FastifyRequest, reply: FastifyReply) => {
  reply
    .header('content-type', 'text/javascript; charset=utf-8')
    .header('cache-control', `public, max-age=${maxAge}`)
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('vary', 'accept-encoding')
    .header('etag', file.etag);
  if (isKnown(file.etag, request.headers['if-none-match'])) return reply.code(304).send();
  const accepted = acceptedIn(String(request.headers['accept-encoding'] ?? ''));
  const encoding = (['br', 'gzip'] as const).find((name) => accepted.has(name));
  if (encoding) reply.header('content-encoding', encoding);
  return reply.send(file[encoding ?? 'plain']);
};

/** Whether a reader has this one. A proxy that packs it itself has made its tag a weak one. */
const isKnown = (etag: string, named = '') =>
  named
    .split(',')
    .map((each) => each.trim().replace(/^W\//, ''))
    .some((each) => each === etag || each === '*');

/** Encodings that a reader takes: all it names but those of quality 0. */
const acceptedIn = (header: string) =>
  new Set(
    header
      .toLowerCase()
      .split(',')
      .map((each) => each.replaceAll(/\s/g, '').split(';'))
      .filter(([, quality = 'q=1']) => Number(quality.slice(2)) > 0)
      .map(([name]) => name),
  );

export const getTracker = served(
  '/throughline.js',
  '@throughline/tracker/throughline.js',
  'The tracker, for a script tag',
);
export const getVitals = served(
  '/throughline-vitals.js',
  '@throughline/tracker/throughline-vitals.js',
  'What the tracker loads later: web vitals and errors',
);
export const getDebug = served(
  '/throughline-debug.js',
  '@throughline/tracker/throughline-debug.js',
  'What the tracker loads for developers, where the tag says `data-debug`',
);
export const getElements = served(
  '/elements.js',
  '@throughline/elements/elements.js',
  'The panel, as an ES module',
);

/** What `elements.js` loads when it is needed. Its name has its hash in it: it never changes. */
export const getElementsPart = route({
  method: 'GET',
  path: '/elements/:file',
  summary: 'A part of the panel that is loaded on demand',
  authorization: 'open',
  params: z.object({file: z.string().max(128)}),
  errors: ['not_found'],

  async handle({params: {file}, request, reply}) {
    const specifier = `@throughline/elements/elements/${file}`;
    // Only what stands in that folder, by its very name: nobody walks out of it.
    if (!known.has(specifier)) {
      const folder = new URL('elements/', import.meta.resolve('@throughline/elements/elements.js'));
      const files: string[] = await readdir(folder).catch(() => []);
      if (!files.includes(file) || !file.endsWith('.js')) throw new Refusal('not_found');
    }
    return send(await packedOnce(specifier), 31_536_000, request, reply);
  },
});
export const getSurvey = served(
  '/survey.js',
  '@throughline/elements/survey.js',
  'A survey for a website’s pages, as an ES module',
);

export const getPanelScript = served(
  '/panel.js',
  '@throughline/elements/panel.js',
  'What the panel’s page runs',
);

/**
 * The panel as a page, for desktops that embed an iframe. It holds no data and no token: the
 * framing page posts those to it, and only origins the tenant has listed may frame it.
 */
export const getPanel = route({
  method: 'GET',
  path: '/panel',
  summary: 'The panel as a page, for an iframe',
  page: true,
  authorization: 'open',
  query: z.object({
    tenant: z.string('say whose panel it is, once, in the address: /panel?tenant=NAME').max(63),
  }),

  async handle({query, reply, services: {registry}}) {
    const origins = (await registry.byName(query.tenant))?.panelOrigins ?? [];
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', panelPolicy(origins))
      .header('referrer-policy', 'no-referrer')
      .send(panelPage(origins));
  },
});

const panelPolicy = (origins: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
    `frame-ancestors ${origins.join(' ') || "'none'"}`,
  ].join('; ');

// Origins hold neither quotes nor angle brackets: whoever has added them has looked.
const panelPage = (origins: readonly string[]) => `<!doctype html>
<html lang="en" data-throughline-panel data-origins="${origins.join(' ')}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Customer journey</title>
<script type="module" src="/panel.js"></script>
</html>
`;
