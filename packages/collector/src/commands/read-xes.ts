import {hash} from 'node:crypto';
import type {Readable} from 'node:stream';
import type {XesEvent, XesValue} from '@throughline/sources';
import {SaxesParser} from 'saxes';

/** Types of an attribute, and what their text means. */
const values: Record<string, (text: string) => XesValue> = {
  string: (text) => text,
  id: (text) => text,
  date: (text) => text,
  // As text where a number would be another one: it may name a trace.
  int: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text),
  float: Number,
  boolean: (text) => text === 'true',
};

/**
 * The events of a log in XES (IEEE 1849), trace by trace, some at a time, as the file is read.
 * Attributes of attributes, lists, classifiers and what the log says of itself are passed over.
 *
 * @throws Error - where the file is no XML, with the line, or XML of something else.
 */
export async function* readXes(input: Readable): AsyncGenerator<XesEvent[]> {
  const parser = new SaxesParser();
  let failure: Error | undefined;
  const fail = (why: string) => (failure ??= new Error(`The file is no XES: ${why}`));
  parser.on('error', ({message}) => fail(`line ${message}`));
  const events: XesEvent[] = [];
  const open: string[] = [];
  let trace: {
    attributes: Record<string, XesValue>;
    waiting: Record<string, XesValue>[];
    count: number;
  };
  let event: Record<string, XesValue>;
  let number = 0;

  parser.on('opentag', ({name, attributes: {key, value}}) => {
    const parent = open.at(-1);
    if (parent === undefined && name !== 'log') fail(`it is a <${name}>, not a <log>`);
    open.push(name);
    if (name === 'trace') trace = {attributes: {}, waiting: [], count: 0};
    else if (name === 'event') event = {};
    else if (values[name] && key !== undefined && value !== undefined) {
      if (parent === 'event') event[key] = values[name](value);
      else if (parent === 'trace') trace.attributes[key] = values[name](value);
    }
  });
  parser.on('closetag', ({name}) => {
    open.pop();
    if (name === 'event' && open.at(-1) === 'trace') trace.waiting.push(event);
    if (name === 'event' && open.at(-1) === 'log')
      events.push({trace: undefined, index: 0, attributes: event});
    if (name !== 'trace') return;
    number += 1;
    const own = String(trace.attributes['concept:name'] ?? unnamed(number, trace));
    for (const attributes of trace.waiting)
      events.push({trace: own, index: trace.count++, attributes});
  });

  input.setEncoding('utf8');
  for await (const chunk of input) {
    parser.write(String(chunk));
    if (failure) throw failure;
    yield events.splice(0);
  }
  parser.close();
  if (failure) throw failure;
  yield events.splice(0);
}

/** By what it holds as well: the first trace of another file is somebody else's. */
const unnamed = (number: number, trace: object) =>
  `trace ${number} ${hash('sha256', JSON.stringify(trace)).slice(0, 16)}`;
