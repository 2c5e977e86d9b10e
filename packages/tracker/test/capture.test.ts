import {TouchpointInput} from '@throughline/contracts';
import {frictionsOf} from '@throughline/journey';
import {vocabularies} from '@throughline/sources';
import {HEARD} from '../src/plugins/commerce.ts';
import type {BrowserContext, Page} from 'playwright-core';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {dropProfile, makeProfile, openBrowser, type OpenBrowser} from './browser.ts';
import {startFarEnd, startSite, type FarEnd, type Kept} from './far-end.ts';

let far: FarEnd;
let site: Awaited<ReturnType<typeof startSite>>;
let profile: string;
let open: OpenBrowser;
let context: BrowserContext;
let html: string;
let first: number;

beforeAll(async () => {
  far = await startFarEnd();
  site = await startSite((path) => ({
    delay: path === '/slow' ? 2000 : 0,
    html: `<!doctype html><title>Page ${path.split('?')[0]}</title>
      <script>window.throughline ??= function () { (throughline.q ??= []).push(arguments); };</script>
      ${html.replace('TAG', `<script async src="${far.url}/throughline.js" data-key="pk_test" data-consent="granted"></script>`)}`,
  }));
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
  context = await open.browser.newContext();
  first = far.all().length;
  html = 'TAG';
});
afterEach(async () => {
  await context.close();
  for (const touchpoint of seen()) {
    expect(TouchpointInput.safeParse(touchpoint).error?.issues, touchpoint.name).toBeUndefined();
  }
});

const seen = (name?: string) =>
  far
    .all()
    .slice(first)
    .filter((each) => !name || each.name === name);
const next = async (name: string, count = 1): Promise<Kept> => {
  await far.until(() => seen(name).length >= count);
  return seen(name).at(-1)!;
};
/** What an agent's panel makes of it. */
const frictions = () =>
  frictionsOf(
    seen().map((each) => ({
      ...TouchpointInput.parse(each),
      clocks: {client: each.occurredAt, sent: each.occurredAt, received: each.occurredAt},
    })),
  ).map(({type, severity}) => `${type} ${severity}`);
const visit = async (body = '', path = '/shop') => {
  if (body) html = body;
  const page = await context.newPage();
  await page.goto(site.url + path);
  await next('page_viewed');
  return page;
};
const run = (page: Page, script: string) => page.evaluate(script);
const quiet = async (page: Page, name: string, ms = 1300) => {
  await page.waitForTimeout(ms);
  expect(seen(name)).toEqual([]);
};

