import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Draft} from './hearing.ts';
import {get, id, identifier, list, millis, text} from './reading.ts';
import {hmacSigned, joined, mistakenIf} from './signatures.ts';
import {ticketDraft} from './tickets.ts';

/**
 * Tickets, by their ids: its webhooks say that one was made or changed, not whose it is. What joins a
 * ticket to a customer must come from elsewhere, such as a panel that is opened with both.
 */
export const hubspot: Source = {
  name: 'hubspot',
  title: 'HubSpot',
  issues: ['ticket'],
  verify: async (incoming, secret) =>
    (await signed(incoming, secret)) ||
    // Its documents say that the URL is read before it is signed; its own library does not read it.
    signed({...incoming, url: readable(incoming.url)}, secret),
  mistaken: mistakenIf(
    (line) => line.startsWith('pat-'),
    'an access token, which signs nothing: the client secret stands beside it',
  ),
  hear: hearJson(
    (event): Draft | {readonly unknown: string} => {
      const type = text(event, 'subscriptionType') ?? '';
      const change = /^ticket\.(creation|propertyChange)$/.exec(type)?.[1];
      // As of apps since 2025: the object stands beside the event.
      const generic =
        get(event, 'objectTypeId') === '0-5'
          ? /^object\.(creation|propertyChange)$/.exec(type)?.[1]
          : undefined;
      const kind = change ?? generic;
      if (!kind) return unknown('is an event of another type');
      const property = text(event, 'propertyName');
      const ticket = {
        id: id(event, 'objectId'),
        vendor: 'HubSpot',
        channel: 'crm',
        identifiers: [identifier('hubspot_ticket', event, 'objectId')],
      } as const;
      return ticketDraft(
        ticket,
        kind === 'creation' ? 'ticket_created' : 'ticket_updated',
        {
          key: keyOf('event', id(event, 'eventId'), id(event, 'objectId'), property ?? ''),
          occurredAt: millis(event, 'occurredAt'),
        },
        {changed: property},
      );
    },
    (payload) => (Array.isArray(payload) ? list(payload) : [payload]),
  ),
};

const signed = hmacSigned('SHA-256', 'base64', ({url, headers, body}) => {
  const signature = headers['x-hubspot-signature-v3'];
  const time = headers['x-hubspot-request-timestamp'];
  if (!signature || !time) return undefined;
  return {signatures: [signature], over: joined(`POST${url}`, body, time), at: Number(time)};
});

/** `%3A` is `:`, and so on for those that HubSpot names. */
const readable = (url: string) =>
  url.replaceAll(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (code) => decodeURIComponent(code));
