/**
 * A mail as it travels (RFC 5322, 2045 and 2047), as far as a journey wants to know of it. Not by a
 * library: those that are well kept, such as postal-mime, read asynchronously, and `hear` does not.
 */
import {id, plain} from './reading.ts';

export interface MailMessage {
  /** By its name in lower case; the first, unfolded and decoded. */
  readonly header: (name: string) => string | undefined;
  /** The first address in such a header; a name before it may be any text, and may look like one. */
  readonly address: (name: string) => string | undefined;
  /** The first text that is no attachment; of HTML its words. */
  readonly text: string | undefined;
  /** It is a server's report (RFC 3464), of a failure or a delay. */
  readonly isReport: boolean;
  /** Of a report: whom it could not deliver to. */
  readonly failedRecipient: string | undefined;
}

/** A mail in a mail in a mail: deeper it is an attack. */
const MOST_LEVELS = 8;
const MOST_PARTS = 100;

export const mailMessage = (raw: Uint8Array): MailMessage => {
  const part = partOf(binaryOf(raw).replaceAll('\r\n', '\n'));
  const leaves = leavesOf(part, 0);
  const texts = leaves.flatMap(textOf).filter(({text}) => text.trim() !== '');
  const found = texts.find(({isHtml}) => !isHtml) ?? texts[0];
  return {
    header: (name) => {
      const value = part.headers.get(name);
      return value === undefined ? undefined : decodedHeader(value);
    },
    address: (name) => addressOf(decoded(part.headers.get(name) ?? '')),
    text: found && (found.isHtml ? plain(found.text) : found.text),
    isReport: leaves.some(isReport),
    failedRecipient: leaves.map(failedRecipientOf).find((each) => each !== undefined),
  };
};

/**
 * Whose a mail is that we received: who sent it; but where a form or a group of our own stands as the
 * sender, in the domain that the mail went to, whom to answer. Of others anybody may write there.
 */
export const writerOf = (mail: {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly replyTo: string | undefined;
}): string | undefined => {
  const [sender, receiver] = [mail.from, mail.to].map((each) => each?.split('@')[1]?.toLowerCase());
  return (sender !== undefined && sender === receiver && mail.replyTo) || mail.from;
};

/** `"Lovelace, Ada" <ada@example.com>`; of several the first. */
export const addressOf = (header: string): string | undefined => {
  const plain = withoutRemarks(header);
  const start = plain.indexOf('<');
  if (start < 0) return plain.split(',')[0]?.trim();
  const end = plain.indexOf('>', start);
  return end < 0 ? undefined : plain.slice(start + 1, end).trim();
};

/** Without what is quoted or in brackets, where all of that ends. */
const withoutRemarks = (header: string): string => {
  let kept = '';
  let end = '';
  for (let at = 0; at < header.length; at += 1) {
    const sign = header[at]!;
    if (sign === '\\') at += 1;
    else if (end !== '') end = sign === end ? '' : end;
    else if (sign === '"') end = sign;
    else if (sign === '(') end = ')';
    else kept += sign;
  }
  return end === '' ? kept : header;
};

/** The mail that a thread began with. Of an id that is too long, the end says most. */
export const threadOf = (references: string | undefined): string | undefined => {
  // Old programs put words before it.
  const known = /<([^<>\s]{1,998})>/.exec(references ?? '')?.[1];
  return id((known ?? references?.trim().split(/\s/)[0])?.slice(-128));
};

/** What is new in a reply: without the mail it answers, and without the signature. */
export const withoutHistory = (text: string): string => {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const [above, below] = cut(lines);
  const words = unquoted(above);
  if (words !== '' || below.length === 0) return words;
  // Nothing stands above what is answered: the answer is below it.
  const quoted = below.findIndex((line) => line.startsWith('>'));
  const introduction = below.slice(0, Math.max(quoted, 0)).filter((line) => line.trim() !== '');
  const isAbove = introduction.length <= 2 && introduction.at(-1)?.trim().endsWith(':');
  return isAbove ? unquoted(cut(below.slice(quoted))[0]) : '';
};

/** What is new, and the history after it. */
const cut = (lines: readonly string[]): [string[], string[]] => {
  const end = lines.findIndex((line, at) => isHistory(line.trim(), lines[at + 1]?.trim() ?? ''));
  return end < 0 ? [[...lines], []] : [lines.slice(0, end), lines.slice(end)];
};

const unquoted = (lines: readonly string[]): string =>
  lines
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .trim();

const isHistory = (line: string, next: string): boolean =>
  line === '--' ||
  INTRODUCTIONS.some(
    ([start, end]) =>
      line.startsWith(start) &&
      (line.endsWith(end) || (next.endsWith(end) && !next.startsWith(start))),
  ) ||
  /^-{2,20} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d.origine|Mensaje original|Mensagem original)/i.test(
    line,
  ) ||
  (/^_{10,80}$/.test(line) && FROM.test(next)) ||
  // Outlook's, where it draws no line.
  (FROM.test(line) &&
    /^(?:Sent|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Date|Datum) ?:/.test(next));

