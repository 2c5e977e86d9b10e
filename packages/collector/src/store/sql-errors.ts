/** Whether PostgreSQL has failed with this SQLSTATE. */
export const hasState = (error: unknown, state: string): error is Error =>
  error instanceof Error && 'code' in error && error.code === state;

export const isDiskFull = (error: unknown) => hasState(error, '53100');

/** Errors after which a connection is of no use: the network, or the server going away. */
export const isConnectionError = (error: unknown) => {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(ECONN|EPIPE|ENOENT|ETIMEDOUT)/.test(code) ||
    // Class 08: connection; 57P0x: the server stops or has crashed; 53: out of disk, memory, slots.
    /^(08|57P0|53)/.test(code) ||
    /Connection terminated|timeout expired/.test(error.message)
  );
};
