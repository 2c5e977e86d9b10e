import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import type {Check} from '../check.ts';
import {version} from '../version.ts';
import {parsed, shown, type Ask, type Got} from './ask.ts';
import {maySource, mayConnect, policiesOf, upgrades, type ContentPolicy} from './content-policy.ts';
import {placeOf, type PageHtml, type PageTag} from './read-page.ts';
import {quoted} from './tag-attributes.ts';

interface Page {
  readonly page: URL;
  readonly html: PageHtml;
  readonly headers: Headers;
}

/** From the page to the script, and on to the collector: what stands in the way. */
export const wayChecks = async (tag: PageTag, at: Page, ask: Ask): Promise<Check[]> => {
  const {page, html, headers} = at;
  const base = new URL(parsed(html.base, page) ?? page);
  const {attributes} = tag;
  const source = attributes.get('src');
  if (!source) return []; // Told of with the tag.
  const script = parsed(source, base);
  if (!script || !/^https?:$/.test(script.protocol))
    return [
      {what: `src of ${placeOf(tag)}`, fail: 'it is no address; write https://.../throughline.js'},
    ];
  const ofHeader = policiesOf(headers.get('content-security-policy') ?? '');
  const ofMeta = html.policies.map(({offset, content}) => ({offset, of: policiesOf(content)}));
  const policies: Policies = {
    // One in the page holds for what comes after it.
    script: [
      ...ofHeader,
      ...ofMeta.filter(({offset}) => offset < tag.offset).flatMap(({of}) => of),
    ],
    all: [...ofHeader, ...ofMeta.flatMap(({of}) => of)],
  };
  return [
    ...(await scriptChecks(tag, script, policies, at, ask)),
    ...(await endpointChecks(tag, {script, base}, policies, at, ask)),
  ];
};

interface Policies {
  readonly script: readonly ContentPolicy[];
  readonly all: readonly ContentPolicy[];
}

const scriptChecks = async (
  tag: PageTag,
  named: URL,
  policies: Policies,
  {page}: Page,
  ask: Ask,
): Promise<Check[]> => {
  const {attributes} = tag;
  const what = `src of ${placeOf(tag)}`;
  const address = policies.all.some(upgrades) ? upgraded(named) : named;
  if (isMixed(page, address))
    return [
      {
        what,
        fail: 'it is http, and browsers load no such script into a page of https; write https',
      },
    ];
  const checks: Check[] = [];
  const got = await ask(address, {accept: '*/*', origin: page.origin});
  const passed = typeof got === 'string' ? [address] : got.passed;
  const proofs = {nonce: attributes.get('nonce'), integrity: attributes.get('integrity')};
  if (!policies.script.every((policy) => maySource(policy, page, passed, proofs))) {
    const origins = [...new Set(passed.map(({origin}) => origin))].join(' ');
    const advice = `the page’s Content-Security-Policy ${tag.held ? 'may block' : 'blocks'} the script; add ${origins} to its script-src, or, where it works by nonce, give the tag the nonce of the page’s other scripts`;
    checks.push({what, ...(tag.held ? {look: advice} : {fail: advice})});
  }
  if (typeof got === 'string') return [...checks, {what, fail: `${shown(address)}: ${got}`}];
  if (got.status !== 200)
    return [
      ...checks,
      {
        what,
        fail: `${shown(address)} answers ${got.status}, and no script; write the address of a collector, with /throughline.js`,
      },
    ];
  const isModule = attributes.get('type')?.trim().toLowerCase() === 'module';
  const isStrict = isModule || got.headers.get('x-content-type-options') === 'nosniff';
  const type = got.headers.get('content-type') ?? '';
  if (/^\s*</.test(got.text) || (isStrict && !/(?:java|ecma)script/i.test(type)))
    return [
      ...checks,
      {
        what,
        fail: `${shown(address)} answers ${quoted(type)}, and no JavaScript; write the address of a collector, with /throughline.js`,
      },
    ];
  return [
    ...checks,
    ...loadChecks(what, tag, got, page, isModule),
    ...(await fileChecks(what, address, got)),
  ];
};

/** What a browser asks of a script before it runs it. */
const loadChecks = (
  what: string,
  {attributes}: PageTag,
  {address, headers, bytes}: Got,
  page: URL,
  isModule: boolean,
): Check[] => {
  const checks: Check[] = [];
  const crossorigin = attributes.get('crossorigin');
  const integrity = attributes.get('integrity')?.trim();
  const asksLeave = isModule || crossorigin !== undefined;
  const isFar = address.origin !== page.origin;
  if (isFar && asksLeave && !isLeft(headers, page, crossorigin))
    checks.push({
      what,
      fail: 'with crossorigin, or as a module, browsers load it only where its server allows that by Access-Control-Allow-Origin, which this one does not; take crossorigin out',
    });
  if (integrity && isFar && !asksLeave)
    checks.push({
      what: 'integrity of the script',
      fail: 'browsers check it with crossorigin alone, and block the script without; write crossorigin="anonymous" beside it, or take integrity out',
    });
  if (integrity && !isIntact(integrity, bytes))
    checks.push({
      what: 'integrity of the script',
      fail: 'it does not match the file, so browsers block that; take integrity out, for the file changes with each version',
    });
  return checks;
};

