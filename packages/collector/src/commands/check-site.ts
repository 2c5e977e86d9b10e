import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import type {Check} from '../check.ts';
import type {Site} from '../store/registry.ts';
import {version} from '../version.ts';
import {maySource, mayConnect, policiesOf, upgrades, type ContentPolicy} from './content-policy.ts';
import {readPage, type PageHtml, type PageTag} from './read-page.ts';
import {attributeChecks, quoted} from './tag-attributes.ts';

export interface CheckSiteOptions {
  /** The site of a write key, where this installation knows it. */
  readonly siteOf: (key: string) => Promise<Site | undefined>;
  /** Told of each address that was asked, and of what it answered. */
  readonly onAsked?: (line: string) => void;
  readonly fetch?: typeof globalThis.fetch;
  /** How long an answer may take, with all redirects. @defaultValue 10,000 ms */
  readonly patienceMs?: number;
}

/**
 * Looks at a page as a browser gets it, for why nothing arrives from there: the page is fetched, the script
 * that its tag names, and the collector that the script would send to. Runs no script, and tells nothing of
 * the page but what is wrong with the tag.
 */
export const checkSite = async (url: URL, options: CheckSiteOptions): Promise<Check[]> => {
  const ask = asking(options);
  const got = await ask(url, {accept: 'text/html'});
  if (typeof got === 'string')
    return [{what: shown(url), fail: `${got}: nothing can be looked at`}];
  const {address: page, headers, text, isWhole} = got;
  const what = shown(page);
  if (got.status !== 200)
    return [
      {
        what,
        fail: `it answers ${got.status}: name a page that anybody may open without logging in`,
      },
    ];
  if (!/\bhtml\b/i.test(headers.get('content-type') ?? ''))
    return [{what, fail: 'it is no HTML: name a page of the website'}];
  const html = readPage(text);
  const tag = html.tags.find(({held}) => !held) ?? html.tags[0];
  const cut: Check[] = isWhole
    ? []
    : [{what, look: 'it is larger than 5 MB, and no more than that was looked at'}];
  if (!tag) return [...cut, untagged(what, html)];
  const checks = [
    ...cut,
    ...twice(html),
    ...held(tag),
    ...attributeChecks(tag.attributes, placeOf(tag)),
  ];
  const {site, fail} = await keyOf(tag, page, options.siteOf);
  if (fail) checks.push({what: `data-key of ${placeOf(tag)}`, fail});
  checks.push(...(await wayChecks(tag, {page, html, headers}, ask)));
  if (checks.some((each) => each.fail)) return checks;
  const waits = tag.attributes.get('data-consent') !== 'granted';
  const fine = `the tag is right, and its key is of the site ${site?.name} of ${site?.tenant.name}`;
  return [...checks, {what: `${what}: ${fine}${waits ? waiting : ''}`}];
};

const waiting =
  '. It asks first: nothing is sent before a visitor agrees (docs/tracker/consent.md)';

/** Without what a query may hold. */
const shown = ({origin, pathname}: URL) => `${origin}${pathname}`;

const placeOf = ({line}: {readonly line: number}) => `the tag in line ${line}`;

const untagged = (what: string, {hidden, mentions}: PageHtml): Check => {
  const [first] = hidden;
  if (first)
    return {
      what,
      fail: `the tag in line ${first.line} is in ${first.where}, where no browser runs it; take it out of there`,
    };
  const [mention] = mentions;
  if (mention)
    return {
      what,
      look: `no tag is in the page’s HTML, but the script in line ${mention.line} names the tracker and may add it; what a script adds is not looked at here`,
    };
  return {
    what,
    fail: 'no tag of the tracker is in the page’s HTML; paste it before </head> (docs/tracker/README.md). What a tag manager or a bundle of scripts adds later is not looked at here',
  };
};

const twice = ({tags}: PageHtml): Check[] => {
  const running = tags.filter(({held}) => !held);
  if (running.length < 2) return [];
  const lines = running.map(({line}) => line).join(' and ');
  return [
    {
      what: `the tag in lines ${lines}`,
      fail: 'it is there more than once, and only the first that loads counts; keep one',
    },
  ];
};

/** A tag that no browser runs as it stands. */
const held = (tag: PageTag): Check[] => {
  if (!tag.held) return [];
  const {attributes} = tag;
  const type = attributes.get('type');
  const why = attributes.has('nomodule')
    ? 'browsers leave out a script with nomodule; take that word out'
    : attributes.get('src')
      ? `its type is ${quoted(type ?? '')}, so no browser runs it before a consent tool or another script has changed that; where it is not meant to wait, take the type out`
      : 'it has no src, so no browser loads it, unless a consent tool or another script gives it one; where it is not meant to wait, write src="https://.../throughline.js"';
  return [{what: placeOf(tag), fail: why}];
};

