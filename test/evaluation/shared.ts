import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const folder = fileURLToPath(new URL('../../../shared/', import.meta.url));

/**
 * Real datasets and corpora that are not part of the product, beside the checkout on some machines.
 * Where they are missing, the tests that need them say "skipped".
 */
export const sharedPath = (path: string): string => join(folder, path);

export const hasShared = (path: string): boolean => existsSync(sharedPath(path));
