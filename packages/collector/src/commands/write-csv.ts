import {columns, type Column} from './columns.ts';
import type {Writer} from './exported.ts';

/** Also in the full width of East Asia, and after what a spreadsheet passes over. */
const formula = /^\s*[=+\-@\t\r\n＝＋－＠]/;

/** A cell that begins like a formula would be one, in a spreadsheet: it gets an apostrophe. */
const cellOf = (value: ReturnType<Column['of']>, type: Column['type']): string => {
  if (value === undefined) return '';
  const text = textOf(value, type);
  const safe = typeof value === 'string' && formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const textOf = (value: string | number | object, type: Column['type']) => {
  if (typeof value === 'object') return JSON.stringify(value);
  return type === 'instant' ? new Date(value).toISOString() : String(value);
};

export const writeCsv: Writer = async function* (journeys, call) {
  const all = columns({withAddresses: call.flag('addresses')});
  yield `${all.map(({name}) => name).join(',')}\r\n`;
  for await (const journey of journeys) {
    for (const touchpoint of journey.touchpoints) {
      const cells = all.map(({type, of}) => cellOf(of(touchpoint, journey), type));
      yield `${cells.join(',')}\r\n`;
    }
  }
};
