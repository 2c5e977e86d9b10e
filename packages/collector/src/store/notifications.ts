import pg from 'pg';
import {within} from '../deadline.ts';

/** Sends the payloads of an array to a channel. */
export const notification = 'select pg_notify($1, payload) from unnest($2::text[]) payload';

/** How often the connection for hints is asked whether it is there, and who else listens, ms. */
const askMs = 10_000;
/** Without an answer for so long it leads nowhere, ms. */
const silentMs = 5000;

/** Held by whoever listens, shared, for as long as the connection is there. */
const lock = 7283915;
const listeners = `select count(*) as n from pg_locks
  where locktype = 'advisory' and classid = ${lock} and objid = 0
    and database = (select oid from pg_database where datname = current_database())`;
/** What a new listener says, so that nobody goes on believing to be alone. Never one of the payloads. */
const hello = '';

interface Listener {
  readonly channel: string;
  readonly heard: (payload: string) => void;
  /** How many listen, in any process; undefined until it is known, and whenever somebody has come. */
  all(): number | undefined;
  stop(): Promise<void>;
}

export interface Notifications {
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  notify(channel: string, payloads: readonly string[]): Promise<void>;
}

/**
 * What processes tell each other by way of the database. Where nobody else listens, as nearly always
 * with one collector, a message is heard at once and the database has no work with it.
 *
 * @param send - Sends by the database, to all who listen.
 */
export const openNotifications = (
  connection: pg.ClientConfig,
  send: (channel: string, payloads: readonly string[]) => Promise<void>,
): Notifications => {
  const ours = new Set<Listener>();
  return {
    async listen(channel, heard) {
      const listener = await listenOn(connection, channel, heard);
      ours.add(listener);
      return async () => {
        ours.delete(listener);
        await listener.stop();
      };
    },
    async notify(channel, payloads) {
      const isOurs = (all: number | undefined) => all !== undefined && all <= ours.size;
      if (ours.size === 0 || ![...ours].every((each) => isOurs(each.all())))
        return send(channel, payloads);
      for (const listener of ours) {
        if (listener.channel === channel) for (const payload of payloads) listener.heard(payload);
      }
    },
  };
};

/** A connection of its own, made again when it breaks: what is missed meanwhile is only a hint. */
const listenOn = async (
  connection: pg.ClientConfig,
  channel: string,
  heard: (payload: string) => void,
): Promise<Listener> => {
  let current: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;
  let all: number | undefined;
  let stopped = false;

  /** Of the counts that are under way the last one holds: it knows of whoever has come meanwhile. */
  let counts = 0;
  const count = async (client: pg.Client) => {
    counts += 1;
    const number = counts;
    const {rows} = await within(silentMs, client.query<{n: string}>(listeners));
    if (number === counts) all = Number(rows[0]!.n);
  };
  const leave = (client: pg.Client) => void client.end().catch(() => {}); // 'end' follows.
  // Nothing comes by it for hours, so that it must be asked whether it still leads anywhere.
  const asking = setInterval(() => {
    const client = current;
    if (client) count(client).catch(() => leave(client));
  }, askMs);
  asking.unref();

  const connect = async () => {
    const client = new pg.Client({...connection, connectionTimeoutMillis: 5000});
    client.on('notification', ({payload = ''}) => {
      if (payload !== hello) return heard(payload);
      all = undefined;
      if (client === current) count(client).catch(() => leave(client));
    });
    client.on('error', () => {}); // 'end' follows, and with it the next try.
    client.on('end', () => {
      if (client !== current) return;
      all = undefined;
      retry();
    });
    const name = pg.escapeIdentifier(channel);
    try {
      await client.connect();
      // In this order: who counts after us finds us, and who has counted before hears of us.
      for (const text of [
        `listen ${name}`,
        `select pg_advisory_lock_shared(${lock}, 0)`,
        `notify ${name}`,
      ])
        await within(silentMs, client.query(text));
    } catch (error) {
      leave(client); // It would go on hearing beside the next one.
      throw error;
    }
    if (stopped) return leave(client);
    current = client;
    await count(client).catch(() => leave(client));
  };
  const retry = () => {
    if (!stopped) again = setTimeout(() => void connect().catch(retry), 250);
  };

  await connect();
  return {
    channel,
    heard,
    all: () => all,
    async stop() {
      stopped = true;
      clearTimeout(again);
      clearInterval(asking);
      await current?.end();
    },
  };
};
