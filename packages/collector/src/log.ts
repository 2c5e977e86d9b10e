import type {FastifyServerOptions} from 'fastify';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * The collector's log: one JSON object a line. What it never holds: a body, a URL, a header, a key,
 * a token, or the text of an error that may quote one of them.
 */
export const logger = (
  stream: NodeJS.WritableStream,
  level: LogLevel,
): NonNullable<FastifyServerOptions['logger']> => ({
  level,
  base: {pid: process.pid},
  timestamp: () => `,"time":"${new Date().toISOString()}"`,
  formatters: {level: (label: string) => ({level: label})},
  serializers: {err: describeError, req: () => ({}), res: () => ({})},
  hooks: {
    // Fastify's own lines quote URLs, and an error's text becomes that of the line unless told else.
    logMethod(args, method) {
      const [first, message] = args as unknown[];
      const error = first instanceof Error ? first : errorIn(first);
      if (typeof first === 'string') method.call(this, withoutQuotes(first));
      else if (!error) method.apply(this, args);
      else {
        const own = typeof message === 'string' && message !== error.message;
        const fields = first === error ? {err: error} : first;
        method.call(this, fields as object, own ? message : 'failed');
      }
    },
  },
  stream: {write: (line: string) => void stream.write(escapeControls(line))},
});

const errorIn = (fields: unknown) =>
  typeof fields === 'object' && fields !== null && 'err' in fields && fields.err instanceof Error
    ? fields.err
    : undefined;

const withoutQuotes = (text: string) => text.replace(/"[^"]*"|\/\S*/g, '…');

/** JSON escapes the controls of ASCII. A terminal also obeys these, and some turn text around. */
const escapeControls = (line: string) =>
  line.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

interface Described {
  type: string;
  /** Empty where it may quote. */
  message: string;
  /** Without its first line, which is the message. */
  stack: string;
  cause?: Described;
  [field: string]: unknown;
}

/** Names of things in the database: never their values, which are in `detail`, `where`, `message`. */
const fields = [
  'code',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'syscall',
];

/**
 * What went wrong and where, without the error's text: PostgreSQL's quotes rows, JSON.parse's quotes
 * its input. The text of an error of the network or of a file is Node's own, and says which.
 */
export const describeError = (error: unknown): Described => {
  if (!(error instanceof Error)) return {type: typeof error, message: '', stack: ''};
  const known: Record<string, unknown> = {};
  for (const field of fields) {
    const value = (error as unknown as Record<string, unknown>)[field];
    if (typeof value === 'string') known[field] = value;
  }
  return {
    type: error.name,
    ...known,
    message: 'syscall' in error ? error.message : '',
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim())
      .join('\n'),
    ...(error.cause !== undefined && {cause: describeError(error.cause)}),
  };
};

/**
 * Says whether something may be logged once more: so many of a kind in a second. A line is written at
 * once and wakes whoever reads it; in a burst of refusals that took a third of the time there was.
 *
 * @returns How many of the kind were left out before this one; undefined to leave this one out.
 */
export const sparing = ({perSecond = 10, now = () => performance.now()} = {}) => {
  const kinds = new Map<string, {second: number; logged: number; leftOut: number}>();
  return (kind: string): number | undefined => {
    const second = Math.floor(now() / 1000);
    const known = kinds.get(kind) ?? {second, logged: 0, leftOut: 0};
    kinds.set(kind, known);
    if (known.second !== second) Object.assign(known, {second, logged: 0});
    if (known.logged >= perSecond) {
      known.leftOut += 1;
      return undefined;
    }
    known.logged += 1;
    const {leftOut} = known;
    known.leftOut = 0;
    return leftOut;
  };
};
