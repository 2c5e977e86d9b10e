import type {Identifier} from '@throughline/contracts';
import type {HeardSent} from './heard-sent.ts';
import {pageOf} from './page.ts';
import {defined, instantOf, isRecord, recordOf, textOf, type Payload} from './payload.ts';
import {snakeCase} from './snake-case.ts';
import type {ToldWhen, Unknown} from './source.ts';
import {withoutAddresses} from './without-addresses.ts';

/**
 * Hears a request of Google Analytics 4's Measurement Protocol. An event has no id of its own: what
 * names it is its client, its time, its place in the request and what it says. Without a time a
 * request that is sent twice is therefore kept twice, as it would be there.
 */
export const hearGa4 = (body: unknown, receivedAt: number): HeardSent => {
  const request = recordOf(body);
  const {client_id: client, app_instance_id: app, user_id: user, events} = request;
  const identifiers: Identifier[] = [
    {kind: 'user', value: textOf(user) ?? ''},
    {kind: 'anonymous', value: textOf(client) ?? textOf(app) ?? ''},
  ].filter(({value}) => value !== '');
  const refused = (reason: string, payload: unknown): Unknown => ({reason, payload, identifiers});
  const nothing = {touchpoints: [], sentAt: receivedAt};
  if (!Array.isArray(events)) return {...nothing, unknown: [refused('events: is no list', body)]};
  if (identifiers.length === 0) {
    const reason = 'identifiers: neither client_id nor user_id';
    return {...nothing, unknown: [refused(reason, body)]};
  }

  const told: ToldWhen[] = [];
  const unknown: Unknown[] = [];
  events.forEach((event: unknown, seq) => {
    const name = isRecord(event) ? snakeCase(textOf(event.name) ?? '') : '';
    if (!isRecord(event) || name === '') {
      unknown.push(refused('name: is missing', event));
      return;
    }
    const params = recordOf(event.params);
    const micros = [event, request].map((each) => each.timestamp_micros).find(isGiven);
    const happened = micros === undefined ? receivedAt : instantOf(Number(micros) / 1000);
    if (happened === undefined) {
      unknown.push(refused('timestamp_micros: is not a time', event));
      return;
    }
    const who = identifiers.map(({value}) => value).join(' ');
    told.push({
      key: `${who} ${JSON.stringify([micros ?? receivedAt, seq, event.name, params])}`,
      // As a screen of an app is named whoever tells of it.
      name: name === 'screen_view' ? 'screen_viewed' : name,
      source: 'ga4',
      occurredAt: happened,
      seq,
      channel: client === undefined && app !== undefined ? 'mobile_app' : 'web',
      identifiers,
      ...defined({
        sessionId: textOf(params.session_id),
        page: pageOf({
          url: params.page_location,
          title: params.page_title,
          referrer: params.page_referrer,
        }),
      }),
      fields: fieldsOf(params),
    });
  });
  return {touchpoints: told, unknown, sentAt: receivedAt};
};

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== '';

/** What is said elsewhere, and where the sender was. */
const ELSEWHERE = 'session_id page_location page_title page_referrer debug_mode ip_override'.split(
  ' ',
);

const fieldsOf = (params: Payload): Payload =>
  Object.fromEntries(
    Object.entries(withoutAddresses(params))
      .filter(([key]) => !ELSEWHERE.includes(key))
      // GA4's parameters are flat but for its items: an object is no facet of ours.
      .map(([key, value]) => [key, isRecord(value) ? JSON.stringify(value) : value]),
  );
