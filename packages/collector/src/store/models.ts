import type {Playbook, StageSet} from '@throughline/contracts';
import {
  answersIn,
  learnDwell,
  learnSteps,
  mergeTouchpoints,
  stageVisitsOf,
  staysOf,
  stepsOf,
  type DwellModel,
  type PastSteps,
  type Stay,
  type StepModel,
} from '@throughline/journey';
import type {Database, Sql} from './database.ts';
import {objectors} from './inference.ts';
import {allTenants} from './registry.ts';

/** What a tenant's journeys are read with, beside the touchpoints. */
export interface Models {
  /** What came after what. */
  readonly steps?: StepModel;
  /** How long each stage took; absent where that was learned by other signs than those of `stages`. */
  readonly dwell?: LearnedDwell;
  /** How often agents took each suggested action on, and how often it was wrong. */
  readonly answers?: Readonly<Record<string, Answers>>;
  /** The tenant's own; absent where it follows ours. */
  readonly playbook?: Playbook;
  /** Whose stages the tenant has chosen, or its own; absent: a customer's experience. */
  readonly stages?: StageSet;
}

export interface LearnedDwell extends DwellModel {
  /** By which signs. */
  readonly of: string;
}

export interface Answers {
  readonly accepted: number;
  readonly wrong: number;
}

export const readModels = async (sql: Sql, tenant: number): Promise<Models> => {
  const rows = await sql.query<{kind: keyof Models; body: unknown}>(
    'select kind, body from throughline.tenant_model where tenant = $1',
    [tenant],
  );
  const {dwell, ...models} = Object.fromEntries(rows.map(({kind, body}) => [kind, body])) as Models;
  // Other signs make other stays, even where the stages are called the same.
  return dwell?.of === signsOf(models.stages) ? {...models, dwell} : models;
};

/** What makes a stay in a stage, of any set. Neither a title nor a target does. */
const signsOf = (stages: StageSet = 'cx'): string =>
  typeof stages === 'string'
    ? stages
    : JSON.stringify(stages.stages.map(({name, strong = [], weak = []}) => [name, strong, weak]));

/** Keeps a model in place of the one before; null takes it away. */
export const keepModel = async <Kind extends keyof Models>(
  sql: Sql,
  tenant: number,
  kind: Kind,
  body: Models[Kind] | null,
  now = Date.now(),
): Promise<void> => {
  if (body === null) {
    await sql.query('delete from throughline.tenant_model where tenant = $1 and kind = $2', [
      tenant,
      kind,
    ]);
    return;
  }
  await sql.query(
    `insert into throughline.tenant_model (tenant, kind, body, made_at) values ($1, $2, $3, $4)
     on conflict (tenant, kind) do update set body = excluded.body, made_at = excluded.made_at`,
    [tenant, kind, JSON.stringify(body), now],
  );
};

/** What was learned from. */
export interface Learned {
  readonly customers: number;
  readonly steps: number;
  readonly stages: number;
}

export interface LearnOptions {
  readonly now?: number;
  /** Ends it, with nothing learned. */
  readonly signal?: AbortSignal;
}

/** The newest customers of a tenant are its past. */
const mostCustomers = 2000;
/** Of each the newest touchpoints; of whoever has more, the steps are not counted. */
const mostTouchpoints = 500;
/** A journey in which nothing happened for so long has ended, ms. */
const endedMs = 30 * 24 * 3_600_000;

/**
 * Learns from a tenant's past what comes after what, how long each stage takes, and how often agents
 * took what was suggested. Who is restricted
 * or objected is left out. Reads one customer at a time, so that others are served meanwhile.
 */
export const learnFrom = async (
  database: Database,
  tenant: number,
  {now = Date.now(), signal}: LearnOptions = {},
): Promise<Learned> => {
  const customers = await database.tenant(tenant, async (sql) => {
    const rows = await sql.query<{id: string}>(
      `select id from throughline.customer
       where tenant = $1 and merged_into is null and restricted_at is null
       order by created_at desc, id limit $2`,
      [tenant, mostCustomers],
    );
    const ids = rows.map(({id}) => id);
    const objected = await objectors(sql, tenant, ids);
    return ids.filter((id) => !objected.has(id));
  });
  const {stages} = await database.tenant(tenant, (sql) => readModels(sql, tenant));
  const past: PastSteps[] = [];
  const stays: Stay[] = [];
  const answers = new Map<string, {accepted: number; wrong: number}>();
  for (const customer of customers) {
    signal?.throwIfAborted();
    const page = await database.tenant(tenant, (sql) =>
      database.touchpoints.page(sql, tenant, customer, {limit: mostTouchpoints + 1}),
    );
    const kept = page.map(({touchpoint}) => touchpoint);
    // What a program looked at is no journey.
    const touchpoints = mergeTouchpoints(kept.filter(({crawler}) => !crawler));
    stays.push(...staysOf(stageVisitsOf(touchpoints, {stages})));
    for (const {action, verdict} of answersIn(touchpoints)) {
      const known = answers.get(action) ?? {accepted: 0, wrong: 0};
      known[verdict] += 1;
      answers.set(action, known);
    }
    const names = stepsOf(touchpoints).map(({name}) => name);
    const last = touchpoints.at(-1)?.occurredAt ?? now;
    if (page.length <= mostTouchpoints && names.length > 0)
      past.push({names, ended: now - last > endedMs});
  }
  const steps = learnSteps(past);
  const dwell: LearnedDwell = {...learnDwell(stays), of: signsOf(stages)};
  await database.tenant(tenant, async (sql) => {
    await keepModel(sql, tenant, 'steps', steps, now);
    await keepModel(sql, tenant, 'dwell', dwell, now);
    await keepModel(sql, tenant, 'answers', Object.fromEntries(answers), now);
  });
  return {
    customers: customers.length,
    steps: Object.keys(steps.after).length,
    stages: Object.keys(dwell.stages).length,
  };
};

/** What was learned is this long good, ms. */
const learnedMs = 24 * 3_600_000;

/** Learns anew for every tenant for which that was long ago. Safe to repeat. */
export const learnWhereDue = async (
  database: Database,
  options: LearnOptions = {},
): Promise<number> => {
  const {now = Date.now()} = options;
  let learned = 0;
  for (const {id} of await allTenants(database)) {
    // By its own number: the lock between tenants holds for the owner of the tables as well.
    const fresh = await database.tenant(id, (sql) =>
      sql.query(
        `select from throughline.tenant_model where tenant = $1 and kind = 'steps' and made_at > $2`,
        [id, now - learnedMs],
      ),
    );
    if (fresh.length > 0) continue;
    await learnFrom(database, id, options);
    learned += 1;
  }
  return learned;
};

/** A tenant's models are read again after so long, ms. */
const freshMs = 60_000;
const mostTenants = 200;

/** The models of each tenant, kept in memory for a minute. */
export const openModels = (database: Database): ((tenant: number) => Promise<Models>) => {
  const known = new Map<number, {at: number; models: Promise<Models>}>();
  return (tenant) => {
    const entry = known.get(tenant);
    if (entry && performance.now() - entry.at < freshMs) return entry.models;
    const models = database.tenant(tenant, (sql) => readModels(sql, tenant));
    known.delete(tenant);
    known.set(tenant, {at: performance.now(), models});
    // What could not be read is asked for again; whoever waits for it hears of it.
    models.catch(() => known.delete(tenant));
    const [oldest] = known.keys();
    if (known.size > mostTenants) known.delete(oldest!);
    return models;
  };
};
