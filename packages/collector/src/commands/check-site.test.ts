import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer, type OutgoingHttpHeaders, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {aCollector, aTenantOf, inMemoryDatabase, type TestDatabase} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {createSite} from '../store/tenants.ts';
import {checkSite, type CheckSiteOptions} from './check-site.ts';
import {maySource, policiesOf} from './content-policy.ts';
import {tagAttributes, tagPlugins} from './tag-attributes.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** It goes on, and nothing more comes. */
  readonly endless?: boolean;
}

let store: TestDatabase;
let collector: Collector;
let website: Server;
let key: string;
let boundKey: string;
let secretKey: string;
/** What the website answers, by host and path. */
const answers = new Map<string, Answer>();
/** Where the hosts of the tests are, on loopback. */
const hosts = new Map<string, string>();
const script = readFileSync(
  new URL(import.meta.resolve('@throughline/tracker/throughline.js')),
  'utf8',
);

beforeAll(async () => {
  store = await inMemoryDatabase();
  collector = await aCollector(store.database);
  const shop = await aTenantOf(collector, 'shop');
  ({writeKey: key, secretKey} = shop);
  const {id} = (await collector.services.registry.byName('shop'))!;
  boundKey = await createSite(store.database, id, 'bound', ['https://other.example']);
  website = createServer((request, response) => {
    const {status, headers, body, endless}: Answer = answers.get(
      `${String(request.headers['x-host'])}${request.url}`,
    ) ?? {status: 404, body: 'nothing here'};
    response.writeHead(status ?? 200, {'content-type': 'text/html', ...headers}).write(body ?? ' ');
    if (!endless) response.end();
  });
  website.listen(0, '127.0.0.1');
  await once(website, 'listening');
  const local = `http://127.0.0.1:${(website.address() as AddressInfo).port}`;
  for (const host of ['shop.example', 'www.shop.example', 'cdn.example']) hosts.set(host, local);
  hosts.set('collect.example', await collector.listen({port: 0, host: '127.0.0.1'}));
});
afterAll(async () => {
  website?.closeAllConnections();
  website?.close();
  await collector?.close();
  await store?.close();
});

/** Asks loopback in the place of the hosts that the pages name. */
const local: typeof globalThis.fetch = (input, init) => {
  const url = new URL(input as URL);
  const host = hosts.get(url.hostname) ?? 'http://127.0.0.1:9';
  return fetch(host + url.pathname + url.search, {
    ...init,
    headers: {...(init?.headers as Record<string, string>), 'x-host': url.host},
  });
};

interface Served {
  readonly headers?: OutgoingHttpHeaders;
  /** Before the tag. */
  readonly head?: string;
}

const page = (tag: string, {head = ''}: Served = {}) =>
  `<!doctype html>\n<title>Private words</title>\n${head}\n${tag}\n<p>Private words</p>`;

const check = (
  url = 'https://shop.example/',
  more: Pick<CheckSiteOptions, 'onAsked' | 'patienceMs'> = {},
) =>
  checkSite(new URL(url), {
    siteOf: (each) => collector.services.registry.byWriteKey(each),
    fetch: local,
    ...more,
  });

/** What is found on a page with this tag, a line each. */
const found = async (tag: string, served: Served = {}, url?: string) => {
  answers.set('shop.example/', {body: page(tag, served), headers: served.headers ?? {}});
  const checks = await check(url);
  const lines = checks.map(({what, fail, look}) =>
    fail ? `FAIL ${what}: ${fail}` : look ? `look ${what}: ${look}` : `ok ${what}`,
  );
  expect(lines.join('\n')).not.toContain('Private words');
  return lines;
};

const src = 'src="https://collect.example/throughline.js"';
const tagOf = (more = '', keyed = `data-key="${key}"`) =>
  `<script async ${src} ${keyed} ${more}></script>`;

