import {Readable} from 'node:stream';
import {expect, it} from 'vitest';
import {readXes} from './read-xes.ts';

const tracesOf = async (...traces: string[]) => {
  const found: unknown[] = [];
  for await (const events of readXes(Readable.from([`<log>${traces.join('')}</log>`])))
    found.push(...events.map(({trace}) => trace));
  return found;
};

it('takes no number for a trace’s name that would be another’s', async () => {
  const numbers = ['9007199254740993', '9007199254740992'];
  const traces = numbers.map(
    (number) => `<trace><int key="concept:name" value="${number}"/><event/></trace>`,
  );
  expect(await tracesOf(...traces)).toEqual(numbers);
});

it('takes traces without a name for nobody’s of another file, and for the same when read again', async () => {
  const trace = (at: string) =>
    `<trace><event><date key="time:timestamp" value="${at}"/></event><event/></trace>`;
  const [one, other] = [trace('2025-11-25T10:00:00Z'), trace('2025-11-26T10:00:00Z')];
  const named = await tracesOf(one, other, one);
  expect(new Set(named).size).toBe(3);
  expect(named[0]).toBe(named[1]);
  expect(await tracesOf(one, other, one)).toEqual(named);
  expect(named).not.toContain((await tracesOf(other))[0]);
});
