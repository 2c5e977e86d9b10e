/** What is wrong, in words that say what to do where the system's own do not. */
export const messageOf = (error: unknown) => {
  if (!(error instanceof Error)) return String(error);
  const {code = '', path, syscall = ''} = error as NodeJS.ErrnoException;
  // What follows is of words that begin with a dash, which no command takes.
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return error.message.replace(/ To specify .*/s, '');
  const problem = syscall.startsWith('spawn') ? undefined : fileProblems[code];
  return problem ? `${path ?? 'What was named'} ${problem} (${code}).` : error.message;
};

const refused = 'is not for this user to read or write: run throughline as the one whose it is';
const fileProblems: Readonly<Record<string, string>> = {
  EACCES: refused,
  EPERM: refused,
  EEXIST: 'is a file, not a folder',
  ENOTDIR: 'is below a file, not in a folder',
  EISDIR: 'is a folder, not a file',
  ENOENT: 'is not there',
  ENOSPC: 'has no room left on its disk',
  EROFS: 'is on a disk that cannot be written to',
};
