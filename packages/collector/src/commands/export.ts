import {once} from 'node:events';
import type {Touchpoint} from '@throughline/contracts';
import {ocelOf, xesOf, type XesValue} from '@throughline/sources';
import {appendAudit} from '../store/audit.ts';
import type {Database} from '../store/database.ts';
import {customersAfter} from '../store/read.ts';
import type {Place} from '../store/touchpoints.ts';
import {customerNamed} from './customer.ts';
import {
  CommandError,
  tenantOf,
  tenantOption,
  withDatabase,
  type Call,
  type Command,
} from './command.ts';

export const exportCommand: Command = {
  name: 'export',
  usage: '--tenant NAME KIND:VALUE|--all [--format jsonl|csv|xes|ocel] [--case KIND]',
  summary:
    'Print everything kept of one customer, or of all: touchpoints as JSON lines (newest first), as CSV that no spreadsheet takes for formulas, as a log in XES (a trace for each customer, or for each identifier of the kind of --case), or in OCEL 2.0. The look is put on the audit record. Example: export --tenant demo email:ada@example.com',
  options: {
    ...tenantOption,
    all: {type: 'boolean', default: false},
    format: {type: 'string', default: 'jsonl'},
    case: {type: 'string'},
  },

  async run(call) {
    const write = writers[call.text('format') ?? 'jsonl'];
    if (!write) throw new CommandError('--format is jsonl, csv, xes or ocel.');
    if (call.flag('all') === (call.words[0] !== undefined)) {
      throw new CommandError('Say whom, as KIND:VALUE, or --all.');
    }
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const one = call.flag('all') ? undefined : await customerNamed(database, id, call.words[0]);
      await appendAudit(database, id, [
        {
          at: Date.now(),
          actor: 'command',
          role: 'admin',
          action: 'export',
          fields: ['identifiers', 'names', 'touchpoints', 'words'],
          customer: one ?? null,
        },
      ]);
      const journeys = one === undefined ? allOf(database, id) : oneOf(database, id, one);
      for await (const text of write(journeys, call)) {
        if (!process.stdout.write(text)) await once(process.stdout, 'drain');
      }
    });
  },
};

/** A customer's touchpoints. */
type Journey = readonly [customer: string, touchpoints: readonly Touchpoint[]];

/** Of all customers, those that are read with one question. */
const together = 50;

/** All customers' touchpoints, oldest first. */
async function* allOf(database: Database, tenant: number): AsyncGenerator<Journey> {
  let after = '';
  for (;;) {
    const from = after;
    const journeys = await database.tenant(tenant, async (sql) =>
      database.touchpoints.journeys(sql, tenant, await customersAfter(sql, tenant, from, together)),
    );
    yield* journeys;
    const last = [...journeys.keys()].at(-1);
    if (last === undefined) return;
    after = last;
  }
}

/** One customer's, newest first, in pages: somebody may have a hundred thousand. */
async function* oneOf(
  database: Database,
  tenant: number,
  customer: string,
): AsyncGenerator<Journey> {
  let before: Place | undefined;
  do {
    const place = before;
    const page = await database.tenant(tenant, (sql) =>
      database.touchpoints.page(sql, tenant, customer, {limit: 1000, before: place}),
    );
    yield [customer, page.map(({touchpoint}) => touchpoint)];
    before = page.at(-1)?.place;
  } while (before);
}

/** Each customer once, with all touchpoints, oldest first. */
const gathered = async (journeys: AsyncIterable<Journey>): Promise<Map<string, Touchpoint[]>> => {
  const all = new Map<string, Touchpoint[]>();
  for await (const [customer, touchpoints] of journeys)
    all.set(customer, [...(all.get(customer) ?? []), ...touchpoints]);
  for (const touchpoints of all.values())
    touchpoints.sort((one, other) => one.occurredAt - other.occurredAt || one.seq - other.seq);
  return all;
};

