import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {customerTime} from './customer-time.ts';
import {detailsOf} from './details.ts';
import {formatFor} from './format.ts';

const format = formatFor({lang: 'en-GB', timeZone: 'Europe/Berlin'});
const at = Date.UTC(2026, 2, 12, 15, 30);
const from = (properties: Record<string, string | number>) =>
  aTouchpoint(at, {name: 'page_viewed', properties});

describe('the customer’s own time', () => {
  it('is told beside the agent’s where a property says their zone', () => {
    const touchpoint = from({timezone: 'America/New_York'});
    const [when, theirs] = detailsOf(touchpoint, format);
    expect(when).toEqual({label: 'When', value: '12 Mar 2026, 16:30:00'});
    expect(theirs!.label).toBe('Customer’s time');
    expect(theirs!.value).toMatch(/^12 Mar 2026, 11:30:00 (GMT-4|EDT)$/);
  });

  it.each([
    ['nobody says', {}],
    ['it is the agent’s own', {timezone: 'Europe/Berlin'}],
    ['it is no zone', {timezone: 'Mars/Base"><b>'}],
    ['it is no text', {timezone: 120}],
  ])('is not told where %s', (_, properties) => {
    expect(customerTime(from(properties), format)).toBe('');
  });
});
