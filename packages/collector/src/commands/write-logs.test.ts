import {Readable} from 'node:stream';
import type {Touchpoint} from '@throughline/contracts';
import {expect, it} from 'vitest';
import type {Call} from './command.ts';
import {readXes} from './read-xes.ts';
import {writeXes} from './write-logs.ts';

async function* journeys() {
  const properties = {note: 'a\uffffb\ufffec <"&>\t\r\n', 'k\uffff<': true};
  const touchpoint = {id: '1', name: 'probed', occurredAt: 0, channel: 'web', properties};
  yield {customer: 'ada', touchpoints: [{...touchpoint, identifiers: []} as unknown as Touchpoint]};
}

it('writes no sign that XML has no place for', async () => {
  const pieces: string[] = [];
  for await (const piece of writeXes(journeys(), {text: () => undefined} as unknown as Call))
    pieces.push(String(piece));
  for await (const events of readXes(Readable.from(pieces)))
    for (const {trace, attributes} of events) {
      expect(trace).toBe('ada');
      expect(attributes).toMatchObject({
        note: 'a\ufffdb\ufffdc <"&>\t\r\n',
        'k\ufffd<': true,
      });
    }
  expect.assertions(2);
});