describe('a right tag', () => {
  it('is one line, which says whose key it is, and that it asks first', async () => {
    expect(await found(tagOf())).toEqual([
      expect.stringMatching(
        /^ok https:\/\/shop\.example\/: the tag is right, and its key is of the site main of shop\. It asks first/,
      ),
    ]);
    expect(
      await found(tagOf('data-consent="granted" data-plugins="pages, help" nonce="a"')),
    ).toEqual([
      'ok https://shop.example/: the tag is right, and its key is of the site main of shop',
    ]);
  });

  it('is found after redirects, and each address that was asked is told', async () => {
    answers.set('www.shop.example/a', {
      status: 301,
      headers: {location: 'https://shop.example/?token=1'},
    });
    answers.set('shop.example/?token=1', {body: page(tagOf())});
    const asked: string[] = [];
    const [only] = await check('https://www.shop.example/a', {
      onAsked: (line) => asked.push(line),
    });
    expect(only!.what).toMatch(/^https:\/\/shop\.example\/: the tag is right/);
    expect(asked).toEqual([
      'GET https://www.shop.example/a: 301',
      'GET https://shop.example/: 200',
      'GET https://collect.example/throughline.js: 200',
      'GET https://collect.example/v1/touchpoints: 404',
    ]);
  });

  it('may be a module, with crossorigin and integrity, relative to a base, by upgraded http', async () => {
    const integrity = `sha256-x sha384-${createHash('sha384').update(script).digest('base64')}`;
    for (const [tag, served] of [
      [tagOf('type="module"'), {}],
      [tagOf(`crossorigin integrity="${integrity}"`), {}],
      [
        `<script src="throughline.js" data-key="${key}"></script>`,
        {head: '<base href="https://collect.example/">'},
      ],
      [
        tagOf().replace('https:', 'http:'),
        {headers: {'content-security-policy': 'upgrade-insecure-requests'}},
      ],
    ] as const)
      expect(await found(tag, served)).toEqual([expect.stringMatching(/^ok /)]);
  });
});

describe('a page', () => {
  it.each([
    ['of another answer', {status: 403}, /^https.*: it answers 403: name a page/],
    ['that is no HTML', {headers: {'content-type': 'image/png'}}, /it is no HTML/],
    [
      'that redirects for ever',
      {status: 302, headers: {location: '/'}},
      /redirects more than 10 times/,
    ],
    [
      'that leads elsewhere',
      {status: 302, headers: {location: 'file:///etc/passwd'}},
      /what is no website/,
    ],
  ])('%s is told of', async (_, answer, expected) => {
    answers.set('shop.example/', answer);
    const [only, ...rest] = await check();
    expect(`${only!.what}: ${String(only!.fail)}`).toMatch(expected);
    expect(rest).toEqual([]);
  });

  it('that does not answer is told of', async () => {
    expect(await check('https://nobody.example/')).toEqual([
      {
        what: 'https://nobody.example/',
        fail: expect.stringMatching(/^there is no answer from here \(\w+\)/),
      },
    ]);
  });

  it('is read up to 5 MB, and waited for for a while', async () => {
    const begun = page('', {head: 'x'.repeat(5_000_001)});
    answers.set('shop.example/', {body: begun, endless: true});
    expect(await check()).toEqual([
      expect.objectContaining({look: expect.stringMatching(/larger than 5 MB/)}),
      expect.objectContaining({fail: expect.stringMatching(/no tag of the tracker/)}),
    ]);
    answers.set('shop.example/', {body: page(tagOf()), endless: true});
    expect(await check(undefined, {patienceMs: 300})).toEqual([
      expect.objectContaining({fail: expect.stringMatching(/no answer within 0\.3 s/)}),
    ]);
  });
});

