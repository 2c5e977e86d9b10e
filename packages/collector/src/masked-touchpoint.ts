import type {Identifier, Properties, Touchpoint} from '@throughline/contracts';
import {cleanUrl} from '@throughline/sources';

/** Stands where something is left out. */
export const hidden = '•••';

export const maskedIdentifier = (identifier: Identifier): Identifier =>
  identifier.kind === 'anonymous' ? identifier : {...identifier, value: hidden};

/**
 * A touchpoint for who sees neither names nor words. What is left out is said: `•••` stands in its
 * place, and where a journey has to tell one number from another, an alias of it. What is hidden in
 * one place is hidden wherever else it stands in the touchpoint, as in the address of a page.
 *
 * @param alias - The same for the same number, and known to nobody.
 */
export const maskedTouchpoint =
  (alias: (value: string) => string) =>
  (touchpoint: Touchpoint): Touchpoint => {
    const secrets = new Set<string>();
    const secretly =
      (mask: (value: string) => string) =>
      (value: string): string => {
        secrets.add(value);
        return mask(value);
      };
    const name = secretly(alias);
    const word = secretly(() => hidden);
    const {page, commerce, contact, survey, friction, relations, properties} = touchpoint;
    const masked: Touchpoint = {
      ...touchpoint,
      identifiers: touchpoint.identifiers.map(maskedIdentifier),
      ...(page && {page: mapped(page, {url: addressOf, path: pathOf, referrer: addressOf})}),
      ...(commerce && {commerce: mapped(commerce, {orderId: name, cartId: name})}),
      ...(contact && {contact: mapped(contact, {id: name, message: word})}),
      ...(survey && {survey: mapped(survey, {verbatim: word})}),
      ...(friction?.evidence && {
        friction: {...friction, evidence: flat(friction.evidence, {name, word})},
      }),
      ...(relations && {
        relations: relations.map((each) =>
          // As `contact.agent`: an opaque id of who works here.
          each.type === 'agent' ? each : mapped(each, {id: name}),
        ),
      }),
      ...(properties && {properties: flat(properties, {name, word})}),
    };
    for (const {kind, value} of touchpoint.identifiers)
      if (kind !== 'anonymous') secrets.add(value);
    return secrets.size === 0 ? masked : without(masked, secrets);
  };

type Mask = (value: string) => string;
type Scalar = string | number | boolean | null;

/** An object with some of its texts changed. */
const mapped = <Facet extends object>(
  facet: Facet,
  masks: {readonly [Key in keyof Facet]?: Mask},
): Facet => {
  const changed = {...facet};
  for (const [key, mask] of Object.entries(masks) as [keyof Facet, Mask][]) {
    const value = facet[key];
    if (typeof value === 'string') changed[key] = mask(value) as Facet[typeof key];
  }
  return changed;
};

/** Flat fields, by what their keys say they hold; an address of a page as any other. */
const flat = <Fields extends Properties>(
  fields: Fields,
  {name, word}: Record<'name' | 'word', Mask>,
) =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      const mask = isTyped(key) ? word : isName(key) ? name : undefined;
      if (value === null || typeof value === 'boolean') return [key, value];
      const masked = (each: Scalar) => (mask ? mask(String(each)) : pageOf(each));
      return [key, Array.isArray(value) ? value.map(masked) : masked(value)];
    }),
  ) as Fields;

/** Whether a property holds what a person has typed. */
export const isTyped = (key: string): boolean =>
  /^(query|note|subject|message|comment|text)$/.test(key);

const PERSON = 'user|customer|member|profile|person|recipient|login';
const MATTER =
  'order|ticket|case|invoice|account|conversation|thread|contact|call|parcel|shipment|tracking|return|refund|claim|subscription|booking|reservation|cart|promise';
const NAME = new RegExp(
  `^(?:(?:${PERSON}|${MATTER})s?(?:_?(?:id|number|no|nr|name|key|token|code|ref|reference)s?)?|(?:first|last|full)_name|(?:[a-z]+_)?(?:email|phone|address))$`,
);

/** Whether a property holds a name or a number of somebody's: `order`, `ticket_id`, `trackingNumber`. */
const isName = (key: string): boolean =>
  NAME.test(key.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase());

const OF_PERSON = new RegExp(`^(?:${PERSON})s?$`, 'i');
const OF_MATTER = new RegExp(`^(?:${MATTER})s?$`, 'i');

/** A path without the name or the number that stands behind what it is of: `/orders/•••`. */
const pathOf = (path: string): string =>
  path
    .split('/')
    .map((part, index, parts) => {
      const of = parts[index - 1] ?? '';
      const isOwn = OF_PERSON.test(of) || (OF_MATTER.test(of) && /\d/.test(part));
      return part && isOwn ? hidden : part;
    })
    .join('/');

/** Without what a query may hold of what was searched. */
const addressOf = (address: string): string => {
  const [path = '', query] = (cleanUrl(address) ?? address.replace(/[?#].*$/s, '')).split('?');
  return `${pathOf(path)}${query === undefined ? '' : `?${query}`}`;
};

const pageOf = (value: Scalar): Scalar =>
  typeof value === 'string' && /^https?:\/\//i.test(value) ? addressOf(value) : value;

/** Short ones stand in many a text by chance: they are hidden where they are all of it. */
const SHORT = 4;

const without = (touchpoint: Touchpoint, secrets: ReadonlySet<string>): Touchpoint => {
  const long = [...secrets].filter(({length}) => length >= SHORT);
  const anywhere =
    long.length > 0 &&
    new RegExp(
      [...new Set(long.flatMap((each) => [each, encodeURIComponent(each)]))]
        .toSorted((one, other) => other.length - one.length)
        .map((each) => each.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'))
        .join('|'),
      'gi',
    );
  const text = (value: string): string => {
    if (secrets.has(value)) return hidden;
    return anywhere ? value.replace(anywhere, hidden) : value;
  };
  const cleaned = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number') return secrets.has(String(value)) ? hidden : value;
    return Array.isArray(value) ? value.map(cleaned) : value;
  };
  const allOf = <Fields extends object>(fields: Fields): Fields =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, cleaned(value)]),
    ) as Fields;

  const {page, commerce, contact, friction, outcome, relations, properties} = touchpoint;
  return {
    ...touchpoint,
    ...(page && {page: allOf(page)}),
    ...(commerce && {
      commerce: mapped(commerce, {
        coupon: text,
        step: text,
        paymentMethod: text,
        shippingMethod: text,
        list: text,
      }),
    }),
    ...(contact && {contact: mapped(contact, {reason: text, queue: text, detail: text})}),
    ...(friction?.evidence && {friction: {...friction, evidence: allOf(friction.evidence)}}),
    ...(outcome && {outcome: mapped(outcome, {reason: text})}),
    ...(relations && {relations: relations.map((each) => mapped(each, {qualifier: text}))}),
    ...(properties && {properties: allOf(properties)}),
  };
};
