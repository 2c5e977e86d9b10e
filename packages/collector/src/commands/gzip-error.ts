/** Whether a file that is unpacked is no gzip, or ends too early. */
export const isGzipError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
