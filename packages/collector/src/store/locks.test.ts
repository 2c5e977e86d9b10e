// The wall between tenants has two locks: `tenant = $1` in every statement, and the database's
// row-level security. Each is tried with the other taken away.
import {randomUUID} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  hasServer,
  inMemoryDatabase,
  serverDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {verifyAudit} from './audit.ts';
import {applicationRole, type Database, type Sql} from './database.ts';
import {eraseCustomer} from './erase.ts';
import {keep} from './keep.ts';
import {keepModel, learnFrom, readModels} from './models.ts';
import {listQuarantine, takeOut} from './quarantine.ts';
import * as reads from './read.ts';
import {tenantNamed} from './registry.ts';
import {openLocks, tenantTables} from './schema.ts';

const filter = /(?:\w+\.)?\btenant = \$1/g;

/** The same database, but no statement of a tenant's transaction asks for its tenant any more. */
const withoutFilter = (database: Database, texts: string[] = []): Database => ({
  ...database,
  tenant: (tenant, work) =>
    database.tenant(tenant, (sql) =>
      work(
        changed(sql, (text) => {
          texts.push(text);
          return text.replace(filter, '$1::int is not null');
        }),
      ),
    ),
});

/** Statements with their text looked at, or replaced, before they are sent. */
const changed = (sql: Sql, change: (text: string) => string): Sql => ({
  query: (text, values) => sql.query(change(text), values),
  prepared: (text, values) => sql.prepared(change(text), values),
});