const FROM = /^(?:From|Von|De|Da|Van) ?:/;

/** "On Tuesday, Ada wrote:", as mail programs put it, at times on two lines. */
const INTRODUCTIONS: readonly (readonly [string, string])[] = [
  ['On ', 'wrote:'],
  ['Am ', 'schrieb:'],
  ['Le ', 'écrit :'],
  ['El ', 'escribió:'],
  ['Il ', 'scritto:'],
  ['Op ', 'schreef:'],
  ['Em ', 'escreveu:'],
];

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const partOf = (text: string): Part => {
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const lines = head.replaceAll(/\n[ \t]/g, ' ').split('\n');
  const entries = lines.flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0
      ? [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const]
      : [];
  });
  return {
    // The first of a name stays.
    headers: new Map(entries.toReversed()),
    body: end < 0 ? '' : text.slice(end).replace(/^\n{1,2}/, ''),
  };
};

interface Text {
  readonly isHtml: boolean;
  readonly text: string;
}

/** The parts that hold no parts, in their order. */
const leavesOf = (part: Part, level: number): readonly Part[] => {
  const type = typeOf(part);
  if (!/^multipart\//i.test(type)) return [part];
  const boundary = parameterOf(type, 'boundary');
  if (!boundary || level >= MOST_LEVELS) return [];
  const [, ...parts] = `\n${part.body}`.split(`\n--${boundary}`, MOST_PARTS);
  return parts
    .filter((each) => !each.startsWith('--'))
    .flatMap((each) => leavesOf(partOf(each.slice(each.indexOf('\n') + 1)), level + 1));
};

const textOf = (part: Part): readonly Text[] => {
  const type = typeOf(part);
  const isAttached = /^attachment\b/i.test(part.headers.get('content-disposition') ?? '');
  if (isAttached || !/^text\/(?:plain|html)\b/i.test(type)) return [];
  const body = decodedBody(part.body, part.headers.get('content-transfer-encoding') ?? '');
  return [{isHtml: /^text\/html/i.test(type), text: decoded(body, parameterOf(type, 'charset'))}];
};

const isReport = (part: Part) => /^message\/delivery-status\b/i.test(typeOf(part));

const failedRecipientOf = (part: Part): string | undefined => {
  if (!isReport(part)) return undefined;
  // A group of lines for each recipient: some may have got it.
  const lines = part.body
    .split('\n\n')
    .map((group) => group.split('\n').map((line) => line.trim()))
    .find((group) => group.some((line) => /^action: ?failed$/i.test(line)));
  const recipient = lines?.find((line) => /^final-recipient: ?rfc822;/i.test(line));
  return recipient?.slice(recipient.indexOf(';') + 1).trim();
};

const typeOf = ({headers}: Part) => headers.get('content-type') ?? 'text/plain';

const parameterOf = (header: string, name: string): string | undefined => {
  const parameter = header
    .split(';')
    .slice(1)
    .map((each) => each.trim())
    .find((each) => each.toLowerCase().startsWith(`${name}=`));
  return (
    parameter
      ?.slice(name.length + 1)
      .replace(/^"/, '')
      .replace(/"$/, '') || undefined
  );
};

const decodedBody = (body: string, encoding: string): string => {
  if (/^base64$/i.test(encoding)) return fromBase64(body);
  if (/^quoted-printable$/i.test(encoding)) return fromQuoted(body.replaceAll('=\n', ''));
  return body;
};

const decodedHeader = (value: string): string => {
  const whole = decoded(value, 'utf-8');
  // Between encoded words, space only separates them.
  return whole
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/(?:=\?[\w-]{1,40}\?[bq]\?[^?\s]{0,998}\?=)+/gi, decodedWords);
};

/** Encoded words side by side: some programs cut a letter in two between them. */
const decodedWords = (words: string): string => {
  const pieces: {charset: string; binary: string}[] = [];
  for (const [, name, encoding, text] of words.matchAll(
    /=\?([\w-]{1,40})\?([bq])\?([^?\s]{0,998})\?=/gi,
  )) {
    const charset = name!.toLowerCase();
    const binary = /b/i.test(encoding!)
      ? fromBase64(text!)
      : fromQuoted(text!.replaceAll('_', ' '));
    const last = pieces.at(-1);
    if (last?.charset === charset) last.binary += binary;
    else pieces.push({charset, binary});
  }
  return pieces.map(({charset, binary}) => decoded(binary, charset)).join('');
};

const fromBase64 = (text: string): string => {
  try {
    return atob(text);
  } catch {
    return ''; // Cut or mangled on its way.
  }
};

const fromQuoted = (text: string): string =>
  text.replaceAll(/=([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

/** From characters that stand for a byte each. */
const decoded = (binary: string, charset = 'utf-8'): string => {
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes); // No charset that anybody knows.
  }
};

const binaryOf = (bytes: Uint8Array): string => {
  const chunks = Array.from({length: Math.ceil(bytes.length / 8192)}, (_, at) =>
    String.fromCharCode(...bytes.subarray(at * 8192, (at + 1) * 8192)),
  );
  return chunks.join('');
};