describe('pages', () => {
  it('records a load with its campaign, and nothing else of the query', async () => {
    await visit('', '/shop?utm_source=mail&sid=1');
    expect(await next('page_viewed')).toMatchObject({
      page: {url: `${site.url}/shop?utm_source=mail`, path: '/shop', title: 'Page /shop'},
      properties: {utm_source: 'mail'},
    });
  });

  it.each(['with', 'without'])('records routes %s the Navigation API', async (api) => {
    if (api === 'without') await context.addInitScript('delete window.navigation');
    const page = await visit();
    await run(page, `history.pushState({}, '', '/kettle'); document.title = 'Kettle'`);
    const viewed = await next('page_viewed', 2);
    expect(viewed.page).toMatchObject({
      path: '/kettle',
      title: 'Kettle',
      referrer: `${site.url}/shop`,
    });
    expect((await next('page_left')).page!.url).toBe(`${site.url}/shop`);
    await run(page, `history.replaceState({}, '', '/kettle?colour=red')`);
    await page.waitForTimeout(300);
    expect(seen('page_viewed')).toHaveLength(2);
    await run(page, 'history.back()');
    await next('page_viewed', 3);
  });

  it.each(['with', 'without'])('records a route that leads on at once %s the API', async (api) => {
    if (api === 'without') await context.addInitScript('delete window.navigation');
    const page = await visit(
      'TAG<main data-journey="product_viewed" data-journey-on="view" data-journey-sku="A1"></main>',
    );
    await run(
      page,
      `history.pushState({}, '', '/account?utm_source=mail'); history.pushState({}, '', '/login')`,
    );
    await next('page_viewed', 3);
    await next('page_left', 2);
    // Within one millisecond their ids tell no order.
    const inOrder = (name: string) => seen(name).sort((a, b) => a.seq - b.seq);
    const paths = (name: string) => inOrder(name).map(({page}) => page!.path);
    expect(paths('page_viewed')).toEqual(['/shop', '/account', '/login']);
    expect(inOrder('page_viewed')[1]!.properties).toEqual({utm_source: 'mail'});
    expect(paths('page_left')).toEqual(['/shop', '/account']);
    await next('product_viewed', 2);
    await page.waitForTimeout(300);
    expect(seen('product_viewed')).toHaveLength(2);
  });

  it('records of a page that was put away only the time that it was seen', async () => {
    await context.addInitScript(`
      const began = Date.now(); let later = 0; let hidden = false;
      Date.now = () => began + later;
      Object.defineProperty(document, 'hidden', {get: () => hidden});
      at = (ms, gone = hidden) => {
        later = ms;
        if (gone === hidden) return;
        hidden = gone;
        document.dispatchEvent(new Event('visibilitychange'));
      };`);
    const page = await visit();
    await run(
      page,
      'at(5000, true); at(600000, false); at(602000); history.pushState({}, "", "/kettle")',
    );
    expect((await next('page_left')).properties).toEqual({engagedMs: 7000, visibleMs: 7000});
  });

  it('records how long a page was used', async () => {
    const page = await visit();
    await page.waitForTimeout(300);
    await page.goto(`${site.url}/next`);
    const {properties} = await next('page_left');
    expect(properties!.engagedMs).toBeGreaterThan(250);
  });

  it('records a return from the back-forward cache', async () => {
    const page = await visit();
    await page.goto(`${site.url}/next`);
    await next('page_viewed', 2);
    await page.goBack();
    await next('page_viewed', 3);
    expect(seen('page_viewed').at(-1)!.page!.path).toBe('/shop');
  });
});

