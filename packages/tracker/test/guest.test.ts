import type {BrowserContext, Page} from 'playwright-core';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {dropProfile, makeProfile, openBrowser, type OpenBrowser} from './browser.ts';
import {startFarEnd, startSite, type FarEnd} from './far-end.ts';

type Throughline = (...command: unknown[]) => Promise<Record<string, unknown>>;
type Scope = Window & typeof globalThis & {throughline: Throughline & {q: unknown[]}};

const STUB =
  '<script nonce="n">window.throughline ??= function () { (throughline.q ??= []).push(arguments); };</script>';

let far: FarEnd;
let site: Awaited<ReturnType<typeof startSite>>;
let profile: string;
let open: OpenBrowser;
let context: BrowserContext;
/** Of each test its own: what a page says as it goes may arrive in the next. */
let key = 'pk_0';
let html: string;
let headers: Record<string, string>;
let noise: string[];

const tag = (attributes = '') =>
  `<script nonce="n" async src="${far.url}/throughline.js" data-key="${key}" ${attributes}></script>`;

beforeAll(async () => {
  far = await startFarEnd();
  site = await startSite((path) =>
    path === '/favicon.ico' || path === '/blank' ? {html: ''} : {html, headers},
  );
  profile = makeProfile();
  open = await openBrowser(profile);
});
afterAll(async () => {
  await open.close();
  await far.close();
  await site.close();
  dropProfile(profile);
});
beforeEach(async () => {
  far.set('up');
  key = `pk_${Number(key.slice(3)) + 1}`;
  context = await open.browser.newContext();
  headers = {};
  noise = [];
  html = `<!doctype html><title>Shop</title>${STUB}${tag()}`;
});
afterEach(async () => {
  await context.close();
  far.requests.length = 0;
});

const visit = async (path = '/shop') => {
  const page = await context.newPage();
  page.on('console', (message) => noise.push(message.text()));
  page.on('pageerror', (error) => noise.push(String(error)));
  await page.goto(site.url + path);
  return page;
};
const call = (page: Page, ...command: unknown[]) =>
  page.evaluate((values) => (globalThis as unknown as Scope).throughline(...values), command);
const consentOf = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<string>((done) => {
        const {throughline} = globalThis as unknown as Scope;
        void throughline('ready', (state: {consent: string}) => done(state.consent));
      }),
  );
const storage = (page: Page) =>
  page.evaluate(async () => ({
    databases: (await indexedDB.databases()).length,
    local: localStorage.length + sessionStorage.length,
    cookies: document.cookie,
  }));
const NOTHING = {databases: 0, local: 0, cookies: ''};
/** All that is in the tracker's database, as text; nothing where there is none. */
const queued = (page: Page) =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases().catch(() => []);
    if (databases.length === 0) return '';
    const database = await new Promise<IDBDatabase>((done) => {
      const request = indexedDB.open('throughline');
      request.onsuccess = () => done(request.result);
    });
    const all = await Promise.all(
      ['queue', 'state'].map(
        (name) =>
          new Promise((done) => {
            const request = database.transaction(name).objectStore(name).getAll();
            request.onsuccess = () => done(request.result);
          }),
      ),
    );
    database.close();
    return JSON.stringify(all);
  });
/** What listens on the window, the document and the navigation. */
const listeners = async (page: Page) => {
  const session = await context.newCDPSession(page);
  const found: string[] = [];
  for (const expression of ['window', 'document', 'navigation']) {
    const {result} = await session.send('Runtime.evaluate', {expression});
    const {listeners} = await session.send('DOMDebugger.getEventListeners', {
      objectId: result.objectId!,
    });
    found.push(...listeners.map(({type}) => `${expression} ${type}`));
  }
  return found.sort();
};
const posts = () => far.requests.filter(({body}) => body.includes(`"key":"${key}"`));
const captured = (name: string, context: unknown) =>
  far.all(name).filter(({properties}) => properties?.context === context);
/** Until half a second has changed nothing, neither in the tracker's database nor at the far end. */
const settle = async (page: Page) => {
  const look = async () => `${await queued(page)} ${far.requests.length}`;
  for (let [before, now] = ['', await look()]; now !== before;) {
    await page.waitForTimeout(500);
    [before, now] = [now, await look()];
  }
};