const isLeft = (headers: Headers, page: URL, crossorigin: string | undefined) => {
  const allowed = headers.get('access-control-allow-origin');
  return crossorigin?.toLowerCase() === 'use-credentials'
    ? allowed === page.origin && headers.get('access-control-allow-credentials') === 'true'
    : allowed === '*' || allowed === page.origin;
};

/** Of several hashes, those of the strongest kind count; of none that is known, nothing is asked. */
const isIntact = (integrity: string, bytes: Uint8Array) => {
  const hashes = integrity.split(/\s+/).map((hash) => hash.split('?')[0]!);
  const kind = ['sha512', 'sha384', 'sha256'].find((name) =>
    hashes.some((hash) => hash.startsWith(`${name}-`)),
  );
  if (!kind) return true;
  const own = createHash(kind).update(bytes).digest('base64');
  return hashes.includes(`${kind}-${own}`);
};

const fileChecks = async (what: string, {pathname}: URL, {text}: Got): Promise<Check[]> => {
  // Where every version of it sends to.
  if (!text.includes('/v1/touchpoints'))
    return [
      {
        what,
        fail: 'what answers there is not the tracker; write the address of a collector, with /throughline.js',
      },
    ];
  const name = pathname.endsWith('/throughline-debug.js') ? 'throughline-debug' : 'throughline';
  const own = await readFile(
    fileURLToPath(import.meta.resolve(`@throughline/tracker/${name}.js`)),
    'utf8',
  ).catch(() => text);
  return text === own
    ? []
    : [
        {
          what,
          look: `the file is not that of this version, ${version()}; update the collector that serves it, or the copy`,
        },
      ];
};

const endpointChecks = async (
  tag: PageTag,
  {script, base}: {script: URL; base: URL},
  policies: Policies,
  {page}: Page,
  ask: Ask,
): Promise<Check[]> => {
  const given = tag.attributes.get('data-endpoint');
  const what =
    given === undefined
      ? `${script.origin}, where the tag sends to`
      : `data-endpoint=${quoted(given)} of ${placeOf(tag)}`;
  const write = 'write the origin of the collector, as https://collect.example';
  if (given !== undefined && !/^(?:https?:\/)?\/[^?#]*$/i.test(given))
    return [{what, fail: `it is not an address the tracker can send to; ${write}`}];
  if (given !== undefined && /\/v1\b/.test(given))
    return [{what, fail: `the tracker adds /v1/touchpoints itself; ${write}`}];
  const named = parsed(`${given ?? script.origin}/v1/touchpoints`, base);
  if (!named) return [{what, fail: `it is not an address the tracker can send to; ${write}`}];
  const address = policies.all.some(upgrades) ? upgraded(named) : named;
  if (isMixed(page, address))
    return given === undefined
      ? [] // Told of with the script.
      : [
          {
            what,
            fail: 'it is http, and browsers send nothing there from a page of https; write https',
          },
        ];
  const checks: Check[] = policies.all.every((policy) => mayConnect(policy, page, address))
    ? []
    : [
        {
          what,
          fail: `the page’s Content-Security-Policy blocks what is sent; add ${address.origin} to its connect-src`,
        },
      ];
  // Nothing is kept of it: a collector knows the route by POST alone, and says so in its own words.
  const got = await ask(address, {accept: 'application/json'});
  if (typeof got === 'string') return [...checks, {what, fail: got}];
  if (got.text.startsWith('{"error":{"code":"')) return checks;
  const isSure = got.status === 200 || got.status === 404;
  const found = isSure
    ? {fail: `what answers there (${got.status}) is not a collector; ${write}, in data-endpoint`}
    : {
        look: `it answers ${got.status} to a GET, so it may not be a collector, or a proxy lets POST alone through`,
      };
  return [...checks, {what, ...found}];
};

const isMixed = (page: URL, {protocol, hostname}: URL) =>
  page.protocol === 'https:' &&
  protocol === 'http:' &&
  !/^(?:(?:.*\.)?localhost|127\.[\d.]+|\[::1\])$/.test(hostname);

const upgraded = (address: URL) => {
  const secure = new URL(address);
  if (secure.protocol === 'http:') secure.protocol = 'https:';
  return secure;
};
