import {readFileSync} from 'node:fs';

/** The version that this collector was published as. */
export const version = (): string => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as {version: string}).version;
};

/** What to do about a Node that is too old for us; false where it is not. */
export const tooOld = (node: string): string | false => {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  return !(major > 22 || (major === 22 && minor >= 12)) && 'install Node 22.12 or newer';
};
