import type {Source} from '../source.ts';
import {hearJson, keyOf, type Draft} from './hearing.ts';
import {mailMeaning, type MailHappening} from './mail-events.ts';
import {addressOf, threadOf, withoutHistory, writerOf} from './mail-message.ts';
import {get, id, identifier, iso, list, mailDate, own, text} from './reading.ts';
import {sharedSecret} from './signatures.ts';

/** What became of mail that Postmark sent, and mail that it received. */
export const postmark: Source = {
  name: 'postmark',
  title: 'Postmark',
  verify: sharedSecret,
  hear: hearJson((event) => {
    const type = get(event, 'RecordType');
    if (type === undefined && get(event, 'FromFull') !== undefined) return received(event);
    const occurredAt = ['DeliveredAt', 'BouncedAt', 'ReceivedAt', 'ChangedAt']
      .map((path) => iso(event, path))
      .find((at) => at !== undefined);
    // Of a mail to several, each recipient has its own; and a link may be followed again.
    const recipient = text(event, 'Recipient') ?? text(event, 'Email');
    return mailMeaning(happeningOf(event), {
      id: keyOf(text(type), id(event, 'ID') ?? id(event, 'MessageID'), recipient, occurredAt),
      occurredAt,
      recipient: identifier('email', recipient),
      mail: id(event, 'MessageID'),
      vendor: 'Postmark',
      subject: text(event, 'Subject'),
      reason: text(event, 'Type') ?? text(event, 'SuppressionReason'),
      link: text(event, 'OriginalLink'),
      isTest:
        recipient === 'john@example.com' &&
        get(event, 'MessageID') === '883953f4-6105-42a2-a16a-77a8eac79483',
    });
  }),
};

const happeningOf = (event: unknown): MailHappening | undefined => {
  const type = get(event, 'RecordType');
  if (type === 'Bounce') {
    const kind = text(event, 'Type') ?? '';
    if (kind === 'Unsubscribe') return 'unsubscribed';
    return ARRIVED.test(kind) ? 'ignored' : 'failed';
  }
  if (type === 'SubscriptionChange') {
    return get(event, 'SuppressSending') === true ? 'unsubscribed' : 'ignored';
  }
  return own(HAPPENINGS, type);
};

/** It is tried again; or it arrived, and a program of theirs has answered. */
const ARRIVED =
  /^(?:Transient|SoftBounce|DnsError|AutoResponder|Subscribe|OpenRelayTest|AddressChange|ChallengeVerification)$/;

const HAPPENINGS: Readonly<Record<string, MailHappening>> = {
  Delivery: 'sent',
  Open: 'read',
  Click: 'clicked',
  SpamComplaint: 'reported',
};

const received = (mail: unknown): Draft => {
  const header = (name: string) => {
    const found = list(mail, 'Headers').find((each) => text(each, 'Name')?.toLowerCase() === name);
    return text(found, 'Value');
  };
  const messageId = header('message-id') ?? text(mail, 'MessageID');
  const words = text(mail, 'StrippedTextReply') ?? withoutHistory(text(mail, 'TextBody') ?? '');
  const writer = writerOf({
    from: text(mail, 'FromFull.Email'),
    to: text(mail, 'ToFull.0.Email'),
    replyTo: addressOf(text(mail, 'ReplyTo') ?? ''),
  });
  return {
    key: keyOf('mail', messageId),
    name: 'message_received',
    occurredAt: mailDate(mail, 'Date'),
    channel: 'email',
    direction: 'inbound',
    mode: header('auto-submitted')?.startsWith('auto-') ? 'automated' : 'self',
    identifiers: [identifier('email', writer)],
    contact: {
      id: threadOf(header('references') ?? header('in-reply-to') ?? messageId),
      detail: 'Postmark',
      message: text(words),
    },
    properties: {subject: text(mail, 'Subject')},
  };
};
