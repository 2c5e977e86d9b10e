import {
  LIMITS,
  type BatchResult,
  type CustomerFound,
  type Timeline,
  type TokenGrant,
  type TouchpointInput,
} from '@throughline/contracts';
import {HttpError} from '../web.ts';

export interface CollectorOptions {
  collector: string;
  /** `pk_...`: may send touchpoints, and nothing else. */
  key: string;
  /** `sk_...`: makes tokens. Stays in this process. */
  secretKey: string;
  /** The agent's opaque id. */
  agent: string;
}

/** What the desktop's own server asks of the collector. */
export const collectorClient = ({collector, key, secretKey, agent}: CollectorOptions) => {
  const ask = async (path: string, {token, body}: {token?: string; body?: unknown} = {}) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await fetch(new URL(path, collector), {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(token && {authorization: `Bearer ${token}`}),
          ...(body !== undefined && {'content-type': 'application/json'}),
        },
        ...(body !== undefined && {body: JSON.stringify(body)}),
      });
      const wait = Number(answer.headers.get('retry-after'));
      if (![429, 503].includes(answer.status) || tries === 5) return answer;
      await new Promise((resolve) => setTimeout(resolve, (wait || tries) * 1000));
    }
  };
  const read = async (answer: Response): Promise<unknown> => {
    if (answer.ok) return answer.json();
    const {error} = (await answer.json().catch(() => ({}))) as {error?: {message?: string}};
    throw new HttpError(502, `The collector answered ${answer.status}: ${error?.message ?? ''}`);
  };

  const token = async () =>
    (await read(
      await ask('/v1/tokens', {token: secretKey, body: {agent, role: 'agent'}}),
    )) as TokenGrant;

  return {
    /** Good for five minutes, for this agent and tenant. */
    token,

    /** Sends in batches that stay well below the collector's limits. */
    async send(touchpoints: readonly TouchpointInput[]) {
      const total = {stored: 0, duplicates: 0, refused: 0};
      const size = Math.floor(LIMITS.bodyBytes / 1500);
      for (let at = 0; at < touchpoints.length; at += size) {
        const batch = touchpoints.slice(at, at + size);
        const body = {key, sentAt: Date.now(), touchpoints: batch};
        const result = (await read(await ask('/v1/touchpoints', {body}))) as BatchResult;
        total.stored += result.stored;
        total.duplicates += result.duplicates;
        total.refused += result.refused.length;
      }
      return total;
    },

    /** The customer's newest touchpoint, if the customer is known. */
    async newest(kind: string, value: string) {
      const {token: bearer} = await token();
      const body = {identifiers: [{kind, value}]};
      const answer = await ask('/v1/customers/find', {token: bearer, body});
      if (answer.status === 404) return undefined;
      const {customer} = (await read(answer)) as CustomerFound;
      const path = `/v1/customers/${encodeURIComponent(customer)}/timeline?limit=1`;
      const {touchpoints} = (await read(await ask(path, {token: bearer}))) as Timeline;
      return touchpoints[0];
    },
  };
};

export type CollectorClient = ReturnType<typeof collectorClient>;
