import {readFile} from 'node:fs/promises';
import {prettifyError, type ZodType} from 'zod';
import {withoutMark} from './read-lines.ts';

/** Reads what a tenant wrote in a file; says what in it to put right. */
export const readJson = async <T>(file: string, schema: ZodType<T>, what: string): Promise<T> => {
  const checked = schema.safeParse(jsonOf(await readFile(file, 'utf8'), file));
  if (checked.success) return checked.data;
  throw new Error(`${file} is no ${what}.\n${prettifyError(checked.error)}`);
};

/** What a text says as JSON, or which file to put right. */
export const jsonOf = (text: string, file: string): unknown => {
  try {
    return JSON.parse(withoutMark(text));
  } catch (error) {
    throw new Error(`${file} is no JSON: ${(error as Error).message}`, {cause: error});
  }
};
