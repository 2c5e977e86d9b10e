import type {Touchpoint} from '@throughline/contracts';
import {instantOf, nameOf, propertiesOf} from './history.ts';
import type {Heard, Told} from './source.ts';

/** A value of XES (IEEE 1849), by its type: `date` and `id` are text. */
export type XesValue = string | number | boolean;

/** An event of a log, with its trace. */
export interface XesEvent {
  /** The trace's `concept:name`; undefined where it is in none. */
  readonly trace: string | undefined;
  /** Its place in the trace, from 0. */
  readonly index: number;
  readonly attributes: Readonly<Record<string, XesValue>>;
}

const activity = 'concept:name';
const timestamp = 'time:timestamp';

/**
 * An event of a log of the past. The trace is the customer, under an identifier of the kind given; the
 * activity is the name, as `names` calls it or in our form, and as it was among the properties, with all
 * other attributes.
 */
export const heardOfXes = (
  {trace, index, attributes}: XesEvent,
  {
    kind,
    channel,
    names,
  }: {kind: string; channel: Told['channel']; names?: Readonly<Record<string, string>>},
): Heard => {
  const identifiers = trace === undefined ? [] : [{kind, value: trace}];
  const {[activity]: name, [timestamp]: at, ...rest} = attributes;
  const occurredAt = instantOf(at);
  const missing = trace === undefined ? 'trace' : typeof name === 'string' ? timestamp : activity;
  if (trace === undefined || typeof name !== 'string' || occurredAt === undefined) {
    const reason = `${missing}: is missing`;
    return {touchpoints: [], unknown: [{reason, payload: {trace, ...attributes}, identifiers}]};
  }
  const ours = nameOf(name, names);
  const told: Told = {
    key: JSON.stringify([trace, index, name, at]),
    name: ours,
    occurredAt,
    seq: index,
    channel,
    identifiers,
    properties: propertiesOf({...(ours !== name && {[activity]: name}), ...rest}),
  };
  return {touchpoints: [told], unknown: []};
};

/** A touchpoint as attributes of an XES event; what was imported from XES comes back as it was. */
export const xesOf = (touchpoint: Touchpoint): Record<string, XesValue> => {
  const {
    name,
    occurredAt,
    properties = {},
    channel,
    sessionId,
    contact,
    commerce,
    page,
    outcome,
  } = touchpoint;
  const scalars = Object.entries(properties).filter(
    (entry): entry is [string, XesValue] => entry[1] !== null && typeof entry[1] !== 'object',
  );
  const own: Record<string, XesValue | undefined> = {
    'throughline:id': touchpoint.id,
    'throughline:channel': channel,
    'throughline:session': sessionId,
    'throughline:contact': contact?.id,
    'throughline:order': commerce?.orderId,
    'throughline:page': page?.path ?? page?.url,
    'throughline:outcome': outcome?.status,
  };
  return {
    [activity]: name,
    [timestamp]: new Date(occurredAt).toISOString(),
    ...Object.fromEntries(
      Object.entries(own).filter((entry): entry is [string, XesValue] => entry[1] !== undefined),
    ),
    ...Object.fromEntries(scalars), // With the activity as its log had it.
  };
};