describe('consent', () => {
  it('stores nothing and sends nothing before it is given', async () => {
    const page = await visit();
    await call(page, 'track', 'product_viewed', {sku: 'A1'});
    await page.mouse.click(5, 5);
    await settle(page);
    expect(await consentOf(page)).toBe('unknown');
    expect(await storage(page)).toEqual(NOTHING);
    await page.goto(`${site.url}/next`);
    await settle(page);
    expect(posts()).toEqual([]);
  });

  it('captures from the grant on, and remembers it on the next page', async () => {
    const page = await visit();
    expect(await consentOf(page)).toBe('unknown');
    await call(page, 'track', 'probed', {context: 'before the grant'});
    await call(page, 'consent', {support: true});
    await call(page, 'track', 'probed', {context: 'granted'});
    await far.until(() => captured('probed', 'granted').length === 1);
    expect(captured('probed', 'before the grant')).toEqual([]);
    await page.goto(`${site.url}/next`);
    expect(await consentOf(page)).toBe('granted');
    await far.until(() => far.all('page_viewed').some(({page}) => page!.path === '/next'));
    const [first, ...rest] = new Set(
      posts().flatMap(({body}) => body.match(/"anonymous","value":"[^"]+/g) ?? []),
    );
    expect(first).toBeDefined();
    expect(rest).toEqual([]);
  });

  it('remembers a refusal, and nothing else', async () => {
    const page = await visit();
    await call(page, 'consent', {support: false});
    await settle(page);
    await page.reload();
    expect(await consentOf(page)).toBe('denied');
    expect(posts()).toEqual([]);
    expect(await queued(page)).not.toMatch(/anonymous|session/);
  });

  it('deletes queue and ids when it is withdrawn, in every tab', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    const page = await visit();
    const other = await visit('/other');
    expect(await consentOf(other)).toBe('granted');
    far.set('down');
    await call(page, 'track', 'probed', {context: 'kept back'});
    await settle(page);
    expect(await queued(page)).toContain('kept back');
    await call(page, 'consent', {support: false});
    await settle(page);
    far.set('up');
    await call(other, 'track', 'probed', {context: 'in another tab'});
    await settle(other);
    expect(await consentOf(other)).toBe('denied');
    expect(await queued(page)).not.toMatch(/kept back|anonymous|session|another tab/);
    expect(captured('probed', 'kept back').concat(captured('probed', 'in another tab'))).toEqual(
      [],
    );
  });

  it('keeps for the next page, and for other tabs, what the visitor chooses while it runs', async () => {
    const page = await visit();
    await call(page, 'consent', {support: true, analytics: true});
    await settle(page);
    const other = await visit('/other');
    await call(page, 'consent', {support: true});
    await settle(page);
    await call(other, 'track', 'probed', {context: 'before it is heard'});
    await settle(other);
    await call(other, 'track', 'probed', {context: 'in another tab'});
    await page.goto(`${site.url}/next`);
    await call(page, 'track', 'probed', {context: 'on the next page'});
    for (const where of ['in another tab', 'on the next page']) {
      await far.until(() => captured('probed', where).length === 1);
      expect(captured('probed', where)[0]!.consent.purposes, where).toEqual(['support']);
    }
  });

  it('is another visitor, and no user, who agrees again after a withdrawal', async () => {
    const page = await visit();
    await call(page, 'consent', {support: true});
    await call(page, 'identify', 'user-7');
    await call(page, 'track', 'probed', {context: 'before the withdrawal'});
    await far.until(() => captured('probed', 'before the withdrawal').length === 1);
    await call(page, 'consent', {support: false});
    await settle(page);
    await call(page, 'consent', {support: true});
    await call(page, 'track', 'probed', {context: 'agreed again'});
    await far.until(() => captured('probed', 'agreed again').length === 1);
    const [before] = captured('probed', 'before the withdrawal');
    const [after] = captured('probed', 'agreed again');
    expect(before!.identifiers).toHaveLength(2);
    expect(after!.identifiers).toHaveLength(1);
    expect(after!.identifiers[0]).not.toEqual(before!.identifiers[0]);
    expect(after!.sessionId).not.toBe(before!.sessionId);
  });

  it('holds in memory, where the site says so, what happens while it asks', async () => {
    html = `<!doctype html>${STUB}${tag('data-hold')}`;
    const page = await visit();
    await call(page, 'track', 'probed', {context: 'held'});
    await settle(page);
    expect(await storage(page)).toEqual(NOTHING);
    await call(page, 'consent', {support: true});
    await far.until(() => captured('probed', 'held').length === 1);
  });

  it('is denied by Global Privacy Control, whatever the site says', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    await context.addInitScript(() => {
      Object.defineProperty(navigator, 'globalPrivacyControl', {value: true});
    });
    const page = await visit();
    expect(await consentOf(page)).toBe('denied');
    await call(page, 'consent', {support: true});
    await settle(page);
    expect(await consentOf(page)).toBe('denied');
    expect(posts()).toEqual([]);
  });

  it('is denied by Do Not Track until the visitor agrees', async () => {
    html = `<!doctype html>${STUB}${tag()}`;
    await context.addInitScript(() => Object.defineProperty(navigator, 'doNotTrack', {value: '1'}));
    const page = await visit();
    expect(await consentOf(page)).toBe('denied');
    await call(page, 'consent', {support: true});
    await settle(page);
    expect(await consentOf(page)).toBe('granted');
  });

  it.each([
    [
      'Google Consent Mode grants',
      `dataLayer=[];gtag=function(){dataLayer.push(arguments)};gtag('consent','update',{analytics_storage:'granted'})`,
      'granted',
    ],
    [
      'Google Consent Mode denies until there is a choice',
      `dataLayer=[];gtag=function(){dataLayer.push(arguments)};gtag('consent','default',{analytics_storage:'denied'})`,
      'unknown',
    ],
    [
      'Google Consent Mode grants by default, which nobody chose',
      `dataLayer=[['consent','default',{analytics_storage:'granted'}]]`,
      'unknown',
    ],
    [
      'Google Consent Mode denies by default, and grants for a region',
      `dataLayer=[['consent','default',{analytics_storage:'denied'}],['consent','default',{analytics_storage:'granted',region:['US']}]]`,
      'unknown',
    ],
    [
      'Google Consent Mode denies until there is a choice, and TCF grants',
      `dataLayer=[['consent','default',{analytics_storage:'denied'}]];${tcf({1: true, 8: true})}`,
      'unknown',
    ],
    [
      'Google Consent Mode denies by an update',
      `dataLayer=[['consent','default',{analytics_storage:'denied'}],['consent','update',{analytics_storage:'denied'}]]`,
      'denied',
    ],
    [
      'Google Consent Mode says maybe',
      `dataLayer=[['consent','update',{analytics_storage:'maybe'}]]`,
      'denied',
    ],
    [
      'Google Consent Mode is polluted',
      `dataLayer=[['consent','update',{__proto__:{analytics_storage:'granted'}}]]`,
      'unknown',
    ],
    ['TCF grants purposes 1 and 8', tcf({1: true, 8: true}), 'granted'],
    ['TCF grants purpose 1 alone', tcf({1: true}), 'denied'],
    ['TCF breaks', `__tcfapi=(c,v,f)=>f({eventStatus:'tcloaded',gdprApplies:true},true)`, 'denied'],
    [
      'TCF does not apply',
      `__tcfapi=(c,v,f)=>f({eventStatus:'tcloaded',gdprApplies:false},true)`,
      'unknown',
    ],
    [
      'GPP opts out',
      `__gpp=(c,f)=>f({pingData:{parsedSections:{usnat:[{SaleOptOut:1}]}}},true)`,
      'denied',
    ],
    [
      'GPP carries GPC',
      `__gpp=(c,f)=>f({pingData:{parsedSections:{usca:[{SaleOptOut:0},{Gpc:true}]}}},true)`,
      'denied',
    ],
    [
      'GPP opts in to nothing',
      `__gpp=(c,f)=>f({pingData:{parsedSections:{usnat:[{SaleOptOut:2}]}}},true)`,
      'unknown',
    ],
    ['TCF denies, and the data layer is none', `dataLayer={page:'x'};${tcf({})}`, 'denied'],
    [
      'TCF denies, and the data layer cannot be read',
      `dataLayer=[{get 0(){throw 1}}];${tcf({})}`,
      'denied',
    ],
    [
      'Google Consent Mode denies after words that say nothing',
      `dataLayer=[['consent','update'],['consent','default',{analytics_storage:'denied'}]]`,
      'unknown',
    ],
    [
      'one grants and one denies',
      `dataLayer=[['consent','update',{analytics_storage:'granted'}]];${tcf({1: true})}`,
      'denied',
    ],
  ])('when %s', async (_, script, consent) => {
    html = `<!doctype html><script>${script}</script>${STUB}${tag()}`;
    const page = await visit();
    await settle(page);
    expect(await consentOf(page)).toBe(consent);
  });

  it('waits for a choice where the platform says so, also where the site has the consent already', async () => {
    html = `<!doctype html><script>dataLayer=[['consent','default',{analytics_storage:'denied'}]]</script>${STUB}${tag('data-consent="granted"')}`;
    const page = await visit();
    await call(page, 'track', 'probed', {context: 'too early'});
    await settle(page);
    expect(await consentOf(page)).toBe('unknown');
    expect(posts()).toEqual([]);
  });

  it('waits on each page for the platform to say again what the visitor chose, and loses nothing meanwhile', async () => {
    const said = (kind: string, what: string) =>
      `gtag('consent','${kind}',{analytics_storage:'${what}'})`;
    const before = `dataLayer=[];gtag=function(){dataLayer.push(arguments)};${said('default', 'denied')}`;
    html = `<!doctype html><script>${before}</script>${STUB}${tag()}`;
    const page = await visit();
    await call(page, 'track', 'probed', {context: 'too early'});
    await settle(page);
    expect(await consentOf(page)).toBe('unknown');
    expect(await storage(page)).toEqual(NOTHING);

    await page.evaluate(said('update', 'granted'));
    await call(page, 'identify', 'user-42');
    await settle(page);
    far.set('down');
    await call(page, 'track', 'probed', {context: 'kept back'});
    await settle(page);

    await page.goto(`${site.url}/next`);
    far.set('up');
    await settle(page);
    expect(await consentOf(page)).toBe('unknown');
    expect(await queued(page)).toMatch(/kept back/);
    expect(captured('probed', 'kept back')).toEqual([]);
    await page.evaluate(said('update', 'granted'));
    await far.until(() => captured('probed', 'kept back').length === 1);
    await call(page, 'track', 'probed', {context: 'the same visitor'});
    await far.until(() => captured('probed', 'the same visitor').length === 1);
    const [kept, same] = [
      ...captured('probed', 'kept back'),
      ...captured('probed', 'the same visitor'),
    ].map(({identifiers, sessionId}) => ({identifiers, sessionId}));
    expect(same).toEqual(kept);
    expect(JSON.stringify(same)).toContain('user-42');

    // A refusal that was waited for is one.
    await page.goto(`${site.url}/last`);
    await settle(page);
    await page.evaluate(said('update', 'denied'));
    await settle(page);
    expect(await consentOf(page)).toBe('denied');
    expect(await queued(page)).not.toMatch(/anonymous|user-42|session/);
    expect(captured('probed', 'too early')).toEqual([]);
  });
});

