import {createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID} from 'node:crypto';
import {link, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

/** Encrypts addresses and numbers, and opens them for whom they are of. */
export interface AddressKeys {
  /** @param visitor - The row it is for: it opens in no other. */
  seal(tenant: number, visitor: string, value: string): string;
  /** Undefined where there is no such key any more, or it is not what was sealed for this row. */
  open(tenant: number, visitor: string, sealed: string): string | undefined;
  /** Whether it was sealed with the newest key. */
  isNewest(sealed: string): boolean;
}

const variable = 'THROUGHLINE_ADDRESS_KEYS';
const fileOf = (folder: string) => join(folder, 'address-keys');

/**
 * The keys of this installation, the newest first: from the environment, or a file of the data folder.
 * They are not in the database, so that its files and its backups do not open what they hold.
 * Undefined where there are none.
 */
export const readAddressKeys = async (
  folder: string | undefined,
): Promise<AddressKeys | undefined> => {
  const text = process.env[variable] || (folder && (await readIfThere(fileOf(folder))));
  const lines = (text ?? '').split(/[\s,]+/).filter(Boolean);
  return lines.length === 0 ? undefined : addressKeys(lines);
};

const readIfThere = (file: string) =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** The same; where there are none, a first one is made in the data folder. */
export const openAddressKeys = async (folder: string | undefined): Promise<AddressKeys> => {
  const known = await readAddressKeys(folder);
  if (known) return known;
  if (folder === undefined) {
    throw new Error(
      `Say what to encrypt with: ${variable}, 32 random bytes in base64 (openssl rand -base64 32), for every collector.`,
    );
  }
  const file = fileOf(folder);
  await makeFirstKey(file);
  const made = await readAddressKeys(folder);
  if (!made) throw new Error(`There is no key in ${file}. Put it back from where you keep a copy.`);
  return made;
};

/** Whole or not at all: another collector that starts at this moment reads no empty file. */
const makeFirstKey = async (file: string) => {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, {mode: 0o600, flag: 'wx'});
  try {
    await link(draft, file);
  } catch (error) {
    // Whoever else made one has made it for both.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, {force: true});
  }
};

const addressKeys = (lines: readonly string[]): AddressKeys => {
  const keys = lines.map((line) => {
    const key = Buffer.from(line, 'base64');
    if (key.length !== 32) throw new Error(`A key of ${variable} is 32 bytes in base64.`);
    return {key, name: createHash('sha256').update(key).digest('base64url').slice(0, 8)};
  });
  const newest = keys[0]!;
  const bound = (tenant: number, visitor: string) => Buffer.from(`${tenant}\n${visitor}`);
  return {
    seal(tenant, visitor, value) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', newest.key, iv).setAAD(bound(tenant, visitor));
      const parts = [iv, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return `${newest.name}.${Buffer.concat(parts).toString('base64url')}`;
    },
    open(tenant, visitor, sealed) {
      const [name, text = ''] = sealed.split('.');
      const known = keys.find((each) => each.name === name);
      const bytes = Buffer.from(text, 'base64url');
      if (!known || bytes.length < 28) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', known.key, bytes.subarray(0, 12), {
          authTagLength: 16,
        })
          .setAAD(bound(tenant, visitor))
          .setAuthTag(bytes.subarray(-16));
        return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined; // Sealed for another row, or changed: it says nothing.
      }
    },
    isNewest: (sealed) => sealed.startsWith(`${newest.name}.`),
  };
};