describe('commerce', () => {
  const items = `[{item_id: 'A1', item_name: 'Kettle', price: 79.9, quantity: 1}]`;
  const old = `[{id: 'A1', name: 'Kettle', price: '79.90', quantity: 1}]`;
  const kettle = {
    currency: 'EUR',
    items: [{sku: 'A1', name: 'Kettle', priceMinor: 7990, quantity: 1}],
  };

  it.each([
    [
      'the data layer before us',
      `<script>dataLayer = [{event: 'add_to_cart', ecommerce: {currency: 'EUR', items: ${items}}}]</script>TAG`,
      '',
    ],
    [
      'the data layer after us',
      'TAG<script>dataLayer = []</script>',
      `dataLayer.push({ecommerce: null}, {event: 'add_to_cart', ecommerce: {currency: 'EUR', items: ${items}}})`,
    ],
    [
      'gtag with old items',
      '<script>dataLayer = []; gtag = function () { dataLayer.push(arguments) }</script>TAG',
      `gtag('event', 'add_to_cart', {currency: 'EUR', items: ${old}})`,
    ],
    [
      'Segment',
      '<script>analytics = {track() {}}</script>TAG',
      `analytics.track('Product Added', {product_id: '1', sku: 'A1', name: 'Kettle', price: 79.9, quantity: 1, currency: 'EUR'})`,
    ],
    [
      'markup',
      `TAG<button data-journey="product_added" data-journey-sku="A1" data-journey-name="Kettle" data-journey-price="79.90" data-journey-quantity="1" data-journey-currency="EUR">Add</button>`,
      `document.querySelector('button').click()`,
    ],
    [
      'track()',
      'TAG',
      `throughline('track', 'product_added', {sku: 'A1', name: 'Kettle', price: 79.9, quantity: 1, currency: 'EUR'})`,
    ],
  ])('records a product added by %s', async (_, body, script) => {
    const page = await visit(body);
    if (script) await run(page, script);
    expect((await next('product_added')).commerce).toEqual(kettle);
    await page.waitForTimeout(200);
    expect(seen('product_added')).toHaveLength(1);
  });

  it('sends what was said in the words in which it was said, and whose they are', async () => {
    const page = await visit(
      '<script>dataLayer = []; analytics = {track() {}}; handlers = {}; jQuery = () => ({on: (types, f) => types.split(" ").forEach((type) => handlers[type] = f), off() {}})</script>TAG',
    );
    const items = [{item_id: 'A1', price: 79.9}];
    await run(
      page,
      `dataLayer.push({event: 'add_to_cart', ecommerce: ${JSON.stringify({currency: 'EUR', items})}});
      analytics.track('Products Searched', {query: 'kettle'});
      handlers.checkout_error({type: 'checkout_error'});`,
    );
    await next('order_failed');
    expect(far.sent('add_to_cart')).toMatchObject({
      source: 'ga4',
      fields: {currency: 'EUR', items},
    });
    expect(far.sent('add_to_cart')).not.toHaveProperty('commerce');
    expect(far.sent('products_searched')).toMatchObject({
      source: 'segment',
      fields: {query: 'kettle'},
    });
    expect(far.sent('checkout_error')).toMatchObject({source: 'woocommerce', fields: {}});
    expect(far.sent('page_viewed')).toMatchObject({fields: {page: {url: `${site.url}/shop`}}});
    expect(far.sent('page_viewed')).not.toHaveProperty('source');
  });

  it.each(Object.keys(vocabularies.ga4.names).filter((name) => HEARD.test(name)))(
    'hears GA4’s %s, and takes out what is private',
    async (name) => {
      const page = await visit('<script>dataLayer = []</script>TAG');
      await run(
        page,
        `dataLayer.push({event: '${name}', ecommerce: {transaction_id: '4111111111111111', note: 'ada@example.com'}})`,
      );
      await next(vocabularies.ga4.names[name]!);
      expect(far.sent(name).fields).toEqual({transaction_id: '4111111111111111', note: '[email]'});
    },
  );

  it('records an order with its value, number and coupon', async () => {
    const page = await visit('<script>dataLayer = []</script>TAG');
    await run(
      page,
      `dataLayer.push({event: 'purchase', ecommerce: {transaction_id: 'T1', value: 79.9, currency: 'EUR', coupon: 'MAY', items: ${items}}})`,
    );
    expect((await next('order_completed')).commerce).toEqual({
      ...kettle,
      valueMinor: 7990,
      orderId: 'T1',
      coupon: 'MAY',
    });
  });

  it('records a payment that failed', async () => {
    const page = await visit();
    await run(
      page,
      `throughline('track', 'payment_failed', {reason: 'card_declined', value: 79.9, currency: 'EUR'})`,
    );
    expect(await next('payment_failed')).toMatchObject({
      outcome: {status: 'failure', reason: 'card_declined'},
      commerce: {valueMinor: 7990},
    });
  });

  it('records what the markup shows, and what a form sends', async () => {
    const page =
      await visit(`<main data-journey="product_viewed" data-journey-on="view" data-journey-sku="A1"></main>
      <form data-journey="coupon_entered" data-journey-coupon="MAY" onsubmit="return false"><button>Go</button></form>TAG`);
    expect((await next('product_viewed')).commerce).toEqual({items: [{sku: 'A1'}]});
    await page.click('button');
    expect((await next('coupon_entered')).commerce).toEqual({coupon: 'MAY'});
    expect(seen('coupon_entered')).toHaveLength(1);
  });

  it('records WooCommerce’s cart', async () => {
    const page = await visit(
      `<script>handlers = {}; jQuery = () => ({on: (types, f) => types.split(' ').forEach((type) => handlers[type] = f), off() {}})</script>TAG`,
    );
    await run(
      page,
      `handlers.added_to_cart({type: 'added_to_cart'}, {}, 'hash', {data: () => ({product_id: 7, product_sku: 'A1', quantity: 2})})`,
    );
    expect((await next('product_added')).commerce).toEqual({items: [{sku: 'A1', quantity: 2}]});
  });

  it('hears a data layer in the place of another, and nothing twice', async () => {
    const page = await visit(
      `<script>dataLayer = [{event: 'view_cart', ecommerce: {}}]</script>TAG<button onclick="dataLayer.push({event: 'add_to_cart', ecommerce: {items: ${items}}})">Add</button>`,
    );
    await next('cart_viewed');
    await run(page, `dataLayer = [...dataLayer, {event: 'begin_checkout', ecommerce: {}}]`);
    await page.click('button');
    await next('product_added');
    await next('checkout_started');
    expect(
      seen()
        .map(({name}) => name)
        .sort(),
    ).toEqual(['cart_viewed', 'checkout_started', 'page_viewed', 'product_added']);
  });

  it('hears what is left where one thing cannot be read', async () => {
    const page = await visit(
      `<script>dataLayer = [{get event() { throw 1 }}, {event: Symbol(), ecommerce: {}}, {event: 'view_cart', ecommerce: {}}]; analytics = {track() {}}; jQuery = 5</script>TAG`,
    );
    await next('cart_viewed');
    await run(page, `analytics.track('Product Added', {sku: 'A1'})`);
    await next('product_added');
  });

  it('leaves alone what is no function', async () => {
    const page = await visit(`<script>analytics = {track: 'UA-1'}</script>TAG`);
    expect(await run(page, 'analytics.track')).toBe('UA-1');
  });

  it('leaves the page’s other events alone', async () => {
    const page = await visit('<script>dataLayer = []; analytics = {track() {}}</script>TAG');
    await run(
      page,
      `dataLayer.push({event: 'scroll_depth', ecommerce: {}}, 5, null, 'x'); analytics.track('Video Played', {})`,
    );
    await page.waitForTimeout(300);
    expect(seen().map(({name}) => name)).toEqual(['page_viewed']);
  });
});