describe('a canary', () => {
  const CANARY = 'canary7fKq';
  const fields = [
    'text',
    'password',
    'email',
    'tel',
    'url',
    'search',
    'number',
    'date',
    'time',
    'hidden',
  ];

  it('typed into every kind of field, or put in the URL, is nowhere', async () => {
    html = `<!doctype html><title>Form</title>${STUB}${tag('data-consent="granted"')}
      <form id="f" action="/done">${fields.map((type) => `<input type="${type}" name="${type}1">`).join('')}
      <textarea name="area"></textarea><select name="choice"><option value="${CANARY}">${CANARY}</option></select>
      <div contenteditable id="edit">.</div><button>Send</button></form>`;
    const page = await visit(`/shop?token=${CANARY}&q=${CANARY}#${CANARY}`);
    expect(await consentOf(page)).toBe('granted');
    for (const type of ['text', 'password', 'search', 'tel', 'url']) {
      await page.locator(`[name=${type}1]`).pressSequentially(CANARY);
    }
    await page.locator('[name=email1]').fill(`${CANARY}@example.com`);
    await page.locator('[name=area]').fill(CANARY);
    await page.locator('[name=choice]').selectOption(CANARY);
    await page.locator('#edit').pressSequentially(CANARY);
    for (let click = 0; click < 4; click++) await page.locator('#edit').click();
    far.set('down');
    await page.locator('[name=text1]').pressSequentially('x');
    await settle(page);
    const kept = await queued(page);
    far.set('up');
    await page.locator('button').click();
    await settle(page);
    await page.locator('[name=url1]').fill(`https://${CANARY}.example/`);
    await page.locator('button').click();
    await page.waitForURL(/done/);
    await settle(page);
    const sent = () => far.requests.map(({body}) => body).join();
    for (const name of ['form_started', 'validation_failed', 'form_submitted'])
      await expect.poll(sent).toContain(name);
    expect(kept + JSON.stringify(far.requests) + noise.join()).not.toContain(CANARY);
    expect(
      far.requests.every(
        ({headers}) => !headers.referer || new URL(headers.referer).pathname === '/',
      ),
    ).toBe(true);
  });
});

