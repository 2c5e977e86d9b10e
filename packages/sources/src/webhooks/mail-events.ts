/** What becomes of mail that was sent, in whatever words of the vendor. */
import type {Identifier} from '@throughline/contracts';
import {keyOf, unknown, type Draft, type Meaning} from './hearing.ts';
import {id} from './reading.ts';

export interface MailEvent {
  readonly id: string | undefined;
  readonly occurredAt: number | undefined;
  readonly recipient: Identifier | undefined;
  /** The vendor's id of the mail. */
  readonly mail: string | undefined;
  readonly vendor: string;
  readonly subject?: string | undefined;
  readonly reason?: string | undefined;
  /** The whole address of a link that was clicked. */
  readonly link?: string | undefined;
  /** A program did it, not a person: a proxy that loads pictures beforehand. */
  readonly isMachine?: boolean;
  /** What the vendor's button for a test sends: of a mail that never was, to nobody. */
  readonly isTest?: boolean;
}

/** `ignored`: it is no news to anybody, such as that a server was asked to wait. */
export type MailHappening =
  'sent' | 'read' | 'clicked' | 'failed' | 'reported' | 'unsubscribed' | 'ignored';

const NAMES: Readonly<Record<Exclude<MailHappening, 'ignored'>, string>> = {
  sent: 'message_sent',
  read: 'message_read',
  clicked: 'message_clicked',
  failed: 'message_failed',
  reported: 'message_reported',
  // Of mails, not of what they pay for.
  unsubscribed: 'email_unsubscribed',
};

export const mailMeaning = (what: MailHappening | undefined, event: MailEvent): Meaning => {
  if (what === undefined) return unknown('is an event of another type');
  if (what === 'ignored' || event.isMachine || event.isTest) return [];
  const isOurs = what === 'sent' || what === 'failed';
  const draft: Draft = {
    key: keyOf('event', event.id),
    name: NAMES[what],
    occurredAt: event.occurredAt,
    channel: 'email',
    direction: isOurs ? 'outbound' : 'inbound',
    mode: isOurs ? 'automated' : 'self',
    identifiers: [event.recipient],
    outcome: what === 'failed' ? {status: 'failure', reason: event.reason} : undefined,
    relations: [{type: 'mail', id: id(event.mail)}],
    properties: {subject: event.subject, link: linkOf(event.link), vendor: event.vendor},
  };
  return draft;
};

/** Without its query, which names the customer as often as not. */
const linkOf = (link: string | undefined) => {
  if (link === undefined || !URL.canParse(link)) return undefined;
  const {protocol, origin, pathname} = new URL(link);
  return /^https?:$/.test(protocol) ? origin + pathname : undefined;
};