describe('a tag that no browser runs', () => {
  it.each([
    ['', /^FAIL https:\/\/shop\.example\/: no tag of the tracker .* paste it/],
    ['<!-- TAG -->', /in line 4 is in a comment, where no browser runs it/],
    ['<noscript>TAG</noscript>', /in line 4 is in <noscript>/],
    ['<template>TAG</template>', /in line 4 is in <template>/],
    [
      '<script>load("https://collect.example/throughline.js")</script>',
      /^look .*script in line 4 names the tracker and may add it/,
    ],
  ])('%s', async (html, expected) => {
    expect(await found(html.replace('TAG', tagOf()))).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    [
      'type="text/plain" data-cookieconsent="marketing"',
      /^FAIL the tag in line 4: its type is "text\/plain"/,
    ],
    ['nomodule', /leave out a script with nomodule/],
  ])('%s', async (more, expected) => {
    expect(await found(tagOf(more))).toContainEqual(expect.stringMatching(expected));
  });

  it('has its file’s name somewhere else', async () => {
    const tag = tagOf().replace('src=', 'data-src=');
    expect(await found(tag)).toContainEqual(
      expect.stringMatching(/^FAIL the tag in line 4: it has no src/),
    );
  });

  it('does not hide one that runs', async () => {
    const lines = await found(`${tagOf('type="text/plain"')}${tagOf()}`);
    expect(lines).toEqual([expect.stringMatching(/^ok /)]);
  });
});

