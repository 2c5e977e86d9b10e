import type {PhraseValue, Touchpoint} from '@throughline/contracts';
import {
  CONTACT_MS,
  LED_MS,
  PARTS,
  capped,
  reasonValue,
  text,
  type BriefFindings,
  type Draft,
} from './brief-draft.ts';
import {isAutoReply, reasonIn} from './matters.ts';

/** What they did to help themselves, the most telling first, and what they asked us, `but` for what is told already. */
export const tried = (
  findings: BriefFindings,
  lately: readonly Touchpoint[],
  {but}: {but: string | undefined},
): Draft | null => {
  const attempts = attemptKinds.flatMap(({key, names, detail, isEach = false}) => {
    // Of a subscription that is due nobody tries anything.
    const all = lately.filter(({name, mode}) => names.test(name) && mode !== 'automated');
    if (all.length === 0) return [];
    const things = new Set(all.map((each) => (isEach ? each.id : detail(each) || each.id)));
    return [attempt(key, all, detail(all.at(-1)!), things.size)];
  });
  const contacts = contactsBefore(findings).filter(({contact}) => contact?.id !== but);
  if (contacts.length > 0) {
    const reason = reasonValue(reasonIn(contacts.at(-1)!)!);
    attempts.splice(PARTS - 1, 0, attempt('tried.contact', contacts, reason));
  }
  if (attempts.length === 0) return null;
  return {
    key: 'tried.list',
    values: {attempts: capped(attempts.map(({phrase}) => phrase))},
    touchpoints: attempts.slice(0, PARTS).flatMap(({ids}) => ids),
  };
};

const attempt = (
  key: string,
  all: readonly Touchpoint[],
  what: PhraseValue,
  times: number = all.length,
) => ({
  phrase: {
    key: what === '' ? key : `${key}_of`,
    values: {times, ...(what !== '' && {what})},
  },
  ids: all.map(({id}) => id),
});

/** Contacts they began that are over, each by what told last what it was about. */
const contactsBefore = ({touchpoints, now}: BriefFindings): Touchpoint[] => {
  const contacts = Map.groupBy(
    touchpoints.filter(({contact, occurredAt}) => contact && now - occurredAt <= CONTACT_MS),
    ({contact}) => contact!.id,
  );
  return [...contacts.values()].flatMap((its) => {
    const isOver =
      its.some(({name}) => name.endsWith('_ended')) || now - its.at(-1)!.occurredAt > LED_MS;
    const said = its.findLast(reasonIn);
    const first = its.find((each) => !isAutoReply(each));
    return said && isOver && first?.direction !== 'outbound' ? [said] : [];
  });
};

const attemptKinds: readonly {
  key: string;
  names: RegExp;
  detail: (touchpoint: Touchpoint) => PhraseValue;
  /** The same thing again is another attempt; of an article read twice it is not. */
  isEach?: true;
}[] = [
  {
    key: 'tried.payment',
    names: /^payment_failed$/,
    detail: ({outcome}) => reasonValue(outcome?.reason ?? ''),
    isEach: true,
  },
  {
    key: 'tried.search',
    names: /^(help_searched|search_no_results)$/,
    detail: (touchpoint) => text(touchpoint, 'query'),
  },
  {
    key: 'tried.article',
    names: /^article_viewed$/,
    // `article` is mostly a part of an address.
    detail: (touchpoint) =>
      text(touchpoint, 'title') || touchpoint.page?.title || text(touchpoint, 'article'),
  },
  {key: 'tried.bot', names: /^bot_handover$/, detail: () => ''},
  {
    key: 'tried.form',
    names: /^(validation_failed|form_abandoned)$/,
    detail: (touchpoint) => text(touchpoint, 'form', 'field'),
  },
  {
    key: 'tried.coupon',
    names: /^coupon_denied$/,
    detail: ({commerce}) => commerce?.coupon ?? '',
  },
  {key: 'tried.waiting', names: /^contact_abandoned$/, detail: () => ''},
  {key: 'tried.callback', names: /^callback_requested$/, detail: () => ''},
];
