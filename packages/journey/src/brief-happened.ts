import type {Touchpoint} from '@throughline/contracts';
import {
  CONTACT_MS,
  LATELY_MS,
  LED_MS,
  cameAbout,
  reasonValue,
  shortened,
  type BriefFindings,
  type Draft,
} from './brief-draft.ts';
import {standing} from './friction.ts';
import {canBegin, lastTalk, reasonIn, says} from './matters.ts';

/** What somebody who takes over has to know first: a wall, how often they were in touch, what came last. */
export const happened = (
  {frictions, touchpoints, repeatContact, now}: BriefFindings,
  lately: readonly Touchpoint[],
): Draft | null => {
  const recent = standing(frictions, lately).filter(({at}) => now - at <= LATELY_MS);
  const orderedAt = lastOf(lately, /^order_completed$/)?.occurredAt ?? -Infinity;
  const talkedAt = lastTalk(lately);
  // An order that went through after it makes a wall an old story, and a talk a wait.
  const unsettled = recent.filter(
    ({at, type}) => at > orderedAt && (type !== 'long_wait' || at > talkedAt),
  );
  const wall = unsettled.findLast(
    ({severity, type}) => severity === 3 || type === 'payment_failed',
  );
  if (wall) return stoodInTheWay(unsettled.filter(({type}) => type === wall.type));
  if (repeatContact && repeatContact.contacts > 2) {
    const {contacts, since, touchpoints} = repeatContact;
    return {
      key: 'happened.contacts',
      values: {times: contacts, since: {instant: since}},
      touchpoints,
    };
  }
  const older = touchpoints.filter(({occurredAt}) => now - occurredAt <= CONTACT_MS);
  return (
    lastMatter(lately, older, recent) ??
    seen(recent, lately, {since: 0, until: now}) ??
    lastMatter(older, older, [])
  );
};

/** The latest order, ticket or contact; of a contact that began `older` counts as well. */
const lastMatter = (
  touchpoints: readonly Touchpoint[],
  older: readonly Touchpoint[],
  frictions: BriefFindings['frictions'],
): Draft | null => {
  const event = lastOf(
    touchpoints,
    /^order_(completed|cancelled|refunded|shipped|delivered)$|^ticket_(created|reopened)$|^(subscription_cancelled|account_closed)$/,
  );
  const contact = touchpoints.findLast(
    (each) => each.contact && each.direction !== 'outbound' && canBegin(each),
  );
  const its = older.filter((each) => each.contact && each.contact.id === contact?.contact?.id);
  const first = its[0];
  const saying = its.findLast((each) => reasonIn(each) !== undefined);
  const reason = saying && reasonIn(saying);
  // A ticket that says what it is about is told by that.
  const isEvent = event && event.occurredAt >= (contact?.occurredAt ?? 0);
  if (!contact || !first || (isEvent && !(reason && event.id === first.id)))
    return event ? {...cameAbout('happened.event', event), touchpoints: [event.id]} : null;
  const until = first.occurredAt;
  // That there is a contact is no news to who answers it: without a reason, what led to it is.
  const led = frictions.filter((each) => !each.touchpoints.includes(first.id));
  const before = reason ? null : seen(led, touchpoints, {since: until - LED_MS, until});
  const wrote = reason
    ? undefined
    : its.find(
        (each) =>
          each.direction === 'inbound' && canBegin(each) && says(each.contact!.message ?? ''),
      );
  const about = reason ? reasonValue(reason) : wrote && shortened(wrote.contact!.message!);
  return (
    before ?? {
      key: about ? 'happened.contact_about' : 'happened.contact',
      values: {
        channel: {word: contact.channel},
        at: {instant: until},
        ...(about && {reason: about}),
      },
      touchpoints: [first, saying ?? wrote ?? first, contact].map(({id}) => id),
      ...(reason && {contact: contact.contact!.id}),
    }
  );
};

/** What stood in somebody's way between two instants, else the page they saw last. */
const seen = (
  frictions: BriefFindings['frictions'],
  touchpoints: readonly Touchpoint[],
  {since, until}: {since: number; until: number},
): Draft | null => {
  const isWithin = (at: number) => at >= since && at <= until;
  const hindrance = frictions.findLast(({severity, at}) => severity === 2 && isWithin(at));
  if (hindrance) {
    const same = frictions.filter(({type, at}) => type === hindrance.type && isWithin(at));
    return stoodInTheWay(same);
  }
  const page = touchpoints.findLast(
    ({name, occurredAt}) => /^(page|product)_viewed$/.test(name) && isWithin(occurredAt),
  );
  const [item] = page?.commerce?.items ?? [];
  const place = page && (page.page?.title ?? item?.name ?? page.page?.path ?? item?.sku);
  if (!place) return null;
  return {
    key: 'happened.visit',
    values: {page: place, at: {instant: page.occurredAt}},
    touchpoints: [page.id],
  };
};

/** One kind of friction, as often as it was met. */
const stoodInTheWay = (same: BriefFindings['frictions']): Draft => {
  const {type, at} = same.at(-1)!;
  return {
    key: 'happened.friction',
    values: {what: {word: type}, times: same.length, at: {instant: at}},
    touchpoints: same.flatMap(({touchpoints}) => touchpoints),
    inferred: isFeeling(type),
  };
};

/** Nobody is told how they feel, however well it is known. */
const isFeeling = (type: string) => type === 'negative_sentiment';

const lastOf = (touchpoints: readonly Touchpoint[], names: RegExp) =>
  touchpoints.findLast(({name}) => names.test(name));
