import {setTimeout as sleep} from 'node:timers/promises';
import type {ConsumerMessages, JetStreamManager, JsMsg, StreamConfig} from '@nats-io/jetstream';
import type {ConnectionOptions} from '@nats-io/transport-node';
import {Refusal} from '../errors.ts';
import {grouped} from '../store/grouped.ts';
import {
  decode,
  encode,
  halved,
  mostUnderWay,
  weightOf,
  type Entry,
  type EventLog,
} from './event-log.ts';

export interface JetStreamOptions {
  /**
   * `nats://USER:PASSWORD@HOST:4222,HOST:4222/STREAM`, or `tls://...`. Collectors that name the same
   * stream keep for one another; its one subject is `STREAM.touchpoints`. Without one: `throughline`.
   */
  readonly url: string;
  /** What the stream holds at most; more is refused. @defaultValue what the servers have room for */
  readonly mostBytes?: number;
  /** Told what a person must look at: a stream on one server alone, an entry that cannot be read. */
  readonly report?: (problem: Error) => void;
}

const second = 1_000_000_000; // NATS counts in ns.
const consumerName = 'keeper';
/** A message that nobody has confirmed by then goes to another collector. */
const ackWait = 10 * second;
/** Below what a server takes by default, 1 MiB. */
const mostMessageBytes = 768 * 1024;
const answerMs = 4000;
/** Until the stream is read again after that has failed. */
const againMs = 1000;
/** For so long a collector that starts waits for servers that are still choosing who leads them. */
const patienceMs = 30_000;

/**
 * The log in NATS JetStream, on three servers where there are three: an entry is appended when most of
 * them have it, and any collector keeps it. The stream and its consumer are made where they are missing.
 *
 * @throws Error - where no server of the URL answers, or JetStream is off.
 */