type Writer = (journeys: AsyncIterable<Journey>, call: Call) => AsyncGenerator<string>;

async function* asLines(journeys: AsyncIterable<Journey>): AsyncGenerator<string> {
  for await (const [, touchpoints] of journeys)
    for (const touchpoint of touchpoints) yield `${JSON.stringify(touchpoint)}\n`;
}

/** The columns of CSV. What has none is in `touchpoint`, as JSON. */
const columns: Readonly<
  Record<string, (touchpoint: Touchpoint, customer: string) => string | number | undefined>
> = {
  id: ({id}) => id,
  customer: (_, customer) => customer,
  occurred_at: ({occurredAt}) => new Date(occurredAt).toISOString(),
  name: ({name}) => name,
  channel: ({channel}) => channel,
  direction: ({direction}) => direction,
  mode: ({mode}) => mode,
  session_id: ({sessionId}) => sessionId,
  page_path: ({page}) => page?.path ?? page?.url,
  order_id: ({commerce}) => commerce?.orderId,
  value_minor: ({commerce}) => commerce?.valueMinor,
  currency: ({commerce}) => commerce?.currency,
  contact_id: ({contact}) => contact?.id,
  outcome: ({outcome}) => outcome?.status,
  score: ({survey}) => survey?.score,
  touchpoint: (touchpoint) => JSON.stringify(touchpoint),
};

/** Also in the full width of East Asia, and after what a spreadsheet passes over. */
const formula = /^\s*[=+\-@\t\r\n＝＋－＠]/;

/** A cell that begins like a formula would be one, in a spreadsheet: it gets an apostrophe. */
const cellOf = (value: string | number | undefined): string => {
  if (value === undefined) return '';
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

async function* asCsv(journeys: AsyncIterable<Journey>): AsyncGenerator<string> {
  yield `${Object.keys(columns).join(',')}\r\n`;
  for await (const [customer, touchpoints] of journeys) {
    for (const touchpoint of touchpoints) {
      const cells = Object.values(columns).map((of) => cellOf(of(touchpoint, customer)));
      yield `${cells.join(',')}\r\n`;
    }
  }
}

const escaped = (text: string) =>
  text
    // eslint-disable-next-line no-control-regex -- XML 1.0 has no place for these.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '\ufffd')
    .replace(/[&<>"\t\r\n]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const attribute = (key: string, value: XesValue) => {
  if (key === 'time:timestamp') return `<date key="${key}" value="${String(value)}"/>`;
  const type =
    typeof value === 'number'
      ? Number.isInteger(value)
        ? 'int'
        : 'float'
      : typeof value === 'boolean'
        ? 'boolean'
        : 'string';
  return `<${type} key="${escaped(key)}" value="${escaped(String(value))}"/>`;
};

async function* asXes(journeys: AsyncIterable<Journey>, call: Call): AsyncGenerator<string> {
  const kind = call.text('case');
  yield `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
`;
  for (const [customer, touchpoints] of await gathered(journeys)) {
    const traces = Map.groupBy(
      touchpoints,
      ({identifiers}) =>
        (kind === undefined ? undefined : identifiers.find((each) => each.kind === kind)?.value) ??
        customer,
    );
    for (const [name, events] of traces) {
      yield `<trace>${attribute('concept:name', name)}\n`;
      for (const event of events) {
        const attributes = Object.entries(xesOf(event)).map(([key, value]) =>
          attribute(key, value),
        );
        yield `<event>${attributes.join('')}</event>\n`;
      }
      yield '</trace>\n';
    }
  }
  yield '</log>\n';
}

async function* asOcel(journeys: AsyncIterable<Journey>): AsyncGenerator<string> {
  yield `${JSON.stringify(ocelOf(await gathered(journeys)), undefined, 1)}\n`;
}

const writers: Readonly<Record<string, Writer>> = {
  jsonl: asLines,
  csv: asCsv,
  xes: asXes,
  ocel: asOcel,
};
