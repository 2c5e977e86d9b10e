import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {hearCloudEvents, hearGa4, hearSegment, hearSnowplow, type HeardSent} from './index.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

const receivedAt = 1_800_000_000_000;

/** JSON that has the keys which are looked for, with anything in them. */
const jsonWith = (...keys: string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({maxDepth: 3}), {maxKeys: keys.length});

const messages = jsonWith(
  'type',
  'action',
  'event',
  'userId',
  'anonymousId',
  'previousId',
  'groupId',
  'messageId',
  'timestamp',
  'originalTimestamp',
  'sentAt',
  'context',
  'traits',
  'properties',
  'name',
);
const events = jsonWith(
  'specversion',
  'id',
  'source',
  'type',
  'subject',
  'time',
  'data',
  'sequence',
  'x',
);
const snowplow = jsonWith(
  'e',
  'eid',
  'dtm',
  'stm',
  'duid',
  'uid',
  'url',
  'ue_pr',
  'ue_px',
  'co',
  'cx',
  'se_ac',
  'p',
);
const ga4 = jsonWith('name', 'params', 'timestamp_micros');

const list = <T>(each: fc.Arbitrary<T>) => fc.array(fc.oneof(each, fc.jsonValue()), {maxLength: 5});

/** Whatever comes, what goes in comes out: as a touchpoint, or as what is not understood. */
const accounts = (heard: HeardSent, atLeast: number) => {
  expect(heard.touchpoints.length + heard.unknown.length).toBeGreaterThanOrEqual(atLeast);
  expect(Number.isFinite(heard.sentAt)).toBe(true);
  for (const {key, occurredAt} of heard.touchpoints) {
    expect([typeof key, typeof occurredAt]).toEqual(['string', 'number']);
  }
  for (const {reason} of heard.unknown) expect(reason).toMatch(/^[\w ]+: /);
};

describe('whatever is sent', () => {
  it('Segment’s messages are all accounted for, and nothing throws', () => {
    fc.assert(
      fc.property(list(messages), (batch) => {
        accounts(hearSegment('batch', {batch}, receivedAt), batch.length);
      }),
    );
  });

  it('CloudEvents are', () => {
    fc.assert(
      fc.property(list(events), (body) => {
        const flat = body.filter((event) => !Array.isArray(event));
        accounts(hearCloudEvents({headers: {}, body: flat, receivedAt}), flat.length);
      }),
    );
  });

  it('GA4’s events are', () => {
    fc.assert(
      fc.property(list(ga4), (events) => {
        accounts(hearGa4({client_id: 'a', events}, receivedAt), events.length);
      }),
    );
  });

  it('Snowplow’s events are', () => {
    fc.assert(
      fc.property(list(snowplow), (data) => {
        accounts(hearSnowplow({data}, receivedAt), data.length);
      }),
    );
  });
});
