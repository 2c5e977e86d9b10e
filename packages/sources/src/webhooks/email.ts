import type {Source} from '../source.ts';
import {heard, keyOf, type Meaning} from './hearing.ts';
import {mailMessage, threadOf, withoutHistory, writerOf, type MailMessage} from './mail-message.ts';
import {identifier, mailDate, text, textOf} from './reading.ts';
import {sharedSecret} from './signatures.ts';

/** A mail as it travels, piped here by a mail server: what customers write, and what we answer. */
export const email: Source = {
  name: 'email',
  title: 'E-mail (RFC 5322)',
  verify: sharedSecret,
  headers: ['x-throughline-direction'],
  hear: ({body, headers}) => {
    const isOurs = headers['x-throughline-direction'] === 'outbound';
    return heard(draftOf(mailMessage(body), isOurs), textOf(body));
  },
};

const draftOf = (mail: MailMessage, isOurs: boolean): Meaning => {
  const messageId = mail.header('message-id');
  const failed = mail.failedRecipient;
  const [to, replyTo] = [mail.address('to'), mail.address('reply-to')];
  if (mail.isReport && failed === undefined) return []; // It tries again, or has delivered it.
  const isAutomatic =
    /^auto-/i.test(mail.header('auto-submitted') ?? '') ||
    mail.header('x-autoreply') !== undefined ||
    failed !== undefined;
  return {
    key: keyOf('mail', messageId),
    name: failed ? 'message_failed' : isOurs ? 'message_sent' : 'message_received',
    occurredAt: mailDate(mail.header('date')),
    channel: 'email',
    direction: isOurs || failed ? 'outbound' : 'inbound',
    mode: isAutomatic ? 'automated' : isOurs ? 'assisted' : 'self',
    identifiers: [
      failed
        ? identifier('email', failed)
        : identifier('email', isOurs ? to : writerOf({from: mail.address('from'), to, replyTo})),
    ],
    contact: {
      id: threadOf(mail.header('references') || mail.header('in-reply-to') || messageId),
      detail: 'E-mail',
      message: failed ? undefined : text(withoutHistory(mail.text ?? '')),
    },
    outcome: failed ? {status: 'failure', reason: 'not_delivered'} : undefined,
    properties: {subject: text(mail.header('subject'))},
  };
};