/** Whose key the tag has, and why nothing would be kept that comes with it. */
const keyOf = async (
  {attributes}: PageTag,
  {origin}: URL,
  siteOf: CheckSiteOptions['siteOf'],
): Promise<{site?: Site; fail?: string}> => {
  const key = attributes.get('data-key');
  if (key === undefined) return {}; // Told of with the other attributes.
  if (/^\s*(?:sk|is)_/.test(key))
    return {
      fail: 'it is a secret, and everybody can read the page: take it out at once and make a new one. The key of a page is the write key, pk_...',
    };
  if (key !== key.trim()) return {fail: 'there are blanks around the key; take them away'};
  const site = await siteOf(key);
  if (!site)
    return {
      fail: 'no site of this installation has this key; `throughline site create SITE --tenant NAME` prints the one of a site, also where the site is there already',
    };
  const {origins, name, tenant} = site;
  if (origins.length === 0 || origins.includes(origin)) return {site};
  const add = `throughline site create ${name} --tenant ${tenant.name} --site-origin ${origin}`;
  return {
    site,
    fail: `it is of the site ${name} of ${tenant.name}, which may not send from ${origin}: ${add}`,
  };
};

interface Page {
  readonly page: URL;
  readonly html: PageHtml;
  readonly headers: Headers;
}

/** From the page to the script, and on to the collector: what stands in the way. */
const wayChecks = async (tag: PageTag, at: Page, ask: Ask): Promise<Check[]> => {
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
        fail: `it is http, and browsers load no such script into a page of https; write https`,
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
      what: `integrity of the script`,
      fail: 'browsers check it with crossorigin alone, and block the script without; write crossorigin="anonymous" beside it, or take integrity out',
    });
  if (integrity && !isIntact(integrity, bytes))
    checks.push({
      what: `integrity of the script`,
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

const parsed = (address: string | undefined, base: URL) =>
  address !== undefined && URL.canParse(address, base.href)
    ? new URL(address, base.href)
    : undefined;

const isMixed = (page: URL, {protocol, hostname}: URL) =>
  page.protocol === 'https:' &&
  protocol === 'http:' &&
  !/^(?:(?:.*\.)?localhost|127\.[\d.]+|\[::1\])$/.test(hostname);

const upgraded = (address: URL) => {
  const secure = new URL(address);
  if (secure.protocol === 'http:') secure.protocol = 'https:';
  return secure;
};

/** An answer, after the redirects to it. */
interface Got {
  readonly address: URL;
  /** Every address on the way, the last included. */
  readonly passed: readonly URL[];
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Whether all of it was read. */
  readonly isWhole: boolean;
}

/** Gives a sentence where there is no answer. */
type Ask = (address: URL, headers: Record<string, string>) => Promise<Got | string>;

const mostBytes = 5_000_000;
const mostRedirects = 10;

const asking =
  ({fetch = globalThis.fetch, patienceMs = 10_000, onAsked}: CheckSiteOptions): Ask =>
  async (address, headers) => {
    const passed = [address];
    const signal = AbortSignal.timeout(patienceMs);
    try {
      for (let at = address; ;) {
        const response = await fetch(at, {
          headers: {...headers, 'user-agent': `throughline/${version()} (site check)`},
          redirect: 'manual',
          signal,
        });
        onAsked?.(`GET ${shown(at)}: ${response.status}`);
        const to = response.headers.get('location');
        if (to === null || response.status < 300 || response.status > 399)
          return {...(await contentOf(response)), address: at, passed};
        await response.body?.cancel();
        const next = parsed(to, at);
        if (!next || !/^https?:$/.test(next.protocol)) return 'it redirects to what is no website';
        if (passed.push(next) > mostRedirects + 1)
          return `it redirects more than ${mostRedirects} times`;
        at = next;
      }
    } catch (error) {
      const why = error instanceof Error ? whyOf(error) : '';
      onAsked?.(`GET ${shown(passed.at(-1)!)}: no answer`);
      return why === 'TimeoutError'
        ? `there was no answer within ${patienceMs / 1000} s`
        : `there is no answer from here (${why})`;
    }
  };

/** The system's word for it, such as ECONNREFUSED. */
const whyOf = ({name, cause}: Error) =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : name;

const contentOf = async (response: Response) => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece.subarray(0, mostBytes - size));
    size += piece.length;
    if (size > mostBytes) break;
  }
  const bytes = Buffer.concat(pieces);
  const {status, headers} = response;
  const charset = /charset=["']?([\w-]+)/i.exec(headers.get('content-type') ?? '')?.[1];
  return {status, headers, bytes, text: decoded(bytes, charset), isWhole: size <= mostBytes};
};

const decoded = (bytes: Uint8Array, charset = 'utf-8') => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes); // A charset that nobody knows: a tag is ASCII.
  }
};