describe('help', () => {
  it.each([
    ['link', '<a href="/help/returns" onclick="return false">Returns</a>', 'Returns', 'Returns'],
    ['link', '<button data-journey-help>Need a hand?</button>', 'Need a hand?', 'Need a hand?'],
    [
      'phone',
      '<a href="tel:+49301234567" aria-label="Call us">+49 30 1234567</a>',
      '+49',
      'Call us',
    ],
    ['mail', '<a href="mailto:help@shop.test">help@shop.test</a>', 'help', '[email]'],
    ['chat', '<button data-journey-chat><b>Chat</b></button>', 'Chat', 'Chat'],
    ['chat', '<div class="intercom-launcher" aria-label="Open chat">x</div>', 'x', 'Open chat'],
  ])('records a %s: %s', async (kind, body, text, label) => {
    const page = await visit(`TAG${body}`);
    await page.evaluate(() =>
      document.addEventListener('click', (event) => event.preventDefault()),
    );
    await page.getByText(text).first().click();
    expect(await next('help_clicked')).toMatchObject({
      direction: 'inbound',
      properties: {kind, label},
    });
  });

  it('records a link to help in a drawing, which has no text as others have', async () => {
    const page = await visit(
      'TAG<svg width="90" height="30"><a href="/faq" onclick="return false"><text y="20">Questions</text></a></svg>',
    );
    await page.click('text');
    expect((await next('help_clicked')).properties).toMatchObject({
      kind: 'link',
      target: `${site.url}/faq`,
    });
  });

  it.each([
    '/soporte/devoluciones',
    '/pt/suporte',
    '/kontakt',
    '/contato',
    '/ajuda',
    '/it/contatti',
  ])('takes %s for a call for help', async (href) => {
    const page = await visit(`TAG<a href="${href}" onclick="return false">go</a>`);
    await page.click('a');
    expect((await next('help_clicked')).properties).toMatchObject({kind: 'link'});
  });

  it.each(['/contact-lenses', '/kontaktlinsen', '/helpful-tips'])(
    'takes %s for no call for help',
    async (href) => {
      const page = await visit(`TAG<a href="${href}" onclick="return false">go</a>`);
      await page.click('a');
      await run(page, `throughline('track', 'probed')`);
      await next('probed');
      expect(seen('help_clicked')).toEqual([]);
    },
  );

  it('asks for a callback by a form whose fields are called as what forms have', async () => {
    const page = await visit(
      `TAG<form id="call-me" data-journey-callback onsubmit="return false"><input name="title"><input name="id"><button>Send</button></form>`,
    );
    await page.click('button');
    expect((await next('callback_requested')).properties).toMatchObject({label: 'call-me'});
  });

  it('records a chat that opens in a frame', async () => {
    const page = await visit(
      'TAG<iframe id="launcher" title="Chat" srcdoc="<button>hi</button>"></iframe>',
    );
    await page.frameLocator('#launcher').getByText('hi').click();
    expect((await next('help_clicked')).properties).toMatchObject({kind: 'chat', label: 'Chat'});
  });

  it('records a search with its results, and one without as friction', async () => {
    const page = await visit(
      `<form data-journey-search onsubmit="results.dataset.journeyResults = q.value === 'descale' ? 0 : 3; return false"><input name="q" id="q"></form><div id="results" data-journey-results></div>TAG`,
    );
    await page.fill('#q', 'returns');
    await page.press('#q', 'Enter');
    expect((await next('help_searched')).properties).toEqual({query: 'returns', results: 3});
    await page.fill('#q', 'descale');
    await page.press('#q', 'Enter');
    expect((await next('search_no_results')).properties).toEqual({query: 'descale', results: 0});
    expect(frictions()).toEqual(['search_no_result 2']);
  });

  it('records a search whose results are a page of their own, once', async () => {
    const page = await visit(
      'TAG<form data-journey-search><input name="q" value="returns"></form><div data-journey-results="3" data-journey-query="returns"></div>',
    );
    expect((await next('help_searched')).properties).toEqual({query: 'returns', results: 3});
    await page.fill('input', 'something else');
    await page.waitForTimeout(600);
    expect(seen('help_searched')).toHaveLength(1);
  });

  it('records an article, its vote and a callback', async () => {
    const page =
      await visit(`<article data-journey-article="descale">How to<button data-journey-vote="no">No</button></article>
      <a href="#" data-journey-article="other">Other</a><form data-journey-callback onsubmit="return false" aria-label="Call me"><button>Send</button></form>TAG`);
    expect((await next('article_viewed')).properties).toEqual({article: 'descale'});
    await page.getByText('No', {exact: true}).click();
    expect((await next('article_voted')).properties).toEqual({vote: 'no', article: 'descale'});
    await page.getByText('Send').click();
    expect(await next('callback_requested')).toMatchObject({
      direction: 'inbound',
      properties: {label: 'Call me'},
    });
  });
});

