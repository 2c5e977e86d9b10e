// Who may do what: every route, with every kind of credential, for one's own customer, another
// tenant's with the same identifiers, and nobody. The cells are made from the table of routes; what
// must be in them stands in `rows`, and a route without a row fails.
import {randomUUID} from 'node:crypto';
import {TokenRequest, uuidV7} from '@throughline/contracts';
import {exportJWK, generateKeyPair} from 'jose';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../test/fixtures.ts';
import {errors} from './errors.ts';
import type {Collector} from './index.ts';
import {openApi} from './openapi.ts';
import type {Route} from './route.ts';
import {routes} from './routes/index.ts';
import {openSecrets} from './store/keys.ts';
import {tenantNamed} from './store/registry.ts';
import {openTokens} from './tokens.ts';

/** Whom a request is about, as its tenant knows them. */
interface Subject {
  readonly id: string;
  readonly identifier: {kind: string; value: string};
}

/** What a route must do. */
interface Row {
  /** `anyone`: credentials make no difference. Else the one kind that opens it. */
  readonly opens: 'anyone' | 'secret key' | 'token';
  /** Of a token. Every other role is answered 403. */
  readonly roles?: readonly Role[];
  readonly body?: (subject: Subject, tenant: TestCollector) => unknown;
  readonly query?: string | ((tenant: TestCollector) => string);
  /** Whether its answer is about a customer, so that whose it is decides. */
  readonly customer?: true;
  /** Whether the body says whom it is about, and not the path. */
  readonly finds?: true;
  /** What it answers to who may, 200 unless said. */
  readonly status?: number | string;
}

type Role = TokenRequest['role'];
const everyRole: readonly Role[] = TokenRequest.shape.role.unwrap().options;

/** A call of a library of Segment's. */
const aCall = (type: string) => ({
  type,
  event: 'Probed',
  anonymousId: 'sender',
  userId: 'sender',
  previousId: 'sender',
  groupId: 'g',
  messageId: randomUUID(),
});

