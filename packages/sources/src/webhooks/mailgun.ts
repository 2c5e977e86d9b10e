import type {Source} from '../source.ts';
import {hearJson} from './hearing.ts';
import {mailMeaning, type MailHappening} from './mail-events.ts';
import {get, id, identifier, jsonOf, own, seconds, text} from './reading.ts';
import {hmacSigned} from './signatures.ts';

/** It tries again after 10 minutes first, and for 8 hours in all. */
const againMs = 9 * 3_600_000;

/** What became of mail that Mailgun sent. */
export const mailgun: Source = {
  name: 'mailgun',
  title: 'Mailgun',
  // It signs the time and a word of its own, inside the body, but not what happened.
  verify: hmacSigned('SHA-256', 'hex', ({body}) => {
    const signature = get(jsonOf(body), 'signature');
    const time = text(signature, 'timestamp');
    const token = text(signature, 'token');
    const made = text(signature, 'signature');
    if (!time || !token || !made) return undefined;
    return {signatures: [made], over: time + token, at: Number(time) * 1000, againMs};
  }),
  hear: hearJson((payload) => {
    const event = get(payload, 'event-data');
    const isMachine =
      Boolean(text(event, 'client-info.bot')) || get(event, 'severity') === 'temporary';
    return mailMeaning(own(HAPPENINGS, get(event, 'event')), {
      id: id(event, 'id'),
      occurredAt: seconds(event, 'timestamp'),
      // What it has rejected, it has not addressed.
      recipient:
        identifier('email', event, 'recipient') ?? identifier('email', event, 'message.headers.to'),
      mail: id(event, 'message.headers.message-id'),
      vendor: 'Mailgun',
      subject: text(event, 'message.headers.subject'),
      reason:
        text(event, 'delivery-status.message') ??
        text(event, 'delivery-status.description') ??
        text(event, 'reject.reason') ??
        text(event, 'reason'),
      link: text(event, 'url'),
      isMachine,
      // Of 2013, and at whatever domain it is asked for.
      isTest:
        text(event, 'message.headers.message-id')?.startsWith('20130503182626.18666.16540@') ===
        true,
    });
  }),
};

const HAPPENINGS: Readonly<Record<string, MailHappening>> = {
  accepted: 'ignored',
  delivered: 'sent',
  opened: 'read',
  clicked: 'clicked',
  failed: 'failed',
  rejected: 'failed',
  complained: 'reported',
  unsubscribed: 'unsubscribed',
};