export const openJetStream = async ({
  url,
  mostBytes = -1,
  report = () => {},
}: JetStreamOptions): Promise<EventLog> => {
  const {stream, ...servers} = serversOf(url);
  const [{connect}, {jetstream, jetstreamManager}] = await Promise.all([
    import('@nats-io/transport-node'),
    import('@nats-io/jetstream'),
  ]);
  const connection = await connect({
    ...servers,
    name: 'throughline',
    timeout: answerMs,
    maxReconnectAttempts: -1,
  }).catch((cause: unknown) => {
    throw new Error(`No NATS server takes us at ${String(servers.servers)}: ${String(cause)}`, {
      cause,
    });
  });
  const subject = `${stream}.touchpoints`;
  const begin = async () => {
    const most = connection.info?.max_payload ?? mostMessageBytes;
    if (most < mostMessageBytes)
      throw new Error(
        `The NATS servers take messages of ${most} bytes: set max_payload to 1MB in their configuration.`,
      );
    const manager = await jetstreamManager(connection, {timeout: answerMs});
    const replicas = await ensureStream(manager, {stream, subject, mostBytes});
    const client = jetstream(connection, {timeout: answerMs});
    return {manager, replicas, client, consumer: await client.consumers.get(stream, consumerName)};
  };
  const beginSoon = async () => {
    for (const until = performance.now() + patienceMs; ; await sleep(againMs)) {
      try {
        return await begin();
      } catch (cause) {
        if (!isPassing(cause) || performance.now() > until) throw cause;
        const {message} = cause as Error;
        report(new Error(`The log ${stream} is not there yet, and waited for: ${message}`));
      }
    }
  };
  const {manager, replicas, client, consumer} = await beginSoon().catch(async (cause: unknown) => {
    await connection.close(); // It would keep the process.
    throw new Error(`The log ${stream} cannot be used: ${(cause as Error).message}`, {cause});
  });
  if (replicas < 3) {
    report(
      new Error(
        `The stream ${stream} is on ${replicas} server: what it acknowledges is lost with its disk.`,
      ),
    );
  }

  let messages: ConsumerMessages | undefined;
  let closed = false;
  const held = new Set<JsMsg>();
  const underWay = {entries: 0, weight: 0, bytes: 0};
  let freed = Promise.withResolvers<void>();

  const publish = grouped(
    async (_stream: 'stream', lines: {id: string; bytes: Buffer}[]) => {
      const message = Buffer.concat(lines.map(({bytes}) => bytes));
      // While the servers choose a leader there is none to answer: by its number, tried again, it is
      // one message.
      await client
        .publish(subject, message, {msgID: lines[0]!.id, timeout: answerMs, retries: 10})
        .catch((cause: unknown) => {
          throw isFull(cause)
            ? new Refusal('overloaded', {detail: 'The log is full.', cause})
            : new Refusal('store_unavailable', {cause});
        });
      return lines;
    },
    {
      weigh: ({bytes}) => bytes.length,
      most: mostMessageBytes,
      limit: 64 * 1024 ** 2,
      limitOfAll: 64 * 1024 ** 2,
      atOnce: 4,
    },
  );
  const append = async (entry: Entry): Promise<void> => {
    const bytes = Buffer.from(`${encode(entry)}\n`);
    if (bytes.length <= mostMessageBytes) {
      await publish('stream', {id: entry.id, bytes});
      return;
    }
    const halves = halved(entry);
    if (!halves) throw new Refusal('body_too_large');
    await Promise.all(halves.map(append));
  };

  const handOver = async (message: JsMsg, keep: (entry: Entry) => Promise<void>) => {
    const entries = entriesOf(message, report);
    if (!entries) {
      message.nak(10_000);
      return;
    }
    const weight = entries.reduce((sum, {delivery}) => sum + weightOf(delivery), 0);
    const bytes = message.data.length;
    held.add(message);
    underWay.entries += entries.length;
    underWay.weight += weight;
    underWay.bytes += bytes;
    await Promise.all(entries.map(keep));
    message.ack();
    held.delete(message);
    underWay.entries -= entries.length;
    underWay.weight -= weight;
    underWay.bytes -= bytes;
    freed.resolve();
    freed = Promise.withResolvers();
  };

  const deliverSome = async (keep: (entry: Entry) => Promise<void>) => {
    messages = await consumer.consume({max_messages: 32, abort_on_missing_resource: true});
    for await (const message of messages) {
      while (!closed && underWay.weight >= mostUnderWay) await freed.promise;
      if (closed) message.nak();
      else void handOver(message, keep);
    }
  };
  const deliverAll = async (keep: (entry: Entry) => Promise<void>) => {
    while (!closed) {
      try {
        await deliverSome(keep);
      } catch (error) {
        if (!closed) report(error as Error);
        await sleep(againMs, undefined, {ref: false});
        // Somebody may have taken it away. What has been acknowledged is in the stream all the same.
        if (!closed) await ensureConsumer(manager, stream).catch(report);
      }
    }
  };
  // A store that is away does not make another collector try the same.
  const working = setInterval(() => {
    for (const message of held) message.working();
  }, 3000).unref();

  return {
    description: `NATS JetStream, stream ${stream} on ${replicas} server${replicas === 1 ? '' : 's'}`,
    name: `jetstream ${stream}`,
    append,
    deliver(keep) {
      void deliverAll(keep);
    },
    waiting: () => ({entries: underWay.entries, bytes: underWay.bytes}),
    async ready() {
      await manager.streams.info(stream).catch((cause: unknown) => {
        throw new Refusal('store_unavailable', {cause});
      });
    },
    async close() {
      closed = true;
      clearInterval(working);
      messages?.stop();
      freed.resolve();
      // Later, when the servers know that nobody asks here any more: sooner it is sent here, and lost.
      for (const message of held) message.nak(500);
      await connection.drain();
    },
  };
};

