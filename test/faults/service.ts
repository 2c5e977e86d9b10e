// A collector in a process of its own, and senders that know exactly what it has promised.
import {Agent, request} from 'node:http';
import {connect, type Socket} from 'node:net';
import {fileURLToPath} from 'node:url';
import {uuidV7, type TouchpointInput} from '@throughline/contracts';
import {freePort, start, type Running} from '../e2e/processes.ts';
import type {Store} from './stores.ts';

const bin = fileURLToPath(new URL('../../packages/collector/bin/throughline.js', import.meta.url));

export interface Service {
  readonly url: string;
  readonly port: number;
  readonly running: Running;
  readonly writeKey: string;
  readonly secretKey: string;
}

/** Starts a collector over the store; its first start makes the tenant whose keys it needs later. */
export const serve = async (
  {args}: Pick<Store, 'args'>,
  before?: Pick<Service, 'port' | 'writeKey' | 'secretKey'>,
  env: Readonly<Record<string, string>> = {},
): Promise<Service> => {
  const port = before?.port ?? (await freePort());
  const running = start(bin, ['start', '--port', String(port), ...args], env);
  await running.line(/^ready /);
  const keyOf = (kind: string) =>
    running.lines.map((line) => new RegExp(`^${kind} key (\\S+)`).exec(line)?.[1]).find(Boolean);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    running,
    writeKey: before?.writeKey ?? keyOf('write')!,
    secretKey: before?.secretKey ?? keyOf('secret')!,
  };
};

export interface Reply {
  /** 0 where the connection broke before an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly ms: number;
}

const agent = new Agent({keepAlive: true, maxSockets: 512});

export const ask = (
  {port}: Pick<Service, 'port'>,
  path: string,
  {body, token}: {body?: string; token?: string | undefined} = {},
): Promise<Reply> =>
  new Promise((resolve) => {
    const started = performance.now();
    const reply = (status: number, headers: Reply['headers'], text: string) =>
      resolve({status, headers, text, ms: performance.now() - started});
    const asked = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        headers: token ? {authorization: `Bearer ${token}`} : {},
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          reply(answer.statusCode!, answer.headers, Buffer.concat(chunks).toString()),
        );
        answer.on('error', () => reply(0, {}, ''));
      },
    );
    asked.on('error', () => reply(0, {}, ''));
    asked.end(body);
  });

export const aTouchpoint = (over: Partial<TouchpointInput> = {}): TouchpointInput => {
  const occurredAt = over.occurredAt ?? Date.now();
  return {
    id: uuidV7(occurredAt),
    name: 'page_viewed',
    occurredAt,
    channel: 'web',
    identifiers: [{kind: 'anonymous', value: 'visitor-1'}],
    ...over,
  };
};

export const batchOf = (
  {writeKey}: Pick<Service, 'writeKey'>,
  touchpoints: readonly unknown[],
): string => JSON.stringify({key: writeKey, sentAt: Date.now(), touchpoints});

export const send = (service: Service, touchpoints: readonly unknown[]): Promise<Reply> =>
  ask(service, '/v1/touchpoints', {body: batchOf(service, touchpoints)});

/** A token for an agent, and a customer's timeline read with it. */
export const tokenOf = async (service: Service): Promise<string> => {
  const body = JSON.stringify({agent: 'agent-1'});
  const {text} = await ask(service, '/v1/tokens', {body, token: service.secretKey});
  return (JSON.parse(text) as {token: string}).token;
};

/** Writers that go on until they are told to stop, and what they were promised. */
export interface Writers {
  /** Ids of touchpoints that were answered with 200. */
  readonly acknowledged: Set<string>;
  /** Batches whose answer was 200, so that all or none of each must be there. */
  readonly batches: string[][];
  readonly replies: Reply[];
  stop(): Promise<void>;
}

export const write = (
  service: Service,
  {
    writers = 8,
    batch = 20,
    visitor = (): string => 'visitor-1',
  }: {writers?: number; batch?: number; visitor?: () => string} = {},
): Writers => {
  const acknowledged = new Set<string>();
  const batches: string[][] = [];
  const replies: Reply[] = [];
  let stopped = false;
  const working = Array.from({length: writers}, async () => {
    while (!stopped) {
      const identifiers = [{kind: 'anonymous', value: visitor()}];
      const touchpoints = Array.from({length: batch}, () => aTouchpoint({identifiers}));
      const ids = touchpoints.map(({id}) => id);
      batches.push(ids);
      const reply = await send(service, touchpoints);
      replies.push(reply);
      if (reply.status === 200) for (const id of ids) acknowledged.add(id);
      // Not a whole core for a server that is away.
      else await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  return {
    acknowledged,
    batches,
    replies,
    async stop() {
      stopped = true;
      await Promise.all(working);
    },
  };
};

/** Asks again until the answer is as it should be, for so long; gives back the last answer. */
export const until = async (
  ms: number,
  question: () => Promise<Reply>,
  isGood: (reply: Reply) => boolean,
): Promise<Reply> => {
  const deadline = Date.now() + ms;
  for (;;) {
    const reply = await question();
    if (isGood(reply) || Date.now() > deadline) return reply;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** A bare socket, for what no well-behaved client does. */
export interface Raw {
  readonly socket: Socket;
  /** All that came, once the other side has closed; and after how long. */
  readonly closed: Promise<{text: string; ms: number}>;
}

export const raw = ({port}: Pick<Service, 'port'>, text = ''): Raw => {
  const started = performance.now();
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (data) => (received += String(data)));
  socket.on('error', () => {}); // 'close' follows.
  if (text) socket.write(text);
  const closed = new Promise<{text: string; ms: number}>((resolve) => {
    socket.on('close', () => resolve({text: received, ms: performance.now() - started}));
  });
  return {socket, closed};
};