describe('attributes', () => {
  it.each([
    [
      'data-endpont="https://collect.example"',
      /^FAIL "data-endpont" of the tag in line 4: .*; write data-endpoint$/,
    ],
    ['data-consnet="granted"', /write data-consent$/],
    ['consent="granted"', /^FAIL "consent" .*write data-consent$/],
    ['dataidentity="none"', /write data-identity$/],
    ['data-consent="yes"', /^FAIL data-consent="yes" .*waits until the visitor agrees/],
    ['data-identity="anonymous"', /^FAIL data-identity="anonymous" .*write known, session or none/],
    ['data-hold="false"', /^FAIL data-hold="false" .*being there turns it on/],
    ['data-debug="0"', /being there turns it on/],
    ['data-plugins="page,vitals"', /there is no plugin "page"; write pages\. There are: pages/],
    ['data-plugins="heatmap"', /there is no plugin "heatmap"; take it out/],
    ['data-cfasync="false"', /^look "data-cfasync" .*may stay where another tool reads it/],
    ['data-b\u009b1m="1"', /^look "data-b\?1m" /],
  ])('%s', async (more, expected) => {
    const lines = await found(tagOf(more));
    expect(lines.filter((line) => !line.startsWith('ok'))).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  it('are those of the tracker, and of its page', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    const tracker = read('../../../tracker/src/script.ts');
    const taken = /const \{([\w, ]+)\} = tag\.dataset;/.exec(tracker)![1]!.split(', ');
    expect(tagAttributes).toEqual(taken.toSorted(byPlace).map((name) => `data-${name}`));
    const own = /\.\.\.\[([\w(), ]+)\]\.filter/.exec(tracker)![1]!;
    expect(tagPlugins).toEqual([...own.matchAll(/\w+/g), ['vitals']].map(([name]) => name));
    const table = read('../../../../docs/tracker/README.md');
    const rows = [...table.matchAll(/^\| `(data-\w+)/gm)].map(([, name]) => name);
    expect(rows).toEqual(tagAttributes);
    expect(table).toContain(`which of \`${tagPlugins.join(' ')}\``);
  });

  const byPlace = (a: string, b: string) =>
    places.indexOf(`data-${a}`) - places.indexOf(`data-${b}`);
  const places: readonly string[] = tagAttributes;
});

describe('the key', () => {
  it.each([
    ['', /^FAIL data-key of the tag in line 4: it is missing/],
    ['data-kye="KEY"', /^FAIL "data-kye" .*write data-key$/],
    ['data-key="pk_other"', /^FAIL data-key of .*no site of this installation has this key/],
    ['data-key=" KEY"', /blanks around the key/],
    ['data-key="SECRET"', /it is a secret, and everybody can read the page/],
    [
      'data-key="BOUND"',
      /the site bound of shop, which may not send from https:\/\/shop\.example: throughline site create bound --tenant shop --site-origin https:\/\/shop\.example$/,
    ],
  ])('%s', async (attribute, expected) => {
    const keyed = attribute
      .replace('KEY', key)
      .replace('SECRET', secretKey)
      .replace('BOUND', boundKey);
    expect(await found(tagOf('', keyed))).toEqual([expect.stringMatching(expected)]);
  });
});

it('a tag that is there twice is told of', async () => {
  expect(await found(`${tagOf()}\n${tagOf()}`)).toEqual([
    expect.stringMatching(/^FAIL the tag in lines 4 and 5: it is there more than once/),
  ]);
});

describe('the script', () => {
  const served = (answer: Answer) => {
    answers.set('cdn.example/throughline.js', answer);
    return tagOf('data-endpoint="https://collect.example"').replace(
      src,
      src.replace('collect', 'cdn'),
    );
  };
  const js = {'content-type': 'text/javascript'};

  it.each([
    ['that is not there', {status: 404}, /^FAIL src of .*answers 404, and no script/],
    ['that is a page', {body: '<!doctype html>'}, /answers "text\/html", and no JavaScript/],
    [
      'of a type that browsers refuse',
      {headers: {'x-content-type-options': 'nosniff', 'content-type': 'text/plain'}, body: script},
      /answers "text\/plain", and no JavaScript/,
    ],
    ['of somebody else', {headers: js, body: 'alert(1)'}, /is not the tracker/],
    [
      'of another version',
      {headers: js, body: `${script}/* older */`},
      /^look src of .*not that of this version, \d+\.\d+\.\d+; update/,
    ],
  ])('%s is told of', async (_, answer, expected) => {
    const lines = await found(served(answer));
    expect(lines.filter((line) => !line.startsWith('ok'))).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  it.each([
    ['https://nobody.example/throughline.js', /^FAIL src of .*: there is no answer from here/],
    ['https://', /^FAIL src of .*it is no address/],
    [
      'http://collect.example/throughline.js',
      /^FAIL src of .*it is http, and browsers load no such/,
    ],
  ])('by the address %s is told of', async (address, expected) => {
    const tag = tagOf('data-endpoint="https://collect.example"').replace(src, `src="${address}"`);
    expect(await found(tag)).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    ['integrity="sha384-AAAA" crossorigin', js, /^FAIL integrity of the script: it does not match/],
    ['crossorigin', js, /^FAIL src of .*Access-Control-Allow-Origin/],
    ['type="module"', js, /Access-Control-Allow-Origin/],
    [
      'crossorigin="use-credentials"',
      {...js, 'access-control-allow-origin': '*'},
      /Access-Control-Allow-Origin/,
    ],
    [
      `integrity="sha256-${createHash('sha256').update(script).digest('base64')}"`,
      js,
      /^FAIL integrity of the script: .*write crossorigin="anonymous"/,
    ],
  ])('with %s is told of', async (more, headers, expected) => {
    const tag = served({headers, body: script}).replace('></script>', ` ${more}></script>`);
    expect(await found(tag)).toContainEqual(expect.stringMatching(expected));
  });
});

describe('the endpoint', () => {
  it.each([
    [
      'collect.example',
      /^FAIL data-endpoint="collect.example" .*not an address the tracker can send to/,
    ],
    ['https://collect.example?a=1', /not an address the tracker can send to/],
    ['https://collect.example/v1/touchpoints', /the tracker adds \/v1\/touchpoints itself/],
    ['http://collect.example', /^FAIL data-endpoint="http:.*browsers send nothing there/],
    ['https://nobody.example', /^FAIL data-endpoint=.*there is no answer from here/],
    ['https://shop.example', /what answers there \(404\) is not a collector; write/],
  ])('%s is told of', async (endpoint, expected) => {
    expect(await found(tagOf(`data-endpoint="${endpoint}"`))).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  it('that takes no GET may be right', async () => {
    answers.set('cdn.example/v1/touchpoints', {status: 405});
    expect(await found(tagOf('data-endpoint="https://cdn.example"'))).toEqual([
      expect.stringMatching(/^look data-endpoint=.*may not be a collector/),
      expect.stringMatching(/^ok /),
    ]);
  });

  it('is the script’s own origin where none is given, also of a copy', async () => {
    answers.set('shop.example/throughline.js', {
      headers: {'content-type': 'text/javascript'},
      body: script,
    });
    expect(await found(`<script src="/throughline.js" data-key="${key}"></script>`)).toEqual([
      expect.stringMatching(
        /^FAIL https:\/\/shop\.example, where the tag sends to: .*not a collector/,
      ),
    ]);
  });
});

describe('a Content-Security-Policy', () => {
  const ofScript =
    /^FAIL src of .*Content-Security-Policy blocks the script; add https:\/\/collect\.example to its script-src/;
  const ofSending =
    /^FAIL https:\/\/collect\.example, where.*blocks what is sent; add https:\/\/collect\.example to its connect-src/;
  const policy = (text: string): Served => ({headers: {'content-security-policy': text}});
  const meta = (text: string) => `<meta http-equiv="Content-Security-Policy" content="${text}">`;

  it.each<[string, Served, RegExp[]]>([
    ['script-src', policy("script-src 'self'"), [ofScript]],
    ['script-src-elem', policy("script-src *; script-src-elem 'self'"), [ofScript]],
    ['connect-src', policy("connect-src 'self' https://api.example"), [ofSending]],
    ['default-src', policy("default-src 'self'"), [ofScript, ofSending]],
    ['two of them', policy("img-src *, script-src 'self'"), [ofScript]],
    ['strict-dynamic', policy("script-src 'strict-dynamic' 'nonce-b' https:"), [ofScript]],
    ['a meta before the tag', {head: meta("default-src 'self'")}, [ofScript, ofSending]],
  ])('by its %s', async (_, served, expected) => {
    const lines = await found(tagOf('nonce="a"'), served);
    expect(lines).toEqual(expected.map((line) => expect.stringMatching(line)));
  });

  it('holds from where it stands: after the tag, for what is sent alone', async () => {
    const html = `${tagOf()}${meta("default-src 'self'")}`;
    expect(await found(`<head>${html}`)).toEqual([expect.stringMatching(ofSending)]);
  });

  it('may block a tag that another script brings to life', async () => {
    const lines = await found(tagOf('type="text/plain"'), policy("script-src 'self'"));
    expect(lines).toContainEqual(
      expect.stringMatching(/^look src of .*Content-Security-Policy may block the script/),
    );
  });

  it('is asked of every address that a script is redirected over', async () => {
    answers.set('cdn.example/throughline.js', {
      status: 302,
      headers: {location: 'https://collect.example/throughline.js'},
    });
    const tag = tagOf('data-endpoint="https://collect.example"').replace(
      src,
      src.replace('collect', 'cdn'),
    );
    const both = 'script-src cdn.example/throughline.js collect.example/elsewhere/';
    expect(await found(tag, policy(both))).toEqual([expect.stringMatching(/^ok /)]);
    expect(await found(tag, policy('script-src cdn.example'))).toEqual([
      expect.stringMatching(
        /add https:\/\/cdn\.example https:\/\/collect\.example to its script-src/,
      ),
    ]);
  });

  it.each([
    ["script-src 'nonce-a' 'strict-dynamic'", true],
    ["script-src 'nonce-A'", false],
    ["script-src 'sha256-x='", true],
    ['script-src collect.example', true],
    ['script-src http://collect.example', true],
    ['script-src https:', true],
    ['script-src http:', true],
    ['script-src wss:', false],
    ['script-src wss://collect.example', false],
    ['script-src *.example', true],
    ['script-src *.collect.example', false],
    ['script-src COLLECT.example:443', true],
    ['script-src collect.example:80', true],
    ['script-src collect.example:8443', false],
    ['script-src collect.example:*', true],
    ['script-src collect.example/throughline.js', true],
    ['script-src collect.example/js/', false],
    ['script-src collect.example/js', false],
    ["script-src 'none'", false],
    ['script-src', false],
    ["img-src 'self'", true],
    ["script-src *; SCRIPT-SRC 'none'", true],
  ])('%s: %s', (text, expected) => {
    const address = new URL('https://collect.example/throughline.js');
    const shop = new URL('https://shop.example/');
    const proofs = text.includes('nonce')
      ? {nonce: 'a'}
      : text.includes('sha256')
        ? {integrity: 'sha256-x='}
        : {};
    expect(policiesOf(text).every((each) => maySource(each, shop, [address], proofs))).toBe(
      expected,
    );
  });
});
