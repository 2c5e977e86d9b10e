import {journeyLog} from '@throughline/journey';
import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {createContent} from './content.ts';

const at = (time: number, name = 'page_viewed') => aTouchpoint(time, {name});
const times = (of: readonly {occurredAt: number}[]) => of.map(({occurredAt}) => occurredAt);
const isPage = ({name}: {name: string}) => name === 'page_viewed';

describe('what a timeline holds', () => {
  it('is nothing new at first, then what is newer than its oldest', () => {
    const log = journeyLog();
    log.add([at(20), at(30)]);
    const content = createContent();
    expect(content.take(log, undefined, false)).toEqual([]);
    log.add([at(40), at(10)]);
    expect(times(content.take(log, undefined, false))).toEqual([40]);
    expect(content.take(log, undefined, false)).toEqual([]);
    expect(content.shown).toBe(log);
  });

  it('is another journey where a list does not hold the newest of the one before', () => {
    const [one, two, other] = [at(1), at(2), at(3)];
    const content = createContent();
    content.take([one], undefined, false);
    const {log} = content;
    expect(times(content.take([one, two], undefined, false))).toEqual([2]);
    expect(content.log).toBe(log);
    expect(content.take([other], undefined, false)).toEqual([]);
    expect(content.log).not.toBe(log);
    expect(times(content.log.touchpoints)).toEqual([3]);
    const another = journeyLog();
    another.add([at(7), at(8), at(9)]);
    expect(content.take(another, undefined, false)).toEqual([]);
    expect(content.log).toBe(another);
    content.take([other], undefined, false);
    // Nothing given: what is there already.
    content.take(null, undefined, false);
    expect(times(content.log.touchpoints)).toEqual([3]);
  });

  it('is shown as the filter lets it through, and grows in its place until there is another one', () => {
    const log = journeyLog();
    log.add([at(1), at(2, 'page_left')]);
    const content = createContent();
    content.take(log, isPage, true);
    const {shown} = content;
    expect(times(shown.touchpoints)).toEqual([1]);
    log.add([at(3), at(4, 'page_left')]);
    // What is hidden has come as well.
    expect(times(content.take(null, isPage, false))).toEqual([3, 4]);
    expect(content.shown).toBe(shown);
    expect(times(shown.touchpoints)).toEqual([1, 3]);
    log.add([at(5)]);
    expect(times(content.take(null, (each) => !isPage(each), true))).toEqual([5]);
    expect(content.shown).not.toBe(shown);
    expect(times(content.shown.touchpoints)).toEqual([2, 4]);
    content.take(null, undefined, true);
    expect(content.shown).toBe(log);
  });
});
