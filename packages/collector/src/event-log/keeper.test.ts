import {uuidV7} from '@throughline/contracts';
import {expect, it} from 'vitest';
import type {Delivery} from '../store/keep.ts';
import type {Entry, EventLog} from './event-log.ts';
import {keepFrom} from './keeper.ts';
import {createPace} from './pace.ts';

it('tries an entry again that was in the way of another: nothing is wrong with its values', async () => {
  const aDelivery: Delivery = {
    site: 'main',
    accepted: [
      {id: uuidV7(1), occurredAt: 1, seq: 0, receivedAt: 1, body: '{"clocks":{}}', identifiers: []},
    ],
    quarantined: [],
  };
  let keep: ((entry: Entry) => Promise<void>) | undefined;
  const log: EventLog = {
    description: 'a log of a test',
    name: 'test',
    append: async () => {},
    deliver: (each) => (keep = each),
    waiting: () => ({entries: 0, bytes: 0}),
    ready: async () => {},
    close: async () => {},
  };
  const tried: Delivery[] = [];
  const commit = async (_tenant: number, delivery: Delivery) => {
    tried.push(delivery);
    if (tried.length < 3)
      throw Object.assign(new Error('duplicate key'), {code: '23505', table: 'identifier'});
    return {fates: ['stored' as const]};
  };
  keepFrom(log, commit, {signal: new AbortController().signal, pace: createPace()});
  await keep!({id: uuidV7(1), tenant: 1, delivery: aDelivery});
  expect(tried.at(-1)).toMatchObject(aDelivery);
});