describe('forms', () => {
  const form = `TAG<form name="signup" onsubmit="return false"><input name="email" type="email" required><input name="zip"><button>Send</button></form>`;

  it('records start, edits, and sending', async () => {
    const page = await visit(form);
    await page.fill('[name=email]', 'ada@example.com');
    expect((await next('form_started')).properties).toMatchObject({form: 'signup', field: 'email'});
    await page.fill('[name=zip]', '1');
    await page.fill('[name=email]', 'ada@example.org');
    await page.click('button');
    const {properties} = await next('form_submitted');
    expect(properties).toMatchObject({
      form: 'signup',
      fields: ['email', 'zip'],
      fieldEdits: [2, 1],
    });
    await page.goto(`${site.url}/next`);
    await quiet(page, 'form_abandoned', 300);
  });

  it('knows a form by its own id, though a field is called so', async () => {
    const page = await visit(
      `TAG<form id="product" onsubmit="return false"><input type="hidden" name="id" value="7"><input name="quantity"><button>Add</button></form>`,
    );
    await page.fill('[name=quantity]', '2');
    expect((await next('form_started')).properties).toMatchObject({form: 'product'});
  });

  it('records what was refused, twice as friction', async () => {
    const page = await visit(form);
    await page.fill('[name=email]', 'ada');
    await page.click('button');
    expect((await next('validation_failed')).properties).toMatchObject({
      field: 'email',
      kind: 'typeMismatch',
    });
    expect(frictions()).toEqual([]);
    await page.click('button');
    await next('validation_failed', 2);
    expect(frictions()).toEqual(['validation_error 1']);
  });

  it('takes no form for given up whose button was the last thing used', async () => {
    const page = await visit(
      `TAG<form name="step" onsubmit="return false"><input name="zip"><button type="button">Next</button></form>`,
    );
    await page.fill('[name=zip]', '1');
    await page.click('button');
    await page.goto(`${site.url}/next`);
    await next('page_viewed', 2);
    await quiet(page, 'form_abandoned', 300);
  });

  it('knows the button of a form by what is in it', async () => {
    const page = await visit(
      `TAG<form name="step" onsubmit="return false"><input name="zip"><button type="button"><svg width="9" height="9"></svg><b>Next</b></button></form>`,
    );
    await page.fill('[name=zip]', '1');
    await page.click('b');
    await page.goto(`${site.url}/next`);
    await next('page_viewed', 2);
    await quiet(page, 'form_abandoned', 300);
  });

  it('records a form given up with the route that it was on', async () => {
    const page = await visit(form);
    await page.fill('[name=zip]', '1');
    await run(page, `history.pushState({}, '', '/kettle')`);
    expect((await next('form_abandoned')).page!.path).toBe('/shop');
  });

  it('records a form given up, with its last field', async () => {
    const page = await visit(form);
    await page.fill('[name=zip]', '1');
    await page.goto(`${site.url}/next`);
    expect((await next('form_abandoned')).properties).toMatchObject({
      form: 'signup',
      lastField: 'zip',
    });
    expect(frictions()).toEqual(['form_abandon 2']);
  });
});

