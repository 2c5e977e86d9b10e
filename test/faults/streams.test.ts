// 5,000 panels that are open at once (500 in the short form): each hears what its customer does and
// nothing else, one that does not read is dropped, one that was cut misses nothing.
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {peakMemoryOf} from '../bench/processes.ts';
import {throughline} from '../e2e/processes.ts';
import {aTouchpoint, ask, send, serve, tokenOf, type Service} from './service.ts';
import {embeddedStore, LONG, type Store} from './stores.ts';

const STREAMS = LONG ? 5000 : 500;
/** Of each tenant, under the same names. */
const CUSTOMERS = LONG ? 150 : 50;

interface Panel {
  readonly customer: string;
  readonly socket: Socket;
  /** Ids of touchpoints, in the order they came. */
  readonly ids: string[];
  readonly opened: Promise<void>;
  readonly closed: Promise<void>;
}

/** A stream over a bare socket: a client that costs little, so that five thousand fit beside it. */
const open = ({port}: Service, token: string, customer: string, last?: string): Panel => {
  const socket = connect(port, '127.0.0.1');
  const [opened, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const ids: string[] = [];
  let rest = '';
  let answered = false;
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => {
    rest += text;
    if (!answered && rest.includes('\r\n\r\n')) {
      answered = true;
      if (rest.startsWith('HTTP/1.1 200')) opened.resolve();
      else opened.reject(new Error(rest));
    }
    const end = rest.lastIndexOf('\n') + 1;
    for (const [, id] of rest.slice(0, end).matchAll(/^id: (\S+)$/gm)) ids.push(id!);
    rest = rest.slice(end);
  });
  socket.on('error', () => {}); // 'close' follows.
  socket.on('close', () => {
    opened.reject(new Error('The stream was closed before it began.'));
    closed.resolve();
  });
  opened.promise.catch(() => {}); // Whoever cares has asked.
  const resume = last ? `last-event-id: ${last}\r\n` : '';
  socket.write(
    `GET /v1/customers/${customer}/live HTTP/1.1\r\nhost: localhost:${port}\r\nauthorization: Bearer ${token}\r\n${resume}\r\n`,
  );
  return {customer, socket, ids, opened: opened.promise, closed: closed.promise};
};

/** MiB of what a collector's program still needs, by its own inspector, which collects garbage first. */
const heapOf = async ({running}: Service): Promise<number> => {
  const [, address] = await running.logged(/Debugger listening on (ws:\S+)/);
  const inspector = new WebSocket(address!);
  await once(inspector, 'open');
  const call = async (id: number, method: string) => {
    inspector.send(JSON.stringify({id, method}));
    const [event] = (await once(inspector, 'message')) as [MessageEvent<string>];
    return (JSON.parse(event.data) as {result: unknown}).result;
  };
  await call(1, 'HeapProfiler.collectGarbage');
  const {usedSize} = (await call(2, 'Runtime.getHeapUsage')) as {usedSize: number};
  inspector.close();
  await once(inspector, 'close');
  return usedSize / 1024 ** 2;
};

interface Tenant {
  readonly service: Service;
  readonly token: string;
  readonly customers: readonly string[];
}