const rows: Record<string, Row> = {
  'POST /v1/touchpoints': {
    opens: 'anyone', // What counts is the write key in the body, which names the tenant.
    body: (_, {writeKey}) => ({
      key: writeKey,
      sentAt: Date.now(),
      touchpoints: [aTouchpoint({identifiers: [{kind: 'anonymous', value: 'sender'}]})],
    }),
  },
  // What counts is the vendor's signature. There is no source of the name that stands in the path.
  'POST /v1/sources/:source': {
    opens: 'anyone',
    query: '?key=pk_nobody',
    status: '404 source_unknown',
  },
  'GET /v1/sources/:source': {
    opens: 'anyone',
    query: '?key=pk_nobody',
    status: '404 source_unknown',
  },
  // Of others' libraries: the write key stands where each has it.
  ...Object.fromEntries(
    ['track', 'identify', 'page', 'screen', 'group', 'alias'].flatMap((call) =>
      [call, call[0]].map((path): [string, Row] => [
        `POST /v1/${path}`,
        {opens: 'anyone', body: (_, {writeKey}) => ({writeKey, ...aCall(call)})},
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['/v1/batch', '/v1/b', '/v1/import', '/beacon/v1/batch'].map((path): [string, Row] => [
      `POST ${path}`,
      {opens: 'anyone', body: (_, {writeKey}) => ({writeKey, batch: [aCall('track')]})},
    ]),
  ),
  'POST /v1/m': {opens: 'anyone', body: () => ({series: []})},
  'GET /v1/projects/:writeKey/settings': {opens: 'anyone'},
  'GET /sourceConfig': {opens: 'anyone', query: ({writeKey}) => `?writeKey=${writeKey}`},
  'GET /sourceConfig/': {opens: 'anyone', query: ({writeKey}) => `?writeKey=${writeKey}`},
  ...Object.fromEntries(
    ['/v1/mp/collect', '/mp/collect'].map((path): [string, Row] => [
      `POST ${path}`,
      {
        opens: 'anyone',
        query: ({writeKey}) => `?api_secret=${writeKey}&measurement_id=G-1`,
        body: () => ({client_id: 'sender', events: [{name: 'page_view'}]}),
        status: 204,
      },
    ]),
  ),
  'POST /com.snowplowanalytics.snowplow/tp2': {
    opens: 'anyone',
    body: (_, {writeKey}) => ({data: [{e: 'pv', aid: writeKey, duid: 'sender'}]}),
  },
  'GET /i': {opens: 'anyone', query: ({writeKey}) => `?e=pv&duid=sender&aid=${writeKey}`},
  'POST /v1/events': {
    opens: 'secret key',
    body: () => ({
      specversion: '1.0',
      id: randomUUID(),
      source: '/test',
      type: 'probed',
      subject: 'user/sender',
    }),
  },
  'POST /v1/tokens': {opens: 'secret key', body: () => ({agent: 'agent-1'})},
  'POST /v1/customers/find': {
    opens: 'token',
    roles: everyRole,
    customer: true,
    finds: true,
    body: ({identifier}) => ({identifiers: [identifier]}),
  },
  'GET /v1/customers/:customer/timeline': {opens: 'token', roles: everyRole, customer: true},
  'GET /v1/customers/:customer/days': {opens: 'token', roles: everyRole, customer: true},
  'GET /v1/customers/:customer/journey': {opens: 'token', roles: everyRole, customer: true},
  'GET /v1/customers/:customer/live': {opens: 'token', roles: everyRole, customer: true},
  'GET /v1/customers/:customer/identity': {opens: 'token', roles: everyRole, customer: true},
  'POST /v1/customers/:customer/detach': {
    opens: 'token',
    roles: ['agent', 'supervisor', 'admin'],
    customer: true,
    body: () => ({visitor: 'nobody’s'}),
    status: '400 invalid_request',
  },
  'POST /v1/customers/:customer/attach': {
    opens: 'token',
    roles: ['agent', 'supervisor', 'admin'],
    customer: true,
    body: ({id}) => ({customer: id}),
  },
  'POST /v1/customers/:customer/move': {
    opens: 'token',
    roles: ['agent', 'supervisor', 'admin'],
    customer: true,
    body: ({id}) => ({touchpoint: uuidV7(Date.now()), customer: id}),
    status: '400 invalid_request',
  },
  'POST /v1/customers/:customer/remarks': {
    opens: 'token',
    roles: ['agent', 'supervisor', 'admin'],
    customer: true,
    body: () => ({type: 'note', text: 'Asked twice.'}),
  },
  'GET /v1/customers/:customer/export': {opens: 'token', roles: ['admin'], customer: true},
  'POST /v1/customers/:customer/erase': {
    opens: 'token',
    roles: ['admin'],
    customer: true,
    body: () => ({confirm: 'somebody else'}),
    status: '400 invalid_request',
  },
  'POST /v1/customers/:customer/restrict': {
    opens: 'token',
    roles: ['admin'],
    customer: true,
    body: () => ({restricted: false}),
  },
  'POST /v1/customers/:customer/objections': {
    opens: 'token',
    roles: ['agent', 'supervisor', 'admin'],
    customer: true,
    body: () => ({objected: false}),
  },
  'GET /v1/audit': {opens: 'token', roles: ['admin']},
  'GET /v1/account': {opens: 'token', roles: ['supervisor', 'analyst', 'admin']},
  'GET /': {opens: 'anyone'},
  'GET /panel': {opens: 'anyone', query: '?tenant=nobody'},
  'GET /panel.js': {opens: 'anyone'},
  'GET /throughline.js': {opens: 'anyone'},
  'GET /throughline-vitals.js': {opens: 'anyone'},
  'GET /throughline-debug.js': {opens: 'anyone'},
  'GET /elements.js': {opens: 'anyone'},
  'GET /elements/:file': {opens: 'anyone', status: '404 not_found'}, // No part is called that.
  'GET /survey.js': {opens: 'anyone'},
  'GET /healthz': {opens: 'anyone'},
  'GET /metrics': {opens: 'anyone'}, // To whoever asks from this machine.
  'GET /readyz': {opens: 'anyone'},
  'GET /.well-known/jwks.json': {opens: 'anyone'},
  'GET /v1/openapi.json': {opens: 'anyone'},
};

const nameOf = ({method, path}: Route) => `${method} ${path}`;

let store: TestDatabase;
let collector: Collector;
let address: string;
let shop: TestCollector;
let other: TestCollector;
/** Something that only the other tenant holds. */
const canary = `canary-${randomUUID()}`;
/** Both tenants have somebody of this name; the shop has `neighbour` as well. */
const shared = {kind: 'anonymous', value: 'somebody'};
const neighbour = {kind: 'anonymous', value: 'neighbour'};
/** Only the other tenant has somebody of this name. */
const foreign = {kind: 'ticket', value: 'T-1'};
/** Whose one customer is restricted. */
let closed: TestCollector;
let restricted: Subject;
let subjects: Record<'own' | 'foreign' | 'unknown', Subject>;

interface Credential {
  readonly kind: 'none' | 'secret key' | 'token' | 'wrong' | 'expired';
  readonly of?: 'shop' | 'other';
  readonly role?: Role;
  /** A token for one customer shows that one. */
  readonly limitedTo?: 'own' | 'neighbour';
  readonly bearer?: string;
}
let credentials: Record<string, Credential>;

beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await aCollector(store.database);
  address = await collector.listen({port: 0, host: '127.0.0.1'});
  [shop, other] = [await aTenantOf(collector), await aTenantOf(collector)];
  const same = aTouchpoint({identifiers: [shared]});
  await shop.send([same, aTouchpoint({identifiers: [neighbour]})]);
  await other.send([
    {...same, properties: {canary}},
    aTouchpoint({identifiers: [shared, foreign], properties: {canary}}),
  ]);
  subjects = {
    own: {id: (await shop.find(shared.kind, shared.value))!, identifier: shared},
    foreign: {id: (await other.find(shared.kind, shared.value))!, identifier: foreign},
    unknown: {id: 'c_nobody', identifier: {kind: 'ticket', value: 'T-2'}},
  };

  closed = await aTenantOf(collector);
  await closed.send([aTouchpoint({identifiers: [shared]})]);
  restricted = {id: (await closed.find(shared.kind, shared.value))!, identifier: shared};
  await closed.ask(`/v1/customers/${restricted.id}/restrict`, {
    token: await closed.token({role: 'admin'}),
    body: {restricted: true},
  });

  const {signingKeys} = await openSecrets(store.database);
  const tenant = (await tenantNamed(store.database, shop.tenant))!.id;
  const past = await (
    await openTokens(async () => signingKeys)
  ).grant(tenant, {
    agent: 'a',
    role: 'admin',
    ttl: -1,
  });
  const {privateKey} = await generateKeyPair('EdDSA', {crv: 'Ed25519', extractable: true});
  const key = {...(await exportJWK(privateKey)), kid: signingKeys[0].kid!, alg: 'EdDSA'};
  const stranger = await openTokens(async () => [key]);
  const forged = await stranger.grant(tenant, {agent: 'a', role: 'admin', ttl: 300});
  const neighbourId = await shop.find(neighbour.kind, neighbour.value);
  const tokens = async (tenant: TestCollector, of: 'shop' | 'other') =>
    Promise.all(
      everyRole.map(async (role): Promise<[string, Credential]> => {
        const bearer = await tenant.token({role});
        return [`token of the ${of}, ${role}`, {kind: 'token', of, role, bearer}];
      }),
    );
  credentials = {
    none: {kind: 'none'},
    'write key': {kind: 'wrong', bearer: shop.writeKey},
    'secret key of the shop': {kind: 'secret key', of: 'shop', bearer: shop.secretKey},
    'secret key of the other': {kind: 'secret key', of: 'other', bearer: other.secretKey},
    'secret key that nobody has': {kind: 'wrong', bearer: 'sk_nobody'},
    ...Object.fromEntries(await tokens(shop, 'shop')),
    ...Object.fromEntries(await tokens(other, 'other')),
    'token for this customer': {
      kind: 'token',
      of: 'shop',
      role: 'agent',
      limitedTo: 'own',
      bearer: await shop.token({customer: subjects.own.id}),
    },
    'token for another customer': {
      kind: 'token',
      of: 'shop',
      role: 'agent',
      limitedTo: 'neighbour',
      bearer: await shop.token({customer: neighbourId}),
    },
    'token for the other tenant’s customer': {
      kind: 'token',
      of: 'shop',
      role: 'agent',
      limitedTo: 'neighbour',
      bearer: await shop.token({customer: subjects.foreign.id}),
    },
    'expired token': {kind: 'expired', bearer: past.token},
    'forged token': {kind: 'wrong', bearer: forged.token},
  };
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

interface Got {
  /** Status, and the code where it is an error. */
  readonly outcome: string;
  /** All that was answered, but for what is new in every answer. */
  readonly text: string;
}

/** Over a real socket; of a stream, its beginning. */
const call = async (
  {method, path}: Pick<Route, 'path'> & {method: string},
  {body, query = ''}: Partial<Row>,
  {bearer}: Pick<Credential, 'bearer'>,
  subject: Subject,
  headers: Readonly<Record<string, string>> = {},
): Promise<Got> => {
  const stop = new AbortController();
  const asked = path.replace(':customer', subject.id).replace(':writeKey', shop.writeKey);
  const search = typeof query === 'string' ? query : query(shop);
  const response = await fetch(`${address}${asked}${search}`, {
    method,
    headers: {...headers, ...(bearer && {authorization: `Bearer ${bearer}`})},
    ...(body && method !== 'GET' && {body: JSON.stringify(body(subject, shop))}),
    signal: stop.signal,
  });
  const isStream = String(response.headers.get('content-type')).includes('event-stream');
  const text = isStream
    ? new TextDecoder().decode((await response.body!.getReader().read()).value)
    : await response.text();
  if (isStream) stop.abort();
  const code = /^\{"error":\{"code":"(\w+)"/.exec(text)?.[1];
  return {
    outcome: `${response.status}${code ? ` ${code}` : ''}`,
    text: text.replace(/"requestId":"[^"]+"/, ''),
  };
};

/** What the OpenAPI document says that a route may refuse with. */
const describedOf = (route: Route) => {
  const {paths} = JSON.parse(JSON.stringify(openApi([route]))) as {
    paths: Record<string, Record<string, {responses: Record<string, {description: string}>}>>;
  };
  const [{responses}] = Object.values(Object.values(paths)[0]!) as [
    {responses: Record<string, {description: string}>},
  ];
  return Object.entries(responses).flatMap(([status, {description}]) =>
    [...description.matchAll(/`(\w+)`/g)].map(([, code]) => `${status} ${code}`),
  );
};

const expectedOf = (row: Row, credential: Credential, subject: keyof typeof subjects): string => {
  const open = String(row.status ?? 200);
  if (row.opens === 'anyone') return open;
  if (credential.kind === 'none') return '401 token_missing';
  if (credential.kind === 'expired' && row.opens === 'token') return '401 token_expired';
  if (credential.kind !== row.opens) return '401 token_invalid';
  if (row.roles && !row.roles.includes(credential.role!)) return '403 forbidden';
  if (!row.customer) return open;
  if (subject === 'unknown') return '404 customer_not_found';
  // Of a route that finds by identifiers: both tenants have `own`, each its own person.
  const isTheirs =
    credential.of === 'shop'
      ? subject === 'own' && credential.limitedTo !== 'neighbour'
      : subject === 'foreign' || row.finds === true;
  return isTheirs ? open : '404 customer_not_found';
};

describe('every route', () => {
  it('has a row here, and every row is of a route', () => {
    expect(routes.map(nameOf).toSorted()).toEqual(Object.keys(rows).toSorted());
  });

  it.each(routes.map((route) => [nameOf(route), route] as const))(
    '%s opens to whom it should, and shows nobody another tenant’s things',
    async (name, route) => {
      const row = rows[name]!;
      const [expected, actual]: Record<string, string>[] = [{}, {}];
      for (const [who, credential] of Object.entries(credentials)) {
        const texts: Partial<Record<keyof typeof subjects, string>> = {};
        for (const subject of ['own', 'foreign', 'unknown'] as const) {
          const {outcome, text} = await call(route, row, credential, subjects[subject]);
          const cell = `${who}: ${subject}`;
          expected![cell] = expectedOf(row, credential, subject);
          actual![cell] = outcome;
          texts[subject] = text;
          if (credential.of !== 'other') {
            expect(text, cell).not.toContain(canary);
            expect(text, cell).not.toContain(subjects.foreign.id);
          }
        }
        // What is another tenant's looks exactly like what nobody has.
        if (row.customer && credential.of !== 'other') expect(texts.foreign).toBe(texts.unknown);
      }
      expect(actual).toEqual(expected);
    },
  );

  it.each(routes.map((route) => [nameOf(route), route] as const))(
    '%s refuses with what its description says',
    async (name, route) => {
      const row = rows[name]!;
      const isRefusal = (outcome: string) => Object.hasOwn(errors, outcome.slice(4));
      const asked: string[] = [];
      for (const credential of Object.values(credentials))
        asked.push((await call(route, row, credential, subjects.own)).outcome);
      // Of a customer who is restricted, and by a body that nobody can unpack.
      const agent = {kind: 'token', bearer: await closed.token({role: 'supervisor'})} as const;
      asked.push((await call(route, row, agent, restricted)).outcome);
      if (route.method === 'POST')
        asked.push((await call(route, row, agent, restricted, {'content-encoding': 'br'})).outcome);
      const described = describedOf(route);
      expect(asked.filter(isRefusal).filter((each) => !described.includes(each))).toEqual([]);
    },
  );

  it.each(routes.map((route) => [nameOf(route), route] as const))(
    '%s names a parameter that it does not take, unless others’ programs ask it',
    async (name, route) => {
      const row = rows[name]!;
      const bearer =
        row.opens === 'secret key' ? shop.secretKey : await shop.token({role: 'admin'});
      const {query = ''} = row;
      const given = typeof query === 'string' ? query : query(shop);
      const wrong = `${given ? `${given}&` : '?'}naem=x`;
      const credential = {kind: row.opens === 'anyone' ? 'none' : row.opens, bearer} as const;
      const {outcome, text} = await call(route, {...row, query: wrong}, credential, subjects.own);
      const isOthers = row.opens === 'anyone' || name === 'POST /v1/events';
      if (isOthers) {
        expect(outcome).toBe(String(row.status ?? 200));
        return;
      }
      expect(outcome).toBe('400 invalid_request');
      expect(text).toContain('no parameter \\"naem\\"');
      for (const known of Object.keys(route.query?.shape ?? {})) expect(text).toContain(known);
    },
  );

  it('has no other method, whoever asks', async () => {
    const known = new Set(routes.map(nameOf));
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
    const unlike = routes.flatMap(({path}) =>
      methods.filter((method) => !known.has(`${method} ${path}`)).map((method) => ({method, path})),
    );
    for (const route of unlike) {
      for (const [who, credential] of Object.entries(credentials)) {
        const {outcome} = await call(route, {}, credential, subjects.own);
        expect(outcome, `${route.method} ${route.path} ${who}`).toBe('404 not_found');
      }
    }
  });
});