describe('frustration', () => {
  const friction = async (count = 1) => (await next('friction_detected', count)).friction;

  const wander = async (page: Page, before = '0') => {
    for (const [index, path] of ['/item', '/list', '/item', '/list'].entries()) {
      await run(page, before);
      await page.waitForTimeout(150);
      await page.goto(site.url + path);
      await next('page_viewed', index + 2);
    }
  };

  it('feels rage', async () => {
    const page = await visit('TAG<p id="x" style="user-select:none">Pay</p>');
    await page.click('#x', {clickCount: 4});
    expect(await friction()).toMatchObject({type: 'rage_click', evidence: {clicks: 4}});
  });

  it.each([
    ['a field', '<input name="email" type="email" value="a@b.example">'],
    ['what a visitor does not see', '<input type="hidden" name="csrf" value="1">'],
  ])('feels rage at the button of a form that stands beside %s', async (_, field) => {
    const page = await visit(
      `TAG<form onsubmit="return false">${field}<button id="x">Pay</button></form>`,
    );
    await page.click('#x', {clickCount: 4});
    expect(await friction()).toMatchObject({type: 'rage_click', evidence: {clicks: 4}});
  });

  it('feels a dead click, and not a living one', async () => {
    const page = await visit(
      `TAG<button id="alive" onclick="setTimeout(() => this.textContent = 'ok', 500)">Alive</button><button id="dead">Dead</button>`,
    );
    await page.click('#alive');
    await page.waitForTimeout(700);
    await page.click('#dead');
    const found = await next('friction_detected');
    expect(found.friction!.type).toBe('dead_click');
    expect(found.page!.element).toBe('button#dead');
    expect(seen('friction_detected')).toHaveLength(1);
  });

  it('takes a popover for an answer to a click', async () => {
    const page = await visit(
      'TAG<button id="x" popovertarget="menu">Menu</button><div popover id="menu">Kettles</div>',
    );
    await page.click('#x');
    await quiet(page, 'friction_detected', 3000);
  });

  it.each([
    ['throws', 'setTimeout(() => missing(), 50); this.textContent = 1'],
    ['rejects', 'Promise.reject(new Error("x")); this.textContent = 1'],
    ['asks in vain', 'fetch("/missing-thing"); this.textContent = 1'],
  ])('feels a click after which the page %s', async (_, script) => {
    const page = await visit(`TAG<button onclick='${script}'>Go</button>`);
    if (script.includes('missing-thing'))
      await page.route('**/missing-thing', (route) => route.fulfill({status: 500}));
    await page.click('button');
    expect(await friction()).toMatchObject({type: 'error_click', severity: 2});
  });

  it('feels a thrashing cursor', async () => {
    const page = await visit();
    for (let turn = 0; turn < 8; turn++) await page.mouse.move(turn % 2 ? 500 : 100, 100 + turn);
    expect(await friction()).toMatchObject({type: 'thrash_cursor'});
  });

  it('leaves quick returns and circles to be read off the pages viewed', async () => {
    const page = await visit('', '/list');
    await wander(page);
    expect(frictions()).toEqual(
      expect.arrayContaining(['back_and_forth 1', 'back_and_forth 2', 'loop 2']),
    );
    expect(seen('friction_detected')).toEqual([]);
  });

  it.each([
    ['a stepper', '<div><button id="x">+</button><input type="number"></div>'],
    [
      'a stepper in a form',
      '<form><div><button type="button" id="x">+</button><input value="1"></div><button>Buy</button></form>',
    ],
    ['a calendar', '<div class="calendar"><button id="x">Next month</button></div>'],
    ['a game', '<canvas id="x" width="200" height="100"></canvas>'],
    ['what the site ignores', '<div data-journey-ignore><button id="x">Mash me</button></div>'],
    ['text that is selected', '<p id="x">Some words to select here</p>'],
  ])('is calm about %s', async (_, body) => {
    const page = await visit(`TAG${body}`);
    await page.click('#x', {clickCount: 4, delay: 20});
    await quiet(page, 'friction_detected', 2800);
  });

  it('takes no browser that puts off an observer’s news for an error of a click', async () => {
    const page = await visit(
      `TAG<button>Grow</button><div id="box">Box</div><script>
        addEventListener('error', ({message}) => { said = message; });
        document.querySelector('button').onclick = () => {
          let width = 100;
          new ResizeObserver(() => { box.style.width = width++ + 'px'; }).observe(box);
        };
      </script>`,
    );
    await page.click('button');
    await page.waitForFunction('globalThis.said');
    expect(await run(page, 'said')).toMatch(/^ResizeObserver loop/);
    await quiet(page, 'friction_detected', 500);
  });

  it('takes what a browser’s extension throws for no error of a click', async () => {
    const page = await visit('TAG<button>Go</button><p id="x"></p>');
    const thrown = (from: string) => `setTimeout(() => {
      x.textContent += '.';
      const filename = '${from}/content.js';
      dispatchEvent(new ErrorEvent('error', {message: 'gone', filename, cancelable: true}));
    }, 50)`;
    await run(
      page,
      `document.querySelector('button').onclick = () => ${thrown('moz-extension://a1b2')}`,
    );
    await page.click('button');
    await quiet(page, 'friction_detected', 500);
    await run(page, `document.querySelector('button').onclick = () => ${thrown(site.url)}`);
    await page.click('button');
    expect(await friction()).toMatchObject({type: 'error_click'});
  });

  it('takes progress for the end of a circle', async () => {
    const page = await visit('', '/list');
    await wander(page, `throughline('track', 'product_added', {sku: '1'})`);
    await quiet(page, 'friction_detected', 500);
    expect(frictions()).toEqual([]);
  });
});