describe(`${STREAMS} open streams`, () => {
  let store: Store;
  let tenants: readonly Tenant[];
  let service: Service;
  let panels: Panel[] = [];
  const heap = {before: 0, open: 0};

  const named = (index: number) => [{kind: 'anonymous', value: `visitor-${index}`}];
  /** Keeps one touchpoint of each of these customers; gives back their ids, in the same order. */
  const happen = async (tenant: Tenant, indexes: readonly number[], size = 0) => {
    const touchpoints = indexes.map((index) => ({
      ...aTouchpoint({identifiers: named(index)}),
      ...(size > 0 && {properties: {text: Array.from({length: size}, () => 'x'.repeat(8000))}}),
    }));
    const {status, text} = await send(tenant.service, touchpoints);
    expect([status, text]).toEqual([200, expect.stringContaining(`"stored":${indexes.length}`)]);
    return touchpoints.map(({id}) => id);
  };
  const all = Array.from({length: CUSTOMERS}, (_, index) => index);

  const streams = async () => {
    const {text} = await ask(service, '/metrics');
    return Number(/^throughline_live_streams (\d+)$/m.exec(text)?.[1]);
  };
  const eventually = async (isSo: () => boolean | Promise<boolean>, what: string) => {
    const deadline = Date.now() + 60_000;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error(`Not within a minute: ${what}`);
      await sleep(50);
    }
  };

  beforeAll(async () => {
    store = await embeddedStore();
    service = await serve(store, undefined, {NODE_OPTIONS: '--inspect=127.0.0.1:0'});
    const made = await throughline('tenant', 'create', 'other', '--json', ...store.args);
    const other = {...service, ...(JSON.parse(made) as {writeKey: string; secretKey: string})};
    const aTenant = async (of: Service): Promise<Tenant> => {
      const tenant = {service: of, token: await tokenOf(of), customers: []};
      await happen(tenant, all);
      const customers: string[] = [];
      for (const index of all) {
        const body = JSON.stringify({identifiers: named(index)});
        const {text} = await ask(of, '/v1/customers/find', {body, token: tenant.token});
        customers.push((JSON.parse(text) as {customer: string}).customer);
      }
      return {...tenant, customers};
    };
    tenants = [await aTenant(service), await aTenant(other)];
  });
  afterAll(async () => {
    for (const {socket} of panels) socket.destroy();
    await service?.running.stop('SIGKILL');
    await store?.remove();
  });

  /** Opens all, some at a time, as many desktops do after a break. */
  const openAll = async () => {
    const opening: Panel[] = [];
    for (let index = 0; index < STREAMS; index += 1) {
      const {token, customers} = tenants[index % 2]!;
      opening.push(open(service, token, customers[(index >> 1) % CUSTOMERS]!));
      if (index % 100 === 99) await Promise.all(opening.slice(-100).map(({opened}) => opened));
    }
    await Promise.all(opening.map(({opened}) => opened));
    return opening;
  };
  const closeAll = async (open: readonly Panel[]) => {
    for (const {socket} of open) socket.destroy();
    await Promise.all(open.map(({closed}) => closed));
    await eventually(async () => (await streams()) === 0, 'no stream is left');
  };

  it('each hears its own customer’s touchpoints and nobody else’s', async () => {
    heap.before = await heapOf(service);
    const started = performance.now();
    panels = await openAll();
    const opened = performance.now() - started;
    expect(await streams()).toBe(STREAMS);
    heap.open = await heapOf(service);

    const expected = new Map<string, string[]>();
    const note = (customer: string, id: string) =>
      expected.set(customer, [...(expected.get(customer) ?? []), id]);
    const [one, other] = tenants as [Tenant, Tenant];
    const some = all.filter((index) => index % 3 === 0);
    for (const [tenant, indexes] of [
      [one, some],
      [other, some.slice(0, 3)],
      // Last, everybody: whoever has heard this has heard whatever was meant for somebody else.
      [one, all],
      [other, all],
    ] as const) {
      const ids = await happen(tenant, indexes);
      for (const [at, index] of indexes.entries()) note(tenant.customers[index]!, ids[at]!);
    }
    const isDone = ({customer, ids}: Panel) => ids.includes(expected.get(customer)!.at(-1)!);
    await eventually(() => panels.every(isDone), 'every panel has heard the last touchpoint');
    const wrong = panels.filter(
      ({customer, ids}) => String(ids.toSorted()) !== String(expected.get(customer)!.toSorted()),
    );
    expect(wrong.map(({customer, ids}) => ({customer, ids}))).toEqual([]);
    console.log(
      `${STREAMS} streams: opened in ${Math.round(opened)} ms; ${Math.round(peakMemoryOf(service.running.child.pid!))} MiB at most, ${(((heap.open - heap.before) * 1024) / STREAMS).toFixed(1)} KiB of heap each`,
    );
  });

  it('a stream that is cut again and again and resumed by its last id misses nothing', async () => {
    const [tenant] = tenants as [Tenant, Tenant];
    const customer = tenant.customers[0]!;
    const heard = new Set<string>();
    const ready = Promise.withResolvers<void>();
    let over = false;
    let cuts = 0;
    const cutting = (async () => {
      let last: string | undefined;
      for (; !over; cuts += 1) {
        const panel = open(service, tenant.token, customer, last);
        await panel.opened;
        if (!last) ready.resolve();
        const soon = Date.now() + 100;
        while (!over && (panel.ids.length === 0 || Date.now() < soon)) await sleep(5);
        panel.socket.destroy();
        await panel.closed;
        for (const id of panel.ids) heard.add(id);
        last = panel.ids.at(-1) ?? last;
      }
      return last;
    })();
    await ready.promise;
    const sent: string[] = [];
    // More than one read of the store gives back.
    for (let batch = 0; batch < 15 || cuts < 3; batch += 1)
      sent.push(
        ...(await happen(
          tenant,
          Array.from({length: 100}, () => 0),
        )),
      );
    over = true;
    const last = await cutting;
    const panel = open(service, tenant.token, customer, last);
    panels.push(panel);
    await panel.opened; // It may have been heard already, and who counts streams counts this one.
    await eventually(() => {
      for (const id of panel.ids) heard.add(id);
      return sent.every((id) => heard.has(id));
    }, 'all of what was sent is heard');
  });

  it('one who does not read is dropped, the others are served meanwhile, and it misses nothing when it is back', async () => {
    const [tenant] = tenants as [Tenant, Tenant];
    const customer = tenant.customers[1]!;
    const before = await streams();
    const deaf = open(service, tenant.token, customer);
    await deaf.opened;
    deaf.socket.pause();
    await eventually(async () => (await streams()) === before + 1, 'it follows');
    const peers = panels.filter((panel) => panel.customer === customer);
    for (const {socket} of peers.slice(2)) socket.destroy(); // It is much that they are sent.
    await eventually(
      async () => (await streams()) === before + 1 - Math.max(0, peers.length - 2),
      'its peers are fewer',
    );
    const most = await streams();
    const sent: string[] = [];
    let dropped = false;
    for (let batch = 0; !dropped && batch < 400; batch += 1) {
      sent.push(
        ...(await happen(
          tenant,
          Array.from({length: 5}, () => 1),
          5,
        )),
      );
      const [other] = await happen(tenant, [2]);
      const others = panels.filter((panel) => panel.customer === tenant.customers[2]);
      await eventually(
        () => others.every(({ids}) => ids.includes(other!)),
        'another customer’s panels are served',
      );
      dropped = (await streams()) === most - 1;
      await sleep(50);
    }
    expect(dropped).toBe(true);
    await eventually(
      () => peers.slice(0, 2).every(({ids}) => sent.every((id) => ids.includes(id))),
      'whoever reads has heard it all',
    );
    deaf.socket.resume();
    await deaf.closed;
    const back = open(service, tenant.token, customer, deaf.ids.at(-1));
    panels.push(back);
    const heard = new Set(deaf.ids);
    await eventually(() => {
      for (const id of back.ids) heard.add(id);
      return sent.every((id) => heard.has(id));
    }, 'it has heard all it missed');
  });

  it('what they have taken is given back when they close', async () => {
    await closeAll(panels);
    panels = [];
    const after = await heapOf(service);
    console.log(
      `heap in MiB: ${heap.before.toFixed(1)} before, ${heap.open.toFixed(1)} with all open, ${after.toFixed(1)} when they were closed`,
    );
    expect(after - heap.before).toBeLessThan((heap.open - heap.before) / 2);
  });
});
