import {describe, expect, it} from 'vitest';
import {aTouchpoint, idOf} from '../testing/a-touchpoint.ts';
import {compareTouchpoints, mergeTouchpoints} from './index.ts';

describe('compareTouchpoints', () => {
  it('goes by time, then by number in the session, then by id', () => {
    const later = aTouchpoint({id: idOf(1), occurredAt: 2});
    const second = aTouchpoint({id: idOf(2), occurredAt: 1, seq: 1});
    const third = aTouchpoint({id: idOf(4), occurredAt: 1});
    const first = aTouchpoint({id: idOf(3), occurredAt: 1});

    expect([later, second, third, first].sort(compareTouchpoints)).toEqual([
      first,
      third,
      second,
      later,
    ]);
  });
});

describe('mergeTouchpoints', () => {
  it('keeps an id once: the copy that was received first', () => {
    const clocks = {client: 0, sent: 0};
    const kept = aTouchpoint({id: idOf(1), clocks: {...clocks, received: 5}});
    const copy = aTouchpoint({id: idOf(1), name: 'other', clocks: {...clocks, received: 6}});

    expect(mergeTouchpoints([copy], [kept])).toEqual([kept]);
  });
});