describe('a guest', () => {
  it('works, and makes no noise, under a strict policy with trusted types', async () => {
    headers = {
      'content-security-policy': `default-src 'none'; script-src 'nonce-n' 'strict-dynamic'; connect-src ${far.url}; require-trusted-types-for 'script'; trusted-types 'none'`,
    };
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    const page = await visit();
    await page.evaluate(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(event.violatedDirective),
      );
    });
    await call(page, 'track', 'probed', {context: 'strict'});
    await far.until(() => captured('probed', 'strict').length === 1);
    await settle(page);
    expect(noise).toEqual([]);
  });

  it('works on a page that froze its prototypes', async () => {
    html = `<!doctype html><script>for (const type of [Object, Array, Function, Promise, String, Map, Set, EventTarget, Element, IDBObjectStore]) Object.freeze(type.prototype)</script>${STUB}${tag('data-consent="granted"')}<button data-journey="probed" data-journey-context="frozen">Go</button>`;
    const page = await visit();
    expect(await consentOf(page)).toBe('granted');
    await page.click('button');
    await far.until(() => captured('probed', 'frozen').length === 1);
    expect(noise).toEqual([]);
  });

  it('adds one global, and two copies are one tracker', async () => {
    html = `<!doctype html><script>before = new Set(Object.getOwnPropertyNames(window))</script>${STUB}${tag('data-consent="granted"')}${tag('data-consent="granted"').replace('.js', '.js?copy')}`;
    const page = await visit();
    await call(page, 'track', 'probed', {context: 'copies'});
    await far.until(() => captured('probed', 'copies').length > 0);
    await settle(page);
    expect(captured('probed', 'copies')).toHaveLength(1);
    expect(
      await page.evaluate(() => {
        const {before} = globalThis as unknown as {before: Set<string>};
        return Object.getOwnPropertyNames(window).filter((name) => !before.has(name));
      }),
    ).toEqual(['before', 'throughline']);
    expect(noise).toEqual([]);
  });

  it('reads no option from elements that pretend to be one', async () => {
    html = `<!doctype html><form name="throughline"><input name="q"></form><img name="currentScript"><a id="dataLayer"></a><a id="analytics"></a><a id="jQuery"></a><a id="__tcfapi"></a>${tag('data-consent="granted"')}`;
    const page = await visit();
    await settle(page);
    expect(noise).toEqual([]);
  });

  it('sends from memory where storage is blocked', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    headers = {'content-security-policy': 'sandbox allow-scripts'};
    const page = await visit();
    await call(page, 'track', 'probed', {context: 'sandboxed'});
    await far.until(() => captured('probed', 'sandboxed').length === 1);
    expect(noise).toEqual([]);
  });

  it('goes on from memory when the database is deleted under it', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    const page = await visit();
    expect(await consentOf(page)).toBe('granted');
    await page.evaluate(
      () =>
        new Promise((done) => {
          indexedDB.deleteDatabase('throughline').onsuccess = done;
        }),
    );
    await call(page, 'track', 'probed', {context: 'deleted'});
    await far.until(() => captured('probed', 'deleted').length === 1);
    expect(noise).toEqual([]);
  });

  it('never throws at the page, whatever it is told', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    const page = await visit();
    expect(await consentOf(page)).toBe('granted');
    await page.evaluate(async () => {
      const {throughline} = globalThis as unknown as Scope;
      const cyclic: Record<string, unknown> = {};
      cyclic.self = cyclic;
      const trap = {
        get sku() {
          throw new Error('trap');
        },
      };
      const odd = [
        undefined,
        null,
        5,
        '',
        Symbol('s'),
        cyclic,
        trap,
        () => {},
        document,
        10n,
        NaN,
        [],
      ];
      for (const command of [
        'track',
        'identify',
        'alias',
        'consent',
        'ready',
        'use',
        'reset',
        'nothing',
        'constructor',
        '__proto__',
      ]) {
        for (const first of odd)
          for (const second of odd) await throughline(command, first, second);
      }
      await throughline();
    });
    expect(noise).toEqual([]);
  });

  it('goes on whatever was used as a plugin, and takes a text for a text', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    const page = await visit();
    await call(page, 'use', undefined);
    await call(page, 'use', null);
    await call(page, 'track', 'probed', 'for ada@example.com');
    await far.until(() => far.all('probed').some(({properties}) => properties?.text));
    expect(far.sent('probed').fields).toEqual({text: 'for [email]'});
    expect(noise).toEqual([]);
  });

  it('names nobody who has no name, and no address that is empty', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    const page = await visit();
    await call(page, 'identify', '', {email: 'ada@example.com'});
    await call(page, 'track', 'probed', {context: 'nobody'});
    await far.until(() => captured('probed', 'nobody').length === 1);
    expect(captured('probed', 'nobody')[0]!.identifiers).toHaveLength(1);
    await call(page, 'identify', 7, {email: '', phone: null, order: {}, user: 'other'});
    await call(page, 'alias', 9);
    await call(page, 'alias', 7, 8);
    await call(page, 'track', 'probed', {context: 'seven'});
    await far.until(() => captured('probed', 'seven').length === 1);
    const [, half, alias] = far.all('customer_identified').slice(-3);
    expect(half!.identifiers.slice(1)).toEqual(['7', '9'].map((value) => ({kind: 'user', value})));
    expect(alias!.identifiers.slice(1)).toEqual(
      ['7', '7', '8'].map((value) => ({kind: 'user', value})),
    );
    expect(captured('probed', 'seven')[0]!.identifiers.slice(1)).toEqual([
      {kind: 'user', value: '7'},
    ]);
  });

  it('takes commas in its attributes as well', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted" data-plugins="pages,\n help" data-query="q,colour"')}`;
    const page = await visit('/shop?colour=red&q=x&other=1');
    expect(await consentOf(page)).toBe('granted');
    const isHere = ({page}: {page?: Record<string, string>}) =>
      page?.url?.endsWith('/shop?colour=red&q=x');
    await far.until(() => far.all('page_viewed').some(isHere));
  });

  it('takes no failure of its own requests for one of the page', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}<button onclick="document.title = 'b'">b</button>`;
    const page = await visit();
    expect(await consentOf(page)).toBe('granted');
    const before = far.all().length;
    far.set('busy');
    await page.click('button');
    await call(page, 'track', 'probed', {context: 'busy'});
    await page.waitForTimeout(1500);
    far.set('up');
    await far.until(() => captured('probed', 'busy').length === 1);
    await settle(page);
    const names = far
      .all()
      .slice(before)
      .map(({name}) => name);
    expect(names).not.toContain('request_failed');
    expect(names).not.toContain('friction_detected');
  });

  it('leaves nothing behind when it is stopped', async () => {
    html = `<!doctype html><script>
      dataLayer = []; analytics = {track() {}}; original = {push: dataLayer.push, track: analytics.track, pushState: history.pushState};
      </script>${STUB}${tag('data-consent="granted" data-plugins="pages commerce help forms frustration woocommerce"')}<button>b</button>`;
    const blank = await visit('/blank');
    const before = await listeners(blank);
    const page = await visit();
    expect(await consentOf(page)).toBe('granted');
    expect(await listeners(page)).not.toEqual(before);
    await page.click('button');
    await settle(page);
    await call(page, 'stop');
    await settle(page);
    const sent = posts().length;
    expect(sent).toBeGreaterThan(0);
    await page.click('button');
    await call(page, 'track', 'probed', {});
    await settle(page);
    expect(
      await page.evaluate(() => {
        const scope = globalThis as unknown as Record<string, Record<string, unknown>>;
        return {
          push: scope.dataLayer!.push === scope.original!.push,
          track: scope.analytics!.track === scope.original!.track,
          pushState: history.pushState === scope.original!.pushState,
        };
      }),
    ).toEqual({push: true, track: true, pushState: true});
    expect(await listeners(page)).toEqual(before);
    expect(posts().length).toBe(sent);
    expect(noise).toEqual([]);
  });

  it.each([
    ['none', 2],
    ['session', 1],
    ['known', 1],
  ])('with identity %s is %s people on two pages', async (identity, people) => {
    html = `<!doctype html>${STUB}${tag(`data-consent="granted" data-identity="${identity}"`)}`;
    const page = await visit();
    await call(page, 'track', 'probed', {context: identity});
    await settle(page);
    await page.goto(`${site.url}/next`);
    await call(page, 'track', 'probed', {context: identity});
    await far.until(() => captured('probed', identity).length > 1);
    await settle(page);
    const ids = captured('probed', identity).map(({identifiers}) => identifiers[0]!.value);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(people);
    if (identity === 'none') expect(await queued(page)).not.toContain(ids[1]);
  });

  it('forgets on reset also who was named before the script had loaded', async () => {
    html = `<!doctype html>${STUB}<script>throughline('identify', 'user-9'); throughline('reset'); throughline('track', 'probed', {context: 'early reset'});</script>${tag('data-consent="granted"')}`;
    const page = await visit();
    await far.until(() => captured('probed', 'early reset').length === 1);
    expect(captured('probed', 'early reset')[0]!.identifiers).toHaveLength(1);
    await settle(page);
    expect(await queued(page)).not.toContain('user-9');
  });

  it('forgets on reset for the next page as well, though nothing else happens on this one', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted" data-plugins=""')}`;
    const page = await visit();
    await call(page, 'identify', 'user-8');
    await settle(page);
    await call(page, 'reset');
    await settle(page);
    await page.goto(`${site.url}/next`);
    await call(page, 'track', 'probed', {context: 'logged out'});
    await far.until(() => captured('probed', 'logged out').length === 1);
    expect(captured('probed', 'logged out')[0]!.identifiers).toHaveLength(1);
  });

  it.each([{}, {id: 7}, [], null])('names nobody by %j', async (user) => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    const page = await visit();
    await call(page, 'identify', user);
    const context = `named by ${JSON.stringify(user)}`;
    await call(page, 'track', 'probed', {context});
    await far.until(() => captured('probed', context).length === 1);
    expect(captured('probed', context)[0]!.identifiers).toHaveLength(1);
  });

  it('names who the visitor says to be, and forgets it on reset', async () => {
    html = `<!doctype html>${STUB}${tag('data-consent="granted"')}`;
    const page = await visit();
    await call(page, 'identify', 'user-42', {
      email: 'ada@example.com',
      plan: 'gold',
      signature: 'a1b2c3d4e5f6a7b8c9d0e1f2',
    });
    await call(page, 'track', 'probed', {context: 'identified'});
    await call(page, 'reset');
    await call(page, 'track', 'probed', {context: 'after reset'});
    await far.until(() => captured('probed', 'after reset').length === 1);
    const [known] = far.all('customer_identified').slice(-1);
    expect(known!.identifiers.slice(1)).toEqual([
      {kind: 'user', value: 'user-42'},
      {kind: 'email', value: 'ada@example.com'},
    ]);
    expect(known!.properties).toEqual({plan: 'gold', signature: 'a1b2c3d4e5f6a7b8c9d0e1f2'});
    const [during] = captured('probed', 'identified');
    const [after] = captured('probed', 'after reset');
    expect(during!.identifiers).toEqual(known!.identifiers.slice(0, 2));
    expect(after!.identifiers).toHaveLength(1);
    expect(after!.identifiers[0]).not.toEqual(during!.identifiers[0]);
    expect(after!.sessionId).not.toBe(during!.sessionId);
  });
});

function tcf(consents: Record<number, boolean>) {
  return `__tcfapi=(command,version,heard)=>heard({eventStatus:'useractioncomplete',gdprApplies:true,listenerId:1,purpose:{consents:${JSON.stringify(consents)}}},true)`;
}
