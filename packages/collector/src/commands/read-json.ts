import {readFile} from 'node:fs/promises';
import {prettifyError, type ZodType} from 'zod';

/** Reads what a tenant wrote in a file; says what in it to put right. */
export const readJson = async <T>(file: string, schema: ZodType<T>, what: string): Promise<T> => {
  const text = await readFile(file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is no JSON: ${(error as Error).message}`, {cause: error});
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw new Error(`${file} is no ${what}.\n${prettifyError(checked.error)}`);
};
