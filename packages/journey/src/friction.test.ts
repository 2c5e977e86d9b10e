import type {Touchpoint} from '@throughline/contracts';
import {beforeEach, describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {FRICTION_NAMES, frictionOfName, frictionsOf, repeatContactOf} from './index.ts';

let at = 0;
const step = (name: string, over: Partial<Touchpoint> = {}) =>
  aTouchpoint({name, occurredAt: (at += 1000), sessionId: 's', ...over});
const found = (...touchpoints: Touchpoint[]) =>
  frictionsOf(touchpoints).map(({type, severity}) => [type, severity]);
const day = 86_400_000;
const contact = (id: string, occurredAt: number, over: Partial<Touchpoint['contact']> = {}) =>
  aTouchpoint({
    name: 'contact_answered',
    occurredAt,
    direction: 'inbound',
    contact: {id, ...over},
  });

describe('frictionsOf', () => {
  it('takes what the sender declares', () => {
    const click = step('friction_detected', {friction: {type: 'rage_click', severity: 2}});
    expect(frictionsOf([click])).toEqual([
      {
        type: 'rage_click',
        severity: 2,
        source: 'declared',
        at: click.occurredAt,
        touchpoints: [click.id],
      },
    ]);
  });

  it('does not count twice what is declared and ruled', () => {
    const friction = {type: 'payment_failed', severity: 2} as const;
    expect(found(step('payment_failed', {friction}))).toEqual([['payment_failed', 2]]);
  });

  it('sees a wall where a payment fails again, until an order goes through', () => {
    expect(
      found(
        step('payment_failed'),
        step('payment_failed'),
        step('order_completed'),
        step('payment_failed'),
      ),
    ).toEqual([
      ['payment_failed', 2],
      ['payment_failed', 3],
      ['payment_failed', 2],
    ]);
  });

  it('takes an order that fails because the goods ran out for no payment', () => {
    const failed = (reason?: string) =>
      step('order_failed', {outcome: {status: 'failure', ...(reason && {reason})}});
    expect(found(failed('sold_out'), failed('Out of stock'))).toEqual([]);
    expect(found(failed())).toEqual([['payment_failed', 2]]);
  });

  it('sees none where the one before is long forgotten', () => {
    const failed = (occurredAt: number) => step('payment_failed', {occurredAt});
    expect(found(failed(0), failed(7 * day), failed(15 * day))).toEqual([
      ['payment_failed', 2],
      ['payment_failed', 3],
      ['payment_failed', 2],
    ]);
  });

  it('counts one search without a hit once, though two report it', () => {
    const searched = step('help_searched', {properties: {query: 'refund', results: 0}});
    const reported = step('search_no_results', {properties: {query: 'refund'}});
    const [friction, ...others] = frictionsOf([searched, reported]);
    expect(friction).toMatchObject({
      type: 'search_no_result',
      touchpoints: [searched.id, reported.id],
    });
    expect(others).toEqual([]);
    expect(found(step('help_searched', {properties: {query: 'x', results: 3}}))).toEqual([]);
  });

  it('forgives one typing error, not the same field twice', () => {
    const refused = (field: string) => step('validation_failed', {properties: {field}});
    expect(found(refused('zip'), refused('city'))).toEqual([]);
    expect(found(refused('zip'), refused('zip'))).toEqual([['validation_error', 1]]);
    expect(found(refused('zip'), refused('zip'), refused('zip'))).toEqual([
      ['validation_error', 2],
    ]);
  });

  it('sees a contact that repeats one of the last seven days', () => {
    const first = contact('one', 0, {endedAt: day});
    const second = contact('two', 8 * day);
    expect(frictionsOf([first, second])).toMatchObject([
      {type: 'repeat_contact', touchpoints: [first.id, second.id]},
    ]);
    expect(found(first, contact('three', 8 * day + 1))).toEqual([]);
  });

  it('knows a contact by the reason that it was given later, unless that is hidden', () => {
    const call = (id: string, at: number, reason?: string) => [
      contact(id, at),
      contact(id, at + 60_000, reason === undefined ? {} : {reason}),
    ];
    expect(found(...call('one', 0, 'bill'), ...call('two', day, 'parcel'))).toEqual([]);
    const again = [...call('one', 0, 'bill'), ...call('two', day, 'parcel'), ...call('3', 2 * day)];
    expect(frictionsOf(again)).toMatchObject([
      {type: 'repeat_contact', touchpoints: [again[2]!.id, again[4]!.id]},
    ]);
    const third = call('3', 2 * day, 'bill');
    expect(frictionsOf([...again.slice(0, 4), ...third])).toMatchObject([
      {type: 'repeat_contact', touchpoints: [again[0]!.id, third[0]!.id]},
    ]);
    const hidden = [...call('one', 0, '•••'), ...call('two', day, 'parcel')];
    expect(found(...hidden)).toEqual([['repeat_contact', 2]]);
    expect(repeatContactOf(hidden)?.reason).toBe('parcel');
    expect(
      repeatContactOf([...call('one', 0, '•••'), ...call('two', day, '•••')])?.reason,
    ).toBeNull();
  });

  it('comes to an end with a hundred thousand contacts, each for another reason', () => {
    const calls = Array.from({length: 100_000}, (_, n) => contact(`c${n}`, n, {reason: `r${n}`}));
    expect(frictionsOf(calls)).toEqual([]);
  });

  it('takes another reason, or a call of ours, for no repeat', () => {
    expect(found(contact('one', 0, {reason: 'a'}), contact('two', day, {reason: 'b'}))).toEqual([]);
    const ours = {...contact('two', day), direction: 'outbound' as const};
    expect(found(contact('one', 0), ours)).toEqual([]);
    expect(found(ours, contact('three', 2 * day))).toEqual([]);
  });

  it('takes a note of ours, or what a machine answers, for no contact', () => {
    const [note, away] = [contact('two', day), contact('three', day)];
    const noted = {...note, name: 'agent_note_added', direction: 'internal' as const};
    const answered = {...away, name: 'message_received', mode: 'automated' as const};
    expect(found(contact('one', 0), noted, answered)).toEqual([]);
    const wrote = {...contact('two', day + 1), name: 'message_received'};
    expect(frictionsOf([contact('one', 0), noted, wrote])).toMatchObject([
      {type: 'repeat_contact', at: day + 1},
    ]);
  });

  it('takes hours until a letter is read for no wait in a queue', () => {
    const queued = (channel: Touchpoint['channel']) => ({
      ...contact(channel, 0, {queueMs: 3_600_000}),
      channel,
    });
    expect(found(queued('email'))).toEqual([]);
    expect(found(queued('crm'))).toEqual([]);
    expect(found(queued('chat'))).toEqual([['long_wait', 2]]);
    expect(found({...queued('email'), name: 'contact_abandoned'})).toEqual([]);
  });

  it('sees a long wait once a contact, worse when the customer gave up', () => {
    expect(found(contact('one', 0, {queueMs: 120_000}))).toEqual([]);
    expect(
      found(contact('one', 0, {queueMs: 120_001}), contact('one', 1, {queueMs: 130_000})),
    ).toEqual([['long_wait', 2]]);
    const gone = {...contact('one', 0, {queueMs: 11_000}), name: 'contact_abandoned'};
    expect(found(gone)).toEqual([['long_wait', 3]]);
    const misdialled = {...contact('one', 0, {queueMs: 9_000}), name: 'contact_abandoned'};
    expect(found(misdialled)).toEqual([]);
  });

  it('takes a second transfer harder', () => {
    const transfer = () => step('contact_transferred', {contact: {id: 'one'}});
    expect(found(transfer(), transfer())).toEqual([
      ['transfer', 1],
      ['transfer', 2],
    ]);
  });

  it.each([
    ['coupon_denied', 'coupon_denied', 1],
    ['form_abandoned', 'form_abandon', 2],
    ['contact_escalated', 'escalation', 2],
    ['ticket_reopened', 'reopened', 2],
    ['promise_broken', 'promise_broken', 3],
    ['sla_breached', 'sla_breach', 2],
  ] as const)('%s is %s', (name, type, severity) => {
    expect(found(step(name))).toEqual([[type, severity]]);
  });

  it('knows by a name alone what it is', () => {
    for (const name of FRICTION_NAMES)
      expect(frictionsOf([step(name)])).toMatchObject([{type: frictionOfName(name)}]);
    expect(frictionOfName('page_viewed')).toBeUndefined();
  });

  it('takes a poor vital for a slow page, a good one for nothing', () => {
    const vital = (rating: 'good' | 'poor') =>
      step('web_vital_measured', {vital: {name: 'LCP', value: 1, rating}});
    expect(found(vital('poor'))).toEqual([['slow_page', 2]]);
    expect(found(vital('good'))).toEqual([]);
  });

  it('counts a slow page once, whatever of it was slow, until it is opened again', () => {
    const page = {url: 'https://shop.test/a', path: '/a'};
    const slow = (name: 'TTFB' | 'FCP' | 'LCP', over: Partial<Touchpoint> = {}) =>
      step('web_vital_measured', {vital: {name, value: 9000, rating: 'poor'}, page, ...over});
    const once = [slow('TTFB'), slow('FCP'), slow('LCP')];
    const [friction, ...others] = frictionsOf(once);
    expect(friction).toMatchObject({
      type: 'slow_page',
      at: once[2]!.occurredAt,
      touchpoints: once.map(({id}) => id),
    });
    expect(others).toEqual([]);
    expect(found(...once, step('page_viewed', {page}), slow('LCP'))).toHaveLength(2);
    expect(found(...once, slow('LCP', {page: {url: 'https://shop.test/b'}}))).toHaveLength(2);
    expect(found(...once, slow('LCP', {sessionId: 't'}))).toHaveLength(2);
  });

  describe('of feelings', () => {
    const nps = (score: number, over: Partial<Touchpoint> = {}) =>
      step('survey_answered', {survey: {type: 'nps', score, min: 0, max: 10}, ...over});
    const wrote = (valence: number, over: Partial<Touchpoint> = {}) =>
      step('message_received', {
        contact: {id: 'chat'},
        sentiment: {valence, source: 'inferred', confidence: 0.5},
        ...over,
      });

    it('takes what was told as very bad for a hindrance, with what says so', () => {
      const answer = nps(2);
      expect(frictionsOf([answer])).toEqual([
        {
          type: 'negative_sentiment',
          severity: 2,
          source: 'rule',
          confidence: 0.9,
          at: answer.occurredAt,
          touchpoints: [answer.id],
        },
      ]);
      expect(found(step('review_submitted', {properties: {rating: 1}}))).toEqual([
        ['negative_sentiment', 2],
      ]);
      expect(found(nps(5), step('review_submitted', {properties: {rating: 2}}))).toEqual([]);
    });

    it('takes what a text was read as for a nuisance, and not where that is unsure', () => {
      const message = wrote(-2);
      expect(frictionsOf([message])).toMatchObject([
        {severity: 1, source: 'inferred', confidence: 0.5, touchpoints: [message.id]},
      ]);
      expect(found(wrote(-1))).toEqual([]);
      expect(
        found(wrote(-2, {sentiment: {valence: -2, source: 'inferred', confidence: 0.4}})),
      ).toEqual([]);
    });

    it('counts one conversation once, as the worst that is known of it', () => {
      const messages = [wrote(-2), wrote(-2), wrote(-2, {contact: {id: 'other'}})];
      const told = wrote(-2, {sentiment: {valence: -2, source: 'agent'}});
      const felt = frictionsOf([...messages, told]).filter(({confidence}) => confidence);
      expect(felt).toMatchObject([
        {
          severity: 2,
          source: 'rule',
          confidence: 0.6,
          at: told.occurredAt,
          touchpoints: [messages[0]!.id, messages[1]!.id, told.id],
        },
        {severity: 1, source: 'inferred', touchpoints: [messages[2]!.id]},
      ]);
    });

    it('does not count twice what the sender has declared', () => {
      const friction = {type: 'negative_sentiment', severity: 3} as const;
      const one = {type: 'negative_sentiment', severity: 3, source: 'declared'};
      const declared = frictionsOf([wrote(-2, {friction}), wrote(-2)]);
      expect(declared).toMatchObject([one]);
      expect(declared).toHaveLength(1);
    });

    it('holds nothing that was inferred of who objects', () => {
      const friction = {type: 'negative_sentiment', severity: 2} as const;
      const said = [nps(1), nps(2, {friction})];
      const all = [wrote(-2), step('message_received', {friction}), ...said];
      expect(frictionsOf(all)).toHaveLength(4);
      expect(frictionsOf(all, {inference: false})).toMatchObject(
        said.map(({id}) => ({source: 'rule', touchpoints: [id]})),
      );
    });

    it('follows an agent who says that a text means something else', () => {
      const message = wrote(-2);
      const right = (valence: number | null) =>
        step('feeling_corrected', {properties: {touchpoint: message.id, valence}});
      expect(found(message, right(null))).toEqual([]);
      expect(found(message, right(-2))).toEqual([['negative_sentiment', 2]]);
    });
  });

  describe('of pages', () => {
    const view = (path: string, after = 1000, over: Partial<Touchpoint> = {}) =>
      step('page_viewed', {
        occurredAt: (at += after),
        page: {url: `https://shop.test${path}?x`, path},
        ...over,
      });
    const walk = (...paths: string[]) => paths.map((path) => view(path));
    beforeEach(() => (at += day));

    it('feels a quick return, and more so when it is made again', () => {
      const [list, item, back] = walk('/list', '/item', '/list');
      const there = [list!, item!, back!];
      const once = {type: 'back_and_forth', severity: 1, source: 'rule'};
      expect(frictionsOf(there)).toEqual([
        {...once, at: back!.occurredAt, touchpoints: there.map(({id}) => id)},
      ]);
      const again = walk('/help', '/cart', '/list', '/item', '/list');
      expect(
        frictionsOf([...there, ...again]).filter(({type}) => type === 'back_and_forth'),
      ).toMatchObject([
        once,
        {...once, severity: 2, touchpoints: again.slice(2).map(({id}) => id)},
      ]);
    });

    it('takes a page that ends as another does for no return to it', () => {
      const there = ['/shop/a', '/b', '/c', '/a', '/b', '/a'].map((path) => view(path));
      expect(found(...there)).toEqual([['back_and_forth', 1]]);
    });

    it('lets whoever stays five seconds go back in peace', () => {
      expect(found(view('/list'), view('/item'), view('/list', 5000))).toEqual([]);
      expect(found(view('/list'), view('/list'), view('/list', 1000))).toEqual([['loop', 2]]);
    });

    it('feels a circle from the third view of a page on, with the views of it', () => {
      const views = ['/a', '/b', '/c', '/a', '/d', '/a', '/e', '/a'].map((path) =>
        view(path, 60_000),
      );
      const ids = views.filter(({page}) => page!.path === '/a').map(({id}) => id);
      const loop = {type: 'loop', severity: 2, source: 'rule'};
      expect(frictionsOf(views)).toEqual([
        {...loop, at: views[5]!.occurredAt, touchpoints: ids.slice(0, 3)},
        {...loop, at: views[7]!.occurredAt, touchpoints: ids},
      ]);
    });

    it('takes the start page for no circle', () => {
      expect(found(...['/', '/a', '/', '/b', '/'].map((path) => view(path, 60_000)))).toEqual([]);
    });

    it.each(['product_added', 'checkout_started', 'payment_info_entered', 'order_completed'])(
      'takes %s for the end of a circle',
      (name) => {
        const around = ['/list', '/item', '/list', '/item', '/list', '/item'];
        expect(found(...around.flatMap((path) => [view(path), step(name)]))).toEqual([]);
        expect(
          found(...around.flatMap((path) => [view(path), step('product_viewed')])),
        ).toContainEqual(['loop', 2]);
      },
    );

    it('keeps sessions apart, and leaves pages of no session alone', () => {
      const around = (session: (index: number) => Partial<Touchpoint>) =>
        found(
          ...['/a', '/b', '/a', '/b', '/a'].map((path, index) => view(path, 1, session(index))),
        );
      expect(around((index) => ({sessionId: `s${index}`}))).toEqual([]);
      const none = ['/a', '/b', '/a', '/b', '/a'].map((path) => {
        const {sessionId: _, ...rest} = view(path);
        return rest;
      });
      expect(found(...none)).toEqual([]);
    });
  });
});
