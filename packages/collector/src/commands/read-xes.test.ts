import {Readable} from 'node:stream';
import {expect, it} from 'vitest';
import {readXes} from './read-xes.ts';

it('takes no number for a trace’s name that would be another’s', async () => {
  const traces = ['9007199254740993', '9007199254740992'].map(
    (number) => `<trace><int key="concept:name" value="${number}"/><event/></trace>`,
  );
  const found: unknown[] = [];
  for await (const events of readXes(Readable.from([`<log>${traces.join('')}</log>`])))
    found.push(...events.map(({trace}) => trace));
  expect(found).toEqual(['9007199254740993', '9007199254740992']);
});