const describeLocks = (name: string, open: () => Promise<TestDatabase>) => {
  describe(name, () => {
    let store: TestDatabase;
    let collector: Collector;
    let [mine, theirs]: TestCollector[] = [];
    let [myNumber, theirNumber, theirCustomer]: [number, number, string] = [0, 0, ''];
    let canary: string;
    const system = (...statements: string[]) =>
      store.database.system(async (sql) => {
        for (const statement of statements) await sql.query(statement);
      });
    const numberOf = async ({tenant}: TestCollector) =>
      (await tenantNamed(store.database, tenant))!.id;

    beforeAll(async () => {
      store = await open();
      collector = await aCollector(store.database);
      [mine, theirs] = [await aTenantOf(collector), await aTenantOf(collector)];
      [myNumber, theirNumber] = [await numberOf(mine), await numberOf(theirs)];
      canary = `canary-${randomUUID()}`;
      // The same people and the same ids, in both; something in each of the tables.
      const touchpoints = ['a', 'b'].map((value) =>
        aTouchpoint({
          identifiers: [
            {kind: 'anonymous', value},
            {kind: 'email', value: 'a@b.test'},
          ],
        }),
      );
      const entry = {log: 'log', id: randomUUID()};
      for (const [site, secret] of [
        [mine, 'of mine'],
        [theirs, canary],
      ] as const) {
        const properties = {secret};
        await site.send([
          ...touchpoints.map((touchpoint) => ({...touchpoint, properties})),
          {...touchpoints[0], name: 'Bad', properties},
          aTouchpoint({identifiers: [{kind: 'anonymous', value: 'leaver'}], properties}),
        ]);
        const leaver = (await site.find('anonymous', 'leaver'))!;
        await eraseCustomer(store.database, await numberOf(site), leaver);
        await site.timeline((await site.find('anonymous', 'a'))!);
        const fromLog = {site: 'main', accepted: [], quarantined: [], entry};
        await keep(store.database, await numberOf(site), [fromLog], {part: 0});
        const number = await numberOf(site);
        await store.database.tenant(number, (sql) =>
          sql.query(
            `insert into throughline.moved (tenant, visitor, id, customer, moved_by, at)
             select $1, 'nobody', $2, 'nobody', 'agent-1', 0`,
            [number, randomUUID()],
          ),
        );
        await store.database.tenant(number, (sql) =>
          sql.query(
            `insert into throughline.insertion (tenant, token, begun_at) select $1, $2, 0`,
            [number, randomUUID()],
          ),
        );
        await learnFrom(store.database, number);
      }
      theirCustomer = (await theirs.find('anonymous', 'a'))!;
      const when = [{fact: 'frictions' as const, atLeast: 1}];
      const action = {action: 'a', title: canary, when, priority: 0, restMs: 0};
      await store.database.tenant(theirNumber, (sql) =>
        keepModel(sql, theirNumber, 'playbook', {actions: [action], moments: []}),
      );
    });
    afterAll(async () => {
      await collector?.close();
      await store?.close();
    });

    const theirRows = () =>
      store.database.system(async (sql) => {
        const rows: Record<string, number> = {};
        for (const table of tenantTables) {
          const [row] = await sql.query<{n: string}>(
            `select count(*) as n from throughline.${table} where tenant = $1`,
            [theirNumber],
          );
          rows[table] = Number(row!.n);
        }
        return rows;
      });

    /** All that the code can ask of a store in the name of my tenant, about somebody of theirs. */
    const askForTheirs = async (database: Database): Promise<unknown[]> => {
      const read = <T>(work: (sql: Parameters<typeof reads.survivor>[0]) => Promise<T>) =>
        database.tenant(myNumber, work);
      const [theirTouchpoint] = await store.database.system((sql) =>
        sql.query<{id: string; visitor: string}>(
          'select id, visitor from throughline.touchpoint where tenant = $1',
          [theirNumber],
        ),
      );
      return [
        await read((sql) => reads.survivor(sql, myNumber, theirCustomer)),
        await read((sql) => reads.customerOf(sql, myNumber, [theirTouchpoint!.visitor])),
        ...Object.values(await read((sql) => reads.identifiersOf(sql, myNumber, theirCustomer))),
        await read((sql) => reads.bestName(sql, myNumber, theirCustomer)),
        await read((sql) => reads.namesOf(sql, myNumber, theirCustomer)),
        await read((sql) => database.touchpoints.page(sql, myNumber, theirCustomer, {limit: 100})),
        await read((sql) => database.touchpoints.count(sql, myNumber, theirCustomer)),
        await read((sql) =>
          database.touchpoints.some(sql, myNumber, theirCustomer, {ids: [theirTouchpoint!.id]}),
        ),
        await read((sql) =>
          database.touchpoints.some(sql, myNumber, theirCustomer, {
            after: {receivedAt: 0, id: theirTouchpoint!.id},
            limit: 100,
          }),
        ),
        JSON.stringify(await listQuarantine(database, myNumber)).includes(canary),
        JSON.stringify(await read((sql) => readModels(sql, myNumber))).includes(canary),
      ].filter((answer) => answer && (!Array.isArray(answer) || answer.length > 0));
    };
    /** And what it can do to them. */
    const harmTheirs = async (database: Database) => {
      const before = await theirRows();
      expect(Object.values(before)).not.toContain(0);
      const [quarantined] = await listQuarantine(store.database, theirNumber);
      await eraseCustomer(database, myNumber, theirCustomer);
      await takeOut(database, myNumber, [quarantined!.id]);
      expect(await theirRows()).toEqual(before);
      expect(await listQuarantine(store.database, theirNumber)).toHaveLength(1);
    };
    const withoutLock = async (work: () => Promise<void>) => {
      const alter = (how: string) =>
        system(...tenantTables.map((table) => `alter table throughline.${table} ${how}`));
      await alter('disable row level security');
      try {
        await work();
      } finally {
        await alter('enable row level security');
      }
    };

    it('with neither lock everything would be seen: these questions find what they ask for', async () => {
      await withoutLock(async () => {
        expect(await askForTheirs(withoutFilter(store.database))).toHaveLength(12);
      });
    });

    it('row-level security alone shows nothing of another tenant, and lets nothing be changed', async () => {
      const texts: string[] = [];
      const database = withoutFilter(store.database, texts);
      expect(await askForTheirs(database)).toEqual([]);
      await harmTheirs(database);
      expect(await verifyAudit(database, myNumber)).toMatchObject({broken: null});
      // Nothing was tried that had no filter to take away.
      const tables = new RegExp(`throughline\\.(${tenantTables.join('|')})\\b`);
      const unfiltered = texts.filter((text) => tables.test(text) && !/tenant\b/.test(text));
      expect(unfiltered).toEqual([]);
    });

    it('row-level security alone, with statements that ask for everything', async () => {
      const before = await theirRows();
      for (const table of tenantTables) {
        const foreign = await store.database.tenant(myNumber, (sql) =>
          sql.query(`select * from throughline.${table} where tenant is distinct from ${myNumber}`),
        );
        expect(foreign, table).toEqual([]);
        for (const statement of [
          `update throughline.${table} set tenant = tenant where tenant = ${theirNumber}`,
          `delete from throughline.${table} where tenant = ${theirNumber}`,
        ]) {
          // Audit and evidence may not be changed by anybody, which is as good.
          await store.database
            .tenant(myNumber, (sql) => sql.query(statement))
            .catch((error: unknown) => expect(String(error)).toMatch(/permission denied/));
        }
      }
      expect(await theirRows()).toEqual(before);
    });

    it('the filter in the code alone shows nothing either, and lets nothing be changed', async () => {
      await withoutLock(async () => {
        expect(await askForTheirs(store.database)).toEqual([]);
        const {body} = await mine!.ask(`/v1/customers/${theirCustomer}/timeline`, {
          token: await mine!.token(),
        });
        expect(body.error.code).toBe('customer_not_found');
        await harmTheirs(store.database);
      });
    });

    it('every statement about a tenant’s rows names the tenant', async () => {
      const texts: string[] = [];
      const other = await aCollector({
        ...store.database,
        tenant: (tenant, work) =>
          store.database.tenant(tenant, (sql) =>
            work(
              changed(sql, (text) => {
                texts.push(text);
                return text;
              }),
            ),
          ),
      });
      const site = await aTenantOf(other);
      const identifiers = ['x', 'y'].map((value) => ({kind: 'anonymous', value}));
      await site.send([
        ...identifiers.map((each) => aTouchpoint({identifiers: [each]})),
        {name: 1},
      ]);
      await site.send([aTouchpoint({identifiers})]);
      await site.timeline((await site.find('anonymous', 'x'))!);
      await other.close();
      const aboutTenants = texts.filter((text) => /\bthroughline\.\w/.test(text));
      expect(aboutTenants.length).toBeGreaterThan(10);
      for (const text of aboutTenants) {
        expect(text).toMatch(
          /\btenant = \$1|insert into throughline\.\w+ \(tenant,[^)]*\)\s+select \$1/,
        );
      }
    });

    it.each<[what: string, problem: RegExp, open: string[], close: string[]]>([
      [
        'the role is a superuser',
        /is a superuser/,
        [`alter role ${applicationRole} superuser`],
        [`alter role ${applicationRole} nosuperuser`],
      ],
      [
        'the role bypasses row-level security',
        /bypasses row-level security/,
        [`alter role ${applicationRole} bypassrls`],
        [`alter role ${applicationRole} nobypassrls`],
      ],
      [
        'the role may act as another',
        /may act as hole_role/,
        ['create role hole_role', `grant hole_role to ${applicationRole}`],
        [`revoke hole_role from ${applicationRole}`, 'drop role hole_role'],
      ],
      [
        'row-level security is off',
        /customer has no forced/,
        ['alter table throughline.customer disable row level security'],
        ['alter table throughline.customer enable row level security'],
      ],
      [
        'the owner is let through',
        /audit has no forced/,
        ['alter table throughline.audit no force row level security'],
        ['alter table throughline.audit force row level security'],
      ],
      [
        'a second policy lets all through',
        /touchpoint has a policy that is not ours: hole/,
        ['create policy hole on throughline.touchpoint using (true)'],
        ['drop policy hole on throughline.touchpoint'],
      ],
      [
        'a second policy lets all be written',
        /touchpoint has a policy that is not ours: hole/,
        ['create policy hole on throughline.touchpoint for insert with check (true)'],
        ['drop policy hole on throughline.touchpoint'],
      ],
      [
        'the policy was widened for writing',
        /tombstone has not the policy of ours/,
        ['alter policy wall on throughline.tombstone with check (true)'],
        [
          'drop policy wall on throughline.tombstone',
          `create policy wall on throughline.tombstone
           using (tenant = nullif(current_setting('throughline.tenant', true), '')::int)`,
        ],
      ],
      [
        'a view shows a table with its owner’s rights',
        /hole has no forced/,
        [
          'create view throughline.hole as select * from throughline.customer',
          `grant select on throughline.hole to ${applicationRole}`,
        ],
        ['drop view throughline.hole'],
      ],
      [
        'a view in another schema shows a view of ours',
        /hole_above has no forced/,
        [
          'create view throughline.hole with (security_invoker = on) as select * from throughline.customer',
          'create view public.hole_above as select * from throughline.hole',
          `grant select on public.hole_above to public`,
        ],
        ['drop view public.hole_above', 'drop view throughline.hole'],
      ],
      [
        'a copy of a table is kept by a view',
        /hole has no forced/,
        [
          'create materialized view throughline.hole as select * from throughline.customer',
          `grant select on throughline.hole to ${applicationRole}`,
        ],
        ['drop materialized view throughline.hole'],
      ],
      [
        'one column of an operator’s table is shown',
        /secret_key has no forced/,
        [`grant select (tenant) on throughline.secret_key to ${applicationRole}`],
        [`revoke select (tenant) on throughline.secret_key from ${applicationRole}`],
      ],
      [
        'a table can be emptied',
        /evidence can be emptied/,
        [`grant truncate on throughline.evidence to ${applicationRole}`],
        [`revoke truncate on throughline.evidence from ${applicationRole}`],
      ],
      [
        'the role owns a table',
        /identifier belongs to/,
        [`alter table throughline.identifier owner to ${applicationRole}`],
        [
          'alter table throughline.identifier owner to current_user',
          `grant select, insert, update, delete on throughline.identifier to ${applicationRole}`,
        ],
      ],
      [
        'a function runs with its owner’s rights',
        /function hole runs/,
        [
          `create function throughline.hole() returns bigint security definer language sql
           as 'select count(*) from throughline.customer'`,
        ],
        ['drop function throughline.hole()'],
      ],
      [
        'a function elsewhere runs with its owner’s rights',
        /function hole runs.*: revoke execute on function public.hole\(\)/,
        [
          `create function public.hole() returns bigint security definer language sql
           as 'select count(*) from throughline.customer'`,
        ],
        ['drop function public.hole()'],
      ],
      [
        'such a function names what it shows by its number',
        /function hole runs/,
        [
          `create function public.hole() returns bigint security definer language sql
           begin atomic select count(*) from throughline.customer; end`,
        ],
        ['drop function public.hole()'],
      ],
      [
        'a table that is not ours lies in our schema',
        /hole has no forced.*: revoke all on throughline.hole from/,
        [
          'create table throughline.hole as select * from throughline.customer',
          `grant select on throughline.hole to public`,
        ],
        ['drop table throughline.hole'],
      ],
      [
        'a right of the role went with an owner who came and went',
        /identifier is out of reach for throughline_app: grant select, insert, update, delete on/,
        [`revoke all on throughline.identifier from ${applicationRole}`],
        [`grant select, insert, update, delete on throughline.identifier to ${applicationRole}`],
      ],
      [
        'a unique index tells what another tenant has',
        /hole is unique across tenants/,
        ['create unique index hole on throughline.tombstone (visitor)'],
        ['drop index throughline.hole'],
      ],
    ])(
      'is found open, and the collector does not start, when %s',
      async (_, problem, open, close) => {
        expect(await openLocks(store.database)).toEqual([]);
        await system(...open);
        try {
          expect(await openLocks(store.database)).toContainEqual(expect.stringMatching(problem));
          await expect(aCollector(store.database)).rejects.toThrow(problem);
        } finally {
          await system(...close);
        }
        expect(await openLocks(store.database)).toEqual([]);
      },
    );

    it('what a superuser may do is not said of each table', async () => {
      await system(`alter role ${applicationRole} superuser`);
      const open = await openLocks(store.database);
      await system(`alter role ${applicationRole} nosuperuser`);
      expect(open).toHaveLength(1);
    });

    it('what shows nothing of tenants opens nothing, wherever it lies', async () => {
      const extension = 'pg_stat_statements';
      const [there] = await store.database.system((sql) =>
        sql.query('select 1 from pg_available_extensions where name = $1', [extension]),
      );
      expect(Boolean(there)).toBe(!name.startsWith('PGlite'));
      for (const schema of ['public', 'throughline']) {
        if (there) await system(`create extension ${extension} schema ${schema}`);
        await system(
          `create view ${schema}.activity as select * from pg_stat_activity`,
          `grant select on ${schema}.activity to public`,
          `create function ${schema}.one() returns int language sql as 'select 1'`,
          'create table public.plain (tenant int, note text)',
          'grant all on public.plain to public',
          `create function public.two() returns int security definer language sql as 'select 2'`,
        );
        try {
          expect(await openLocks(store.database)).toEqual([]);
          await (await aCollector(store.database)).close();
        } finally {
          await system(
            'drop function public.two()',
            'drop table public.plain',
            `drop function ${schema}.one()`,
            `drop view ${schema}.activity`,
            ...(there ? [`drop extension ${extension}`] : []),
          );
        }
      }
    });

    it('a statement that is said closes what is open', async () => {
      const statementsOf = (problems: readonly string[]) =>
        problems.flatMap((problem) =>
          problem
            .slice(problem.lastIndexOf(': ') + 2)
            .split(', or ')[0]!
            .split('; '),
        );
      await system(
        `alter role ${applicationRole} bypassrls`,
        'create role "Hole Role"',
        `grant "Hole Role" to ${applicationRole}`,
        'alter table throughline.customer disable row level security',
        'alter table throughline.audit no force row level security',
        'alter policy wall on throughline.tombstone with check (true)',
        'create policy "a hole" on throughline.touchpoint using (true)',
        'create view public.hole as select * from throughline.customer',
        'grant select on public.hole to public',
        'create table throughline."Hole" as select * from throughline.customer',
        'grant select on throughline."Hole" to public',
        `grant truncate on throughline.evidence to ${applicationRole}`,
        `create function public.hole(text, int[]) returns bigint security definer language sql
         as 'select count(*) from throughline.customer'`,
        'create unique index hole on throughline.tombstone (visitor)',
      );
      try {
        const problems = await openLocks(store.database);
        expect(problems).toHaveLength(11);
        await system(...statementsOf(problems));
        expect(await openLocks(store.database)).toEqual([]);
      } finally {
        await system(
          'drop view public.hole',
          'drop table throughline."Hole"',
          'drop function public.hole(text, int[])',
          'drop role "Hole Role"',
        );
      }
    });

    it('a view that is read with its reader’s rights opens nothing', async () => {
      await system(
        'create view throughline.safe with (security_invoker = true) as select * from throughline.customer',
        `grant select on throughline.safe to ${applicationRole}`,
      );
      expect(await openLocks(store.database)).toEqual([]);
      const seen = await store.database.tenant(myNumber, (sql) =>
        sql.query('select 1 from throughline.safe where tenant <> current_setting($1)::int', [
          'throughline.tenant',
        ]),
      );
      await system('drop view throughline.safe');
      expect(seen).toEqual([]);
    });
  });
};

describe('each of the two locks between tenants', () => {
  describeLocks('the embedded PostgreSQL', embeddedDatabase);
  describeLocks('PGlite', inMemoryDatabase);
  describe.skipIf(!hasServer)('a server by URL', () =>
    describeLocks('the distribution’s PostgreSQL', serverDatabase),
  );
});
