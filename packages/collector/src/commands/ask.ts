import {version} from '../version.ts';

export interface AskOptions {
  /** Told of each address that was asked, and of what it answered. */
  readonly onAsked?: (line: string) => void;
  readonly fetch?: typeof globalThis.fetch;
  /** How long an answer may take, with all redirects. @defaultValue 10,000 ms */
  readonly patienceMs?: number;
}

/** An answer, after the redirects to it. */
export interface Got {
  readonly address: URL;
  /** Every address on the way, the last included. */
  readonly passed: readonly URL[];
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Whether all of it was read. */
  readonly isWhole: boolean;
}

/** Gives a sentence where there is no answer. */
export type Ask = (address: URL, headers: Record<string, string>) => Promise<Got | string>;

const mostBytes = 5_000_000;
const mostRedirects = 10;

export const asking =
  ({fetch = globalThis.fetch, patienceMs = 10_000, onAsked}: AskOptions): Ask =>
  async (address, headers) => {
    const passed = [address];
    const signal = AbortSignal.timeout(patienceMs);
    try {
      for (let at = address; ;) {
        const response = await fetch(at, {
          headers: {...headers, 'user-agent': `throughline/${version()} (site check)`},
          redirect: 'manual',
          signal,
        });
        onAsked?.(`GET ${shown(at)}: ${response.status}`);
        const to = response.headers.get('location');
        if (to === null || response.status < 300 || response.status > 399)
          return {...(await contentOf(response)), address: at, passed};
        await response.body?.cancel();
        const next = parsed(to, at);
        if (!next || !/^https?:$/.test(next.protocol)) return 'it redirects to what is no website';
        if (passed.push(next) > mostRedirects + 1)
          return `it redirects more than ${mostRedirects} times`;
        at = next;
      }
    } catch (error) {
      const why = error instanceof Error ? whyOf(error) : '';
      onAsked?.(`GET ${shown(passed.at(-1)!)}: no answer`);
      return why === 'TimeoutError'
        ? `there was no answer within ${patienceMs / 1000} s`
        : `there is no answer from here (${why})`;
    }
  };

/** The system's word for it, such as ECONNREFUSED. */
const whyOf = ({name, cause}: Error) =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : name;

const contentOf = async (response: Response) => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece.subarray(0, mostBytes - size));
    size += piece.length;
    if (size > mostBytes) break;
  }
  const bytes = Buffer.concat(pieces);
  const {status, headers} = response;
  const charset = /charset=["']?([\w-]+)/i.exec(headers.get('content-type') ?? '')?.[1];
  return {status, headers, bytes, text: decoded(bytes, charset), isWhole: size <= mostBytes};
};

const decoded = (bytes: Uint8Array, charset = 'utf-8') => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes); // A charset that nobody knows: a tag is ASCII.
  }
};

/** Without what a query may hold. */
export const shown = ({origin, pathname}: URL) => `${origin}${pathname}`;

/** An address in a page or an answer; undefined where it is none. */
export const parsed = (address: string | undefined, base: URL) =>
  address !== undefined && URL.canParse(address, base.href)
    ? new URL(address, base.href)
    : undefined;
