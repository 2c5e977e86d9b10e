import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aLog,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestDatabase,
} from '../packages/collector/test/fixtures.ts';
import {createCollector, type Collector} from '../packages/collector/src/index.ts';

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: {x: number; y: number; w: number; h: number};
  readonly targets?: readonly {expr: string}[];
}
const dashboard = JSON.parse(read('deploy/grafana/throughline.json')) as {
  panels: Panel[];
  templating: {list: {name: string; definition?: string}[]};
};
const alerts = read('deploy/prometheus/alerts.yml')
  .split(/^ +- alert: /m)
  .slice(1)
  .map((text) => {
    const field = (name: string) => new RegExp(`^ +${name}: (.+)$`, 'm').exec(text)?.[1];
    return {
      name: text.split('\n')[0]!,
      expr: field('expr'),
      summary: field('summary'),
      action: field('action'),
    };
  });

const words = new Set(['and', 'or', 'unless', 'bool', 'offset']);

/** The metrics that an expression of PromQL reads. */
const metricsIn = (expr: string) => {
  const bare = expr
    .replace(/\{[^}]*\}/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, '');
  return [...bare.matchAll(/[a-zA-Z_:][\w:]*\b(?!\s*\()/g)]
    .map(([name]) => name)
    .filter((name) => !words.has(name));
};

let store: TestDatabase;
let collector: Collector;
/** Every metric that /metrics serves, with the labels it has here. */
const served = new Map<string, Set<string>>();
beforeAll(async () => {
  store = await embeddedDatabase();
  // With a log in front, whose metrics are there then alone.
  collector = await createCollector(store.database, {
    log: false,
    eventLog: aLog().log,
    logsFirst: false,
  });
  const shop = await aTenantOf(collector);
  await shop.send([aTouchpoint(), {name: 'broken'}]);
  await shop.ask('/nothing');
  const {body} = await collector.app.inject('/metrics');
  for (const [, name, labels = ''] of body.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = served.get(name!) ?? new Set();
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    served.set(name!, known);
  }
  for (const [, name, type] of body.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
    // Without anything observed yet, such as a collection of garbage, its parts are not there.
    const parts = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    for (const part of parts) if (!served.has(name! + part)) served.set(name! + part, new Set());
  }
  served.set('up', new Set(['job'])); // Prometheus' own.
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

const graphs = dashboard.panels.filter(({type}) => type !== 'row');
const expressions = [
  ...graphs.flatMap(({title, targets = []}) => targets.map(({expr}) => [title, expr] as const)),
  ...alerts.map(({name, expr}) => [name, expr!] as const),
];

describe('deploy', () => {
  it.each(expressions)('%s reads what /metrics serves: %s', (_, expr) => {
    const names = metricsIn(expr);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !served.has(name))).toEqual([]);
  });

  it.each(expressions)('%s knows the labels: %s', (_, expr) => {
    const own = new Set([
      'instance',
      'job',
      'le',
      ...metricsIn(expr).flatMap((name) => [...served.get(name)!]),
    ]);
    const used = [
      ...[...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) =>
        [...list!.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label!),
      ),
      ...[...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/)),
    ];
    expect(used.filter((label) => !own.has(label))).toEqual([]);
  });

  it('docs/operations.md says how to measure what a touchpoint takes on the disk', async () => {
    const [, query] = /^- Disk: `(select [^`]+)`/m.exec(read('docs/operations.md'))!;
    const bytes = () =>
      store.database
        .system((sql) => sql.query<Record<string, string>>(query!))
        .then(([row]) => Number(Object.values(row!)[0]))
        .catch(() => 0); // It is not counted yet how many there are.
    await expect.poll(bytes).toBeGreaterThan(100);
  });

  it('the dashboard has its rows, and no panel over another', () => {
    const rows = dashboard.panels.filter(({type}) => type === 'row').map(({title}) => title);
    expect(rows).toEqual(['Ingest', 'Store', 'Live', 'Quarantine', 'Process']);
    expect(new Set(dashboard.panels.map(({id}) => id)).size).toBe(dashboard.panels.length);
    const cells = dashboard.panels.flatMap(({gridPos: {x, y, w, h}}) =>
      Array.from({length: w * h}, (_, n) => `${x + (n % w)} ${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const {title, targets = []} of graphs) expect(targets.length, title).toBeGreaterThan(0);
  });

  it('says how many touchpoints may wait as the collector has it', () => {
    const [one, all] = [
      ...read('packages/collector/src/store/grouped.ts').matchAll(
        /^ +limit(?:OfAll)? = ([\d_]+),$/gm,
      ),
    ].map(([, limit]) => Number(limit!.replace('_', '')).toLocaleString('en'));
    const panel = graphs.find(({title}) => title === 'Touchpoints waiting')!;
    expect(panel.description).toBe(
      `New ones are refused from ${one} for a tenant or ${all} in all.`,
    );
    expect(read('docs/operations.md')).toContain(
      `${one} touchpoints of a tenant, or ${all} in all, wait.`,
    );
  });

  it('every variable of the dashboard is read from a metric that is there', () => {
    for (const {name, definition} of dashboard.templating.list.filter((each) => each.definition)) {
      const [, metric, label] = /^label_values\((\w+), (\w+)\)$/.exec(definition!)!;
      expect(served.has(metric!), name).toBe(true);
      if (label !== 'instance') expect([...served.get(metric!)!], name).toContain(label);
    }
  });

  it('shows every metric of ours', () => {
    const ours = [...served.keys()]
      .filter((name) => /^(?:throughline|http_server|db_client)_/.test(name))
      .map((name) => name.replace(/_(?:bucket|sum|count)$/, ''));
    const read = new Set(
      expressions.flatMap(([, expr]) =>
        metricsIn(expr).map((name) => name.replace(/_(?:bucket|sum|count)$/, '')),
      ),
    );
    expect(ours.filter((name) => !read.has(name))).toEqual([]);
  });

  it('each alert goes off for what it names, and for nothing else', ({skip}) => {
    const file = fileURLToPath(new URL('../deploy/prometheus/alerts.test.yml', import.meta.url));
    for (const {name} of alerts) expect(readFileSync(file, 'utf8')).toContain(`"${name}"`);
    const {status, error, stderr} = spawnSync('promtool', ['test', 'rules', file]);
    skip(error !== undefined, 'promtool is not here: apt-get install prometheus');
    expect({status, said: String(stderr)}).toEqual({status: 0, said: ''});
  });

  it.each(alerts)(
    '$name says what is wrong and what to do, as docs/operations.md does',
    (alert) => {
      expect(alert.expr).toBeTruthy();
      expect(alert.summary).toMatch(/\.$/);
      expect(alert.action).toMatch(/\.$/);
      expect(read('docs/operations.md')).toContain(`\`${alert.name}\``);
    },
  );
});
