import {beforeAll, describe, expect, it, vi} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {formatFor} from './format.ts';
import {loadWords} from './languages.ts';
import {withLooks, type Looks} from './looks.ts';
import {timelineDays} from './timeline-view.ts';
import {journeyView, toText} from './view.ts';
import {sessionsOf} from '@throughline/journey';

const now = Date.UTC(2026, 10, 19, 14, 2);
const visit = aTouchpoint(now - 60_000, {
  name: 'showroom_visited',
  channel: 'kiosk',
  sessionId: 's',
});
const declined = aTouchpoint(now - 30_000, {
  name: 'payment_failed',
  sessionId: 's',
  channel: 'kiosk',
  commerce: {paymentMethod: 'card'},
});
const ticket = aTouchpoint(now, {name: 'ticket_created', channel: 'crm', contact: {id: 'c1'}});

const formatted = (looks: Looks, lang = 'en') => {
  const problems: string[] = [];
  const format = withLooks(formatFor({lang, timeZone: 'UTC'}), looks, (problem) =>
    problems.push(problem),
  );
  const cards = timelineDays(sessionsOf([visit, declined, ticket]), format, now).flatMap(
    ({cards}) => cards,
  );
  return {format, problems, cards, rows: cards.flatMap(({rows}) => rows)};
};

beforeAll(() => loadWords('de'));

describe('looks', () => {
  it('give a touchpoint its icon, its colour and its name', () => {
    const {rows, problems} = formatted({
      showroom_visited: {icon: 'bag', tone: 'good', words: 'Came to the showroom'},
    });
    expect(rows.at(-1)).toMatchObject({icon: 'bag', tone: 'good', title: 'Came to the showroom'});
    expect(problems).toEqual([]);
  });

  it('in each language its own words, and the default where there are none', () => {
    const words = {en: 'Came by', de: 'War da'};
    const title = (lang: string, given: Record<string, string> = words) =>
      formatted({showroom_visited: {words: given}}, lang).rows.at(-1)!.title;
    expect(title('de-AT')).toBe('War da');
    expect(title('en')).toBe('Came by');
    expect(title('zh')).toBe('Came by'); // Where the panel itself speaks English.
    expect(title('de', {en: 'Came by'})).toBe('Showroom visited');
  });

  it('of a name hold for its variants, unless a variant has its own', () => {
    const title = (looks: Looks) => formatted(looks).rows.find(({id}) => id === declined.id)!;
    expect(title({}).title).toBe('Card declined at payment');
    expect(title({payment_failed: {words: 'Till said no', tone: 'warn'}})).toMatchObject({
      title: 'Till said no',
      tone: 'warn',
    });
    const both = {
      payment_failed: {words: 'Till said no'},
      'payment_failed card': {words: 'Card no'},
    };
    expect(title(both).title).toBe('Card no');
  });

  it('of a kind or a channel hold where nothing closer says otherwise', () => {
    const {rows, cards, format} = formatted({
      'kind:purchase': {tone: 'plain', icon: 'card'},
      payment_failed: {icon: 'cross'},
      'channel:kiosk': {tone: 'contact', icon: 'mobile', words: 'Kiosk in the shop'},
    });
    expect(rows.find(({id}) => id === declined.id)).toMatchObject({icon: 'cross', tone: 'plain'});
    // The channel marks its card, and colours its rows; what a row is stays visible.
    expect(rows.find(({id}) => id === visit.id)).toMatchObject({icon: 'dot', tone: 'contact'});
    expect(cards.at(-1)).toMatchObject({icon: 'mobile', title: 'Kiosk in the shop'});
    expect(format.messages.facets['channel:kiosk']).toBe('Kiosk in the shop');
  });

  it('change a format of theirs alone', () => {
    const before = formatFor({lang: 'en', timeZone: 'UTC'});
    formatted({showroom_visited: {words: 'Came by'}});
    expect(before.name('showroom_visited')).toBe('Showroom visited');
    expect(formatFor({lang: 'en', timeZone: 'UTC'})).toBe(before);
  });

  it('take a path of the integrator’s own', () => {
    const path = 'M3 3h14v14H3z';
    const {rows, problems} = formatted({showroom_visited: {icon: path}});
    expect(rows.at(-1)!.icon).toBe(path);
    expect(problems).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    [
      'HTML',
      {showroom_visited: {icon: '<svg onload=alert(1)>'}},
      /"\]\.icon is no icon: give the d of an SVG path .* alert, article/,
    ],
    ['an inherited name', {showroom_visited: {icon: 'constructor'}}, /\.icon is no icon/],
    ['a path with more in it', {showroom_visited: {icon: 'M0 0" onclick="x'}}, /\.icon is no icon/],
    [
      'a colour of its own',
      {showroom_visited: {tone: '#f00'}},
      /\.tone is no colour of the panel: give one of plain, good, warn, bad, contact/,
    ],
    [
      'words of another kind',
      {showroom_visited: {words: {en: 7}}},
      /\.words is no text: give 'Came/,
    ],
    [
      'a field nobody knows',
      {showroom_visited: {color: 'good'}},
      /\.color is unknown: there are icon, tone and words/,
    ],
    ['no object', {showroom_visited: 'bag'}, /looks\["showroom_visited"\] is no object/],
    [
      'a key that names nothing',
      {'planet:mars': {icon: 'bag'}},
      /is no name of a touchpoint and no facet/,
    ],
    ['a list', null, /looks is no object/],
  ])('that are wrong are named, and the default shows: %s', (_, looks, message) => {
    const {rows, problems} = formatted(looks as Looks);
    expect(problems).toEqual([expect.stringMatching(message)]);
    expect(problems[0]).toMatch(/default is shown\.$/);
    expect(rows.at(-1)).toMatchObject({icon: 'dot', tone: 'plain', title: 'Showroom visited'});
  });

  it('that are wrong in part keep the good part, and are named once', () => {
    const looks = {showroom_visited: {icon: 'nope', tone: 'good'}} as unknown as Looks;
    expect(formatted(looks).rows.at(-1)).toMatchObject({icon: 'dot', tone: 'good'});
    expect(formatted(looks).problems).toEqual([]);
  });

  it('hold in the static view', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const looks = {showroom_visited: {words: 'Came by'}, x: {icon: 'nope'}} as unknown as Looks;
    const view = journeyView([visit], {now, looks});
    expect(toText(view)).toContain('Came by');
    expect(view.lang).toMatch(/^en/);
    expect(error.mock.calls).toEqual([[expect.stringMatching(/^Throughline: looks\["x"\]\.icon/)]]);
    error.mockRestore();
  });
});