const serversOf = (url: string): ConnectionOptions & {stream: string} => {
  const form = /^(nats|tls):\/\/(?:([^/@]*)@)?([^/@]+)(?:\/([\w-]*))?$/;
  const [, scheme, credentials, hosts, stream] = form.exec(url) ?? [];
  const isReadable = !/%(?![\dA-Fa-f]{2})/.test(credentials ?? '');
  if (!scheme || !hosts || !isReadable) {
    throw new Error(
      'A JetStream is named as nats://USER:PASSWORD@HOST:4222,HOST:4222/STREAM. A stream’s name is letters, digits, _ and -; signs such as @ / % in a password are written as %40 %2F %25.',
    );
  }
  const [user, pass] = credentials?.split(':').map(decodeURIComponent) ?? [];
  return {
    stream: stream || 'throughline',
    servers: hosts.split(','),
    ...(user !== undefined && {user}),
    ...(pass !== undefined && {pass}),
    ...(scheme === 'tls' && {tls: {}}),
  };
};

/** Makes the stream and the consumer; gives back on how many servers the stream is. */
const ensureStream = async (
  manager: JetStreamManager,
  {stream, subject, mostBytes}: {stream: string; subject: string; mostBytes: number},
): Promise<number> => {
  const {DiscardPolicy, RetentionPolicy, StorageType} = await import('@nats-io/jetstream');
  const make = (replicas: number) =>
    manager.streams.add({
      name: stream,
      subjects: [subject],
      retention: RetentionPolicy.Workqueue, // What was kept is nowhere else.
      storage: StorageType.File,
      discard: DiscardPolicy.New, // Full means refused, never the oldest dropped.
      num_replicas: replicas,
      max_bytes: mostBytes,
      duplicate_window: 120 * second,
    });
  const there = await manager.streams.info(stream).catch(() => undefined);
  const wrong = there ? unlike(there.config, subject) : [];
  if (wrong.length > 0)
    throw new Error(
      `The stream is there already, and not as it must be: ${wrong.join(', ')}. Name another one in --log, or change or delete this one.`,
    );
  const found =
    there ??
    (await make(3).catch((error: unknown) => {
      if (isAlone(error)) return make(1);
      throw error;
    }));
  await ensureConsumer(manager, stream);
  return found.config.num_replicas;
};

const ensureConsumer = async (manager: JetStreamManager, stream: string) => {
  const {AckPolicy} = await import('@nats-io/jetstream');
  await manager.consumers.add(stream, {
    durable_name: consumerName,
    ack_policy: AckPolicy.Explicit,
    ack_wait: ackWait,
    max_ack_pending: 4096,
  });
};

/** What of a stream would lose what was acknowledged, take none of it, or hold it for ever. */
const unlike = (
  {subjects, retention, storage, discard, ...limits}: StreamConfig,
  subject: string,
): string[] =>
  Object.entries({
    [`subject ${subject}`]: subjects.length === 1 && subjects[0] === subject,
    'retention workqueue': retention === 'workqueue',
    'storage file': storage === 'file',
    'discard new': discard === 'new',
    'no max_age': limits.max_age === 0,
    'no max_msgs_per_subject': limits.max_msgs_per_subject <= 0,
    'no max_msg_size': limits.max_msg_size <= 0,
  }).flatMap(([rule, holds]) => (holds ? [] : [rule]));

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? Number(error.code) : undefined;
/** The servers have no leader yet, or too few of them are there: after an outage that takes a while. */
const isPassing = (error: unknown) =>
  error instanceof Error &&
  (error.name === 'TimeoutError' ||
    ('status' in error && error.status === 503) ||
    [10_005, 10_009].includes(codeOf(error) ?? 0));
/** Replicas were asked of a server that belongs to no cluster. */
const isAlone = (error: unknown) => codeOf(error) === 10_074;
/** The stream, or the server, holds as much as it may. */
const isFull = (error: unknown) => [10_023, 10_047, 10_077].includes(codeOf(error) ?? 0);

/** What cannot be read stays in the stream, for a person or a newer collector. */
const entriesOf = (message: JsMsg, report: (problem: Error) => void): Entry[] | undefined => {
  try {
    return message.string().trimEnd().split('\n').map(decode);
  } catch (error) {
    report(error as Error);
    return undefined;
  }
};