describe('vitals', () => {
  it('takes no browser that puts off an observer’s news for a script that failed', async () => {
    const page = await visit('TAG<div id="x">Box</div>');
    await page.waitForFunction('!!document.querySelector("#x")');
    await page.waitForTimeout(500);
    await run(
      page,
      `let width = 100; new ResizeObserver(() => { x.style.width = width++ + 'px'; }).observe(x);
      addEventListener('error', ({message}) => { said = message; });`,
    );
    await page.waitForFunction('globalThis.said');
    expect(await run(page, 'said')).toMatch(/^ResizeObserver loop/);
    await run(page, 'setTimeout(() => missing())');
    await next('script_failed');
    expect(seen('script_failed').map(({properties}) => properties!.message)).toEqual([
      expect.stringContaining('missing'),
    ]);
  });

  it('takes what a browser’s extension throws for no failure of the page’s', async () => {
    const page = await visit('TAG<div id="x">Box</div>');
    await page.waitForTimeout(500);
    await run(
      page,
      `const theirs = 'chrome-extension://abcdefghijklmnop/content.js';
      dispatchEvent(new ErrorEvent('error', {message: 'x is not defined', filename: theirs, lineno: 1}));
      const reason = Object.assign(new Error('gone'), {stack: 'Error: gone\\n    at ' + theirs + ':1:1'});
      dispatchEvent(new PromiseRejectionEvent('unhandledrejection', {promise: Promise.resolve(), reason}));
      setTimeout(() => missing());`,
    );
    await next('script_failed');
    expect(seen('script_failed').map(({properties}) => properties!.message)).toEqual([
      expect.stringContaining('missing'),
    ]);
  });

  it('are measured by a file of their own, and say what to blame', async () => {
    const page = await visit('TAG<h1>Hello</h1>', '/slow');
    const measured = await next('web_vital_measured');
    expect(measured.vital).toMatchObject({
      rating: expect.stringMatching(/good|poor|needs/) as string,
    });
    await run(page, 'setTimeout(() => { throw new Error("broken for ada@example.com") })');
    expect((await next('script_failed')).properties).toMatchObject({
      message: expect.stringContaining('[email]') as string,
    });
  });
});

describe('the debug build', () => {
  it('shows touchpoints as they are queued', async () => {
    const page = await visit(
      `<script async src="${far.url}/throughline.js" data-key="pk_test" data-consent="granted" data-debug></script>`,
    );
    await page.waitForSelector('throughline-debug');
    await run(page, `throughline('track', 'probed', {note: 'x'})`);
    await page.getByText('probed').first().waitFor();
  });

  it('says that it waits for consent, and what became of it', async () => {
    html = `<script async src="${far.url}/throughline.js" data-key="pk_test" data-debug></script>`;
    const page = await context.newPage();
    await page.goto(`${site.url}/shop`);
    const overlay = page.locator('throughline-debug');
    await overlay.getByText('Throughline: waits for consent, and sends nothing before').waitFor();
    await run(page, `throughline('consent', {support: true})`);
    await overlay.getByText('Throughline: touchpoints of this page, from now on').waitFor();
    await run(page, `throughline('track', 'probed', {note: 'x'})`);
    await overlay.getByText('probed').first().waitFor();
    await run(page, `throughline('consent', {support: false})`);
    await overlay.getByText('Throughline: consent is denied, and nothing is captured').waitFor();
  });
});
