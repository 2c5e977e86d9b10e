import type {Source} from '../source.ts';
import {hearJson} from './hearing.ts';
import {mailMeaning, type MailHappening} from './mail-events.ts';
import {get, id, identifier, list, own, seconds, text} from './reading.ts';
import {ecdsaSigned, isNoPublicKey, joined, mistakenIf} from './signatures.ts';

/** It tries for 24 hours. */
const againMs = 24 * 3_600_000;

/** What became of mail that SendGrid sent. */
export const sendgrid: Source = {
  name: 'sendgrid',
  title: 'SendGrid',
  // The secret is the verification key that SendGrid shows: a public one.
  verify: ecdsaSigned(({headers, body}) => {
    const signature = headers['x-twilio-email-event-webhook-signature'];
    const time = headers['x-twilio-email-event-webhook-timestamp'];
    if (!signature || !time) return undefined;
    return {signatures: [signature], over: joined(time, body), at: Number(time) * 1000, againMs};
  }),
  mistaken: mistakenIf(
    isNoPublicKey,
    'no public key: give the verification key in one line, as SendGrid shows it',
  ),
  hear: hearJson(
    (event) =>
      mailMeaning(own(HAPPENINGS, get(event, 'event')), {
        id: id(event, 'sg_event_id'),
        occurredAt: seconds(event, 'timestamp'),
        recipient: identifier('email', event, 'email'),
        // Ends in the server that took it: `abc.filter0001.16648.5515E0B88.0`.
        mail: text(event, 'sg_message_id')?.split('.')[0],
        vendor: 'SendGrid',
        reason: text(event, 'reason') ?? text(event, 'type'),
        link: text(event, 'url'),
        isMachine: get(event, 'sg_machine_open') === true,
        isTest:
          text(event, 'email') === 'example@test.com' &&
          text(event, 'sg_message_id')?.startsWith('14c5d75ce93.') === true,
      }),
    (payload) => (Array.isArray(payload) ? list(payload) : [payload]),
  ),
};

const HAPPENINGS: Readonly<Record<string, MailHappening>> = {
  processed: 'ignored',
  deferred: 'ignored',
  delivered: 'sent',
  open: 'read',
  click: 'clicked',
  bounce: 'failed',
  dropped: 'failed',
  spamreport: 'reported',
  unsubscribe: 'unsubscribed',
  group_unsubscribe: 'unsubscribed',
  group_resubscribe: 'ignored',
};
