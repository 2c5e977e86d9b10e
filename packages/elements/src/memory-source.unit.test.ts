import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {memorySource} from './index.ts';

const three = [1, 2, 3].map((at) => aTouchpoint(at, {name: 'page_viewed'}));

describe('memorySource', () => {
  it('pages from the newest, and a page does not shift when something arrives', async () => {
    const source = memorySource(three);
    const first = await source.timeline('memory', {limit: 2});
    source.add([aTouchpoint(4, {name: 'page_viewed'})]);
    const second = await source.timeline('memory', {limit: 2, before: first.next});

    expect(first.touchpoints).toEqual([three[2], three[1]]);
    expect(second).toEqual({touchpoints: [three[0]], total: 4, next: null});
  });

  it('finds its customer past a touchpoint that names nobody', async () => {
    const bare = {...three[0]!, identifiers: undefined as never};
    const named = aTouchpoint(4, {name: 'page_viewed'});
    const found = await memorySource([bare, named]).find(named.identifiers);
    expect(found?.identifiers).toEqual(named.identifiers);
    expect(await memorySource([bare]).find(named.identifiers)).toBeNull();
  });

  it('gives a span of it, with what that holds, and counts its days', async () => {
    const DAY = 86_400_000;
    const days = [0, 1, 1.5, 3].map((n) => aTouchpoint(n * DAY, {name: 'page_viewed'}));
    const source = memorySource(days);
    const span = {since: DAY, until: 3 * DAY, limit: 1};
    const first = await source.timeline('memory', span);
    expect(first).toMatchObject({touchpoints: [days[2]], total: 2});
    const second = await source.timeline('memory', {...span, before: first.next});
    expect(second).toEqual({touchpoints: [days[1]], total: 2, next: null});
    const {days: counted} = await source.days!('memory', {timeZone: 'UTC'});
    expect(counted.map(({day, touchpoints}) => [day, touchpoints])).toEqual([
      [0, 1],
      [1, 2],
      [3, 1],
    ]);
  });

  it('finds a text in any value, in any case of letters', async () => {
    const found = aTouchpoint(5, {name: 'help_searched', properties: {query: ['Zeppelin']}});
    const source = memorySource([aTouchpoint(1, {name: 'page_viewed'}), found]);
    const page = await source.timeline('c', {text: 'zEPP'});
    expect(page).toMatchObject({touchpoints: [{id: found.id}], total: 1, next: null});
    expect((await source.timeline('c', {text: 'balloon'})).total).toBe(0);
  });

  it('finds its customer by any identifier, and nobody else', async () => {
    const source = memorySource(three);
    const email = {kind: 'email', value: 'ada.lovelace@example.com'};
    expect(await source.find([email])).toMatchObject({customer: 'memory'});
    expect(await source.find([{...email, value: 'b@example.com'}])).toBeNull();
  });

  it('tells every reader what is added, once', async () => {
    const source = memorySource(three);
    const stop = new AbortController();
    const added = aTouchpoint(9, {name: 'page_viewed'});
    const told: string[] = [];
    for await (const event of source.live('memory', {signal: stop.signal})) {
      if (event.type === 'open') source.add([three[0]!, added]);
      if (event.type === 'touchpoint') {
        told.push(event.touchpoint.id);
        stop.abort();
      }
    }
    expect(told).toEqual([added.id]);
  });
});
