import {describe, expect, it} from 'vitest';
import {describeSharedSecret, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {emailSamples} from '../../test/samples/mail.ts';
import {email} from './email.ts';
import {withoutHistory} from './mail-message.ts';

describe('E-mail', () => {
  it('tells what a customer asks, in whatever encoding', () => {
    expect(toldOne(email, emailSamples.question)).toEqual({
      key: 'mail:<reply-1@mail.example>',
      name: 'message_received',
      occurredAt: NOW,
      channel: 'email',
      direction: 'inbound',
      mode: 'self',
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
      contact: {
        id: 'reply-1@mail.example',
        detail: 'E-mail',
        message: 'It leaks änd hisses, a lot.',
      },
      properties: {subject: 'Kettle leaks'},
    });
  });

  it('takes the text of a reply alone, under the mail that began it', () => {
    expect(toldOne(email, emailSamples.reply)).toMatchObject({
      contact: {id: 'abcKettle@shop.example', message: 'Still leaks.'},
      properties: {subject: 'Re: Your kettle'},
    });
  });

  it('reads a subject in pieces, however they are folded', () => {
    const body = String(emailSamples.question.body).replace('\r\n =?', '\r\n\t  =?');
    expect(toldOne(email, {body}).properties).toEqual({subject: 'Kettle leaks'});
  });

  it('takes the words of HTML where there is no text', () => {
    expect(toldOne(email, emailSamples.html).contact?.message).toBe('It leaks\na < b');
  });

  it('takes no style, and no title, for words', () => {
    expect(toldOne(email, emailSamples.outlook).contact?.message).toBe(
      'To youIt’s leaking – still',
    );
  });

  it('tells nothing of a mail that is still on its way', () => {
    expect(told(email, emailSamples.delayed)).toEqual([]);
  });

  it('tells what we answer, of whom it goes to', () => {
    expect(toldOne(email, emailSamples.answer)).toMatchObject({
      name: 'message_sent',
      direction: 'outbound',
      mode: 'assisted',
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
    });
  });

  it('knows a program that answers, and a mail that came back', () => {
    expect(toldOne(email, emailSamples.absent).mode).toBe('automated');
    expect(toldOne(email, emailSamples.bounce)).toMatchObject({
      name: 'message_failed',
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
      contact: {id: 'abcKettle@shop.example'},
      outcome: {status: 'failure', reason: 'not_delivered'},
    });
  });

  it.each([
    ['=?utf-8?q?Ada_=3Cboss=40bank.example=3E?= <ada@example.com>', 'an address in a name'],
    ['"Ada <boss@bank.example>, \\"A\\"" <ada@example.com>', 'an address in a quoted name'],
    ['ada@example.com (Ada <boss@bank.example>)', 'an address in a remark'],
  ])('takes for the sender no other than who sent: %s', (from) => {
    const body = String(emailSamples.question.body).replace(/^From: .*$/m, `From: ${from}`);
    expect(toldOne(email, {body}).identifiers).toEqual([{kind: 'email', value: 'ada@example.com'}]);
  });

  it('takes for who wrote whom to answer, where our own form or group stands as the sender', () => {
    const from = (sender: string, to: string) =>
      String(emailSamples.question.body)
        .replace(/^From: .*$/m, `From: ${sender}\r\nReply-To: Ada <ada@example.com>`)
        .replace(/^To: .*$/m, `To: ${to}`);
    const known = (body: string) => toldOne(email, {body}).identifiers;
    const [ada, bob] = ['ada@example.com', 'bob@mail.example'].map((value) => [
      {kind: 'email', value},
    ]);
    expect(known(from('Contact form <no-reply@Shop.example>', 'help@shop.example'))).toEqual(ada);
    // Anybody can write down another's address to answer to: no mail server looks at that.
    expect(known(from('bob@mail.example', 'help@shop.example'))).toEqual(bob);
  });

  it('takes of a report whom it says to have failed, and not who got the mail', () => {
    const body = String(emailSamples.bounce.body).replace(
      'Final-Recipient',
      'Final-Recipient: rfc822; bob@example.com\r\nAction: delivered\r\n\r\nFinal-Recipient',
    );
    expect(toldOne(email, {body}).identifiers).toEqual([{kind: 'email', value: 'ada@example.com'}]);
  });

  it('takes the words of HTML where the text beside it is blank', () => {
    const [head] = String(emailSamples.question.body).split('\r\nContent-Type');
    const part = (type: string, text: string) => `\n--b\nContent-Type: text/${type}\n\n${text}`;
    const parts = `${part('plain', ' \n')}${part('html', '<p>It leaks</p>')}\n--b--`;
    const body = `${head}\nContent-Type: multipart/alternative; boundary=b\n${parts}`;
    expect(toldOne(email, {body}).contact?.message).toBe('It leaks');
  });

  it('puts together a letter that was cut in two between the pieces of a subject', () => {
    const body = String(emailSamples.question.body).replace(
      /^Subject: .*\r\n.*$/m,
      'Subject: =?utf-8?B?S8M=?=\r\n =?UTF-8?b?vGNoZQ==?= =?iso-8859-1?q?_=E4?=',
    );
    expect(toldOne(email, {body}).properties).toEqual({subject: 'Küche ä'});
  });

  it('knows the mail that is answered where its id stands among words', () => {
    const body = String(emailSamples.question.body).replace(
      'Subject',
      'In-Reply-To: Your message of Monday. <abcKettle@shop.example>\r\nSubject',
    );
    expect(toldOne(email, {body}).contact?.id).toBe('abcKettle@shop.example');
  });

  it.each([
    ['no id', 'From: a@b.example\nDate: Tue, 25 Nov 2025 11:00:00 +0100\n\nx', 'has no id'],
    ['no date', 'From: a@b.example\nMessage-ID: <1>\n\nx', 'has no time'],
    ['no sender', 'Message-ID: <1>\nDate: Tue, 25 Nov 2025 11:00:00 +0100\n\nx', 'names nobody'],
  ])('does not guess where there is %s', (_, body, reason) => {
    expect(reasonOf(email, {body})).toBe(reason);
  });

  it('stops in mails within mails', () => {
    const nested = (levels: number): string =>
      levels === 0
        ? 'Content-Type: text/plain\n\ndeep'
        : `Content-Type: multipart/mixed; boundary=b${levels}\n\n--b${levels}\n${nested(levels - 1)}\n--b${levels}--`;
    const head = String(emailSamples.question.body).split('\r\nSubject')[0]!;
    expect(toldOne(email, {body: `${head}\n${nested(7)}`}).contact?.message).toBe('deep');
    expect(toldOne(email, {body: `${head}\n${nested(9)}`}).contact?.message).toBeUndefined();
  });
});

describe('the history of a mail', () => {
  it.each([
    ['On Mon, Nov 24, 2025 at 9:00 AM the shop wrote:', '> old'],
    ['Am 24.11.2025 um 09:00 schrieb:', '> alt'],
    ['-----Original Message-----', 'From: shop'],
    ['________________________________', 'From: shop'],
    ['From: The shop <help@shop.example>', 'Sent: Monday, November 24, 2025 9:00 AM'],
    ['Em ter., 25 de nov. de 2025 às 10:00, a loja escreveu:', '> velho'],
    ['-----Mensagem original-----', 'De: loja'],
    ['Von: Der Laden', 'Gesendet: Montag, 24. November 2025 09:00'],
    ['--', 'Ada Lovelace'],
  ])('begins at %j', (line, next) => {
    expect(withoutHistory(`new\nOn we go\n${line}\n${next}\nmore`)).toBe('new\nOn we go');
  });

  it('is no history in between', () => {
    expect(withoutHistory('> Does it leak?\nYes.\n> Much?\nA lot.')).toBe('Yes.\nA lot.');
  });

  it('stands above the words of who answers below it', () => {
    const text = (introduction: string) =>
      `\n${introduction}\n\n> Does it?\n> Yes?\n\nA lot.\n-- \nAda`;
    expect(withoutHistory(text('On Monday, the shop wrote:'))).toBe('A lot.');
    expect(
      withoutHistory(text('On Monday, 24 November, the shop\n<help@shop.example> wrote:')),
    ).toBe('A lot.');
    expect(withoutHistory('On Monday, the shop wrote:\nDoes it?')).toBe('');
  });
});

describeSharedSecret(email);
