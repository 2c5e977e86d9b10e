import {readFileSync} from 'node:fs';
import {describe, expect, it} from 'vitest';
import {redaction} from '../../packages/tracker/src/plugins/redaction.ts';
import {redact} from '../../packages/contracts/src/redact.ts';
import {hasShared, sharedPath} from './shared.ts';

interface Sentence {
  readonly full_text: string;
  readonly spans: readonly {readonly entity_type: string; readonly entity_value: string}[];
}

const corpora = ['corpora/identifiers/cards.json', 'corpora/pii/presidio-research'];
const read = <T>(path: string): T =>
  JSON.parse(readFileSync(sharedPath(`corpora/${path}`), 'utf8')) as T;

describe.skipIf(!corpora.every(hasShared))(
  'redaction on labelled text (skipped where the corpora are missing)',
  () => {
    const sentences = [
      'data__synth_dataset_v2',
      'tests__data__generated_large',
      'tests__data__generated_small',
    ].flatMap((name) => read<Sentence[]>(`pii/presidio-research/${name}.json`));
    const cards = read<{
      luhnValid: Record<string, string>[];
      luhnInvalid: string[];
      notCards: string[];
    }>('identifiers/cards.json');
    const ibans = read<{valid: Record<string, string>[]; invalid: {electronic: string}[]}>(
      'identifiers/ibans.json',
    );
    const phones = read<Record<string, string>[]>('identifiers/phones.json');

    /** What a label of the corpus says is in its sentences. */
    const labelled = (type: string) =>
      sentences.flatMap(({full_text: text, spans}) =>
        spans
          .filter(({entity_type}) => entity_type === type)
          .map(({entity_value: value}) => ({text, value})),
      );
    const alone = (values: (string | undefined)[]) =>
      values
        .filter((value) => value !== undefined)
        .map((value) => ({text: `Please use ${value} for it`, value}));

    it.each([
      [
        'cards',
        0.999,
        [
          ...labelled('CREDIT_CARD'),
          ...alone(cards.luhnValid.flatMap(({plain, spaced, dashed}) => [plain, spaced, dashed])),
        ],
      ],
      ['e-mail addresses', 0.99, labelled('EMAIL_ADDRESS')],
      [
        'IBANs',
        0.98,
        [
          ...labelled('IBAN_CODE'),
          ...labelled('IBAN'),
          ...alone(ibans.valid.flatMap(({electronic, print}) => [electronic, print])),
        ],
      ],
      // As people of that country write them abroad; a bare national number may be any number.
      [
        'phone numbers',
        0.95,
        [
          ...labelled('PHONE_NUMBER'),
          ...alone(
            phones.flatMap(({e164, international, rfc3966}) => [e164, international, rfc3966]),
          ),
        ],
      ],
    ] as const)('takes out %s: recall at least %d', (kind, least, texts) => {
      const missed = texts.filter(({text, value}) => redact(text).includes(value));
      const recall = 1 - missed.length / texts.length;
      process.stdout.write(`${kind}: ${recall.toFixed(4)} of ${texts.length}\n`);
      expect(recall, JSON.stringify(missed.slice(0, 5))).toBeGreaterThanOrEqual(least);
    });

    it('leaves alone what is none of these: false positives at most 1 %', () => {
      const personal = /CREDIT_CARD|EMAIL|IBAN|PHONE|US_SSN|PASSWORD/;
      const innocent = [
        ...cards.luhnInvalid.map((text) => `Please use ${text} for it`),
        ...cards.notCards.map(String),
        ...sentences
          .filter(({spans}) => !spans.some(({entity_type}) => personal.test(entity_type)))
          .map(({full_text}) => full_text),
      ];
      const changed = innocent.filter((text) => redact(text) !== text);
      process.stdout.write(`false positives: ${changed.length} of ${innocent.length}\n`);
      // A mistyped IBAN is most likely still somebody's: it may go, as a long number or a token.
      const mistyped = ibans.invalid.filter(({electronic}) => redact(electronic) !== electronic);
      process.stdout.write(
        `mistyped IBANs taken out: ${mistyped.length} of ${ibans.invalid.length}\n`,
      );
      expect(changed.length / innocent.length, changed.slice(0, 10).join('\n')).toBeLessThanOrEqual(
        0.01,
      );
    });

    it('leaves no secret in an address', () => {
      const clean = redaction().cleanUrl!;
      const leaks = read<string[]>('identifiers/token-urls.json').filter((address) => {
        const kept = clean(new URL(address));
        return /abc123def456|eyJ|4%2F0AX|jo@|jo%40|AKIA|deadbeef|s%3Aabc|442079460958|4111|p%40ss/i.test(
          kept,
        );
      });
      expect(leaks).toEqual([]);
    });
  },
);
