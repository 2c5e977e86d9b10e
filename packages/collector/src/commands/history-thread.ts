// A thread of `import`: it reads a file and judges what it tells, while the command keeps what was
// judged before. It runs ahead by as many deliveries as it is asked for.
import type {KeyObject} from 'node:crypto';
import {on} from 'node:events';
import {parentPort, workerData} from 'node:worker_threads';
import {judge} from '../judge.ts';
import {readAddressKeys} from '../store/address-keys.ts';
import type {Delivery} from '../store/keep.ts';
import {CommandError} from './command.ts';
import {isGzipError} from './gzip-error.ts';
import {messageOf} from './message-of.ts';
import {readHistory, type History} from './read-history.ts';

/** What it is given. */
export interface Given {
  readonly history: History;
  readonly tenant: number;
  readonly pepper: KeyObject;
  /** Where the keys of addresses are. */
  readonly folder: string | undefined;
}

/** What it is asked for: one more delivery, by what the tenant wants at that moment. */
export interface Ask {
  readonly keepsAddresses: boolean;
}

/** What it says. `passedOver` is the end: lines of an export that are no touchpoints. */
export type Said =
  | {readonly delivery: Delivery}
  | {readonly passedOver: number}
  | {readonly failed: string; readonly isUsage: boolean};

const readAll = async (asked: AsyncIterator<[Ask]>, say: (said: Said) => void) => {
  const {history, tenant, pepper, folder} = workerData as Given;
  const keys = await readAddressKeys(folder);
  let passedOver = 0;
  for await (const piece of readHistory(history)) {
    passedOver += piece.passedOver ?? 0;
    if (piece.touchpoints.length + (piece.unknown?.length ?? 0) === 0) continue;
    const {keepsAddresses} = (await asked.next()).value[0] as Ask;
    const now = Date.now();
    // History's clock is its own: `occurredAt` is taken as it stands, however old. And its word is
    // the tenant's, whatever pages must sign.
    const delivery = judge(
      tenant,
      {
        site: 'import',
        touchpoints: piece.touchpoints,
        unknown: piece.unknown ?? [],
        crawler: piece.crawler ?? false,
        sentAt: now,
        receivedAt: now,
        history: true,
        wordOf: 'tenant',
      },
      {
        pepper,
        policy: {
          secrets: [],
          requireSigned: false,
          keepsAddresses,
          addressKeys: keepsAddresses ? keys : undefined,
        },
      },
    );
    say({delivery});
  }
  say({passedOver});
};

const failureOf = (error: unknown): Said => {
  const message = messageOf(error);
  const failed = isGzipError(error)
    ? `The file is not gzip, or not all of it is there (${message}). Import it again when it is: what came before is kept, and kept once.`
    : message;
  return {failed, isUsage: error instanceof CommandError};
};

const port = parentPort!;
const say = (said: Said) => port.postMessage(said);
await readAll(on(port, 'message') as AsyncIterator<[Ask]>, say).catch((error: unknown) =>
  say(failureOf(error)),
);
port.close();
