import type {Identifier, Relation, Touchpoint} from '@throughline/contracts';
import {LIMITS} from '@throughline/contracts';
import {instantOf, nameOf, propertiesOf} from './history.ts';
import {isRecord} from './payload.ts';
import type {Heard, Told} from './source.ts';

/** An event of OCEL 2.0, as its JSON has it. */
export interface OcelEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly attributes: readonly {readonly name: string; readonly value: unknown}[];
  readonly relationships: readonly {readonly objectId: string; readonly qualifier: string}[];
}

/** A log of OCEL 2.0 (ocel-standard.org), as its JSON has it. */
export interface Ocel {
  readonly eventTypes: readonly OcelType[];
  readonly objectTypes: readonly OcelType[];
  readonly events: readonly OcelEvent[];
  readonly objects: readonly {
    readonly id: string;
    readonly type: string;
    readonly attributes?: readonly unknown[];
    readonly relationships?: readonly unknown[];
  }[];
}

interface OcelType {
  readonly name: string;
  readonly attributes: readonly {readonly name: string; readonly type: string}[];
}

/**
 * The events of a log of the past. Objects of the types in `identify` say who it was, under an
 * identifier of that kind; every object is a relation. What objects are like and how they belong to
 * one another is not kept: a touchpoint is what happened.
 */
export const heardOfOcel = (
  log: Ocel,
  {
    identify,
    channel,
    names,
  }: {
    identify: Readonly<Record<string, string>>;
    channel: Told['channel'];
    /** Our names for types of events; without one it is its words in our form. */
    names?: Readonly<Record<string, string>>;
  },
): Heard => {
  const types = new Map(log.objects.map(({id, type}) => [id, type]));
  const touchpoints: Told[] = [];
  const unknown: Heard['unknown'][number][] = [];
  for (const event of log.events as readonly unknown[]) {
    if (!isEvent(event)) {
      unknown.push({reason: 'is no event of OCEL', payload: event, identifiers: []});
      continue;
    }
    const related = (event.relationships ?? []).map(({objectId, qualifier}) => ({
      type: types.get(objectId) ?? 'object',
      id: objectId,
      ...(qualifier && {qualifier}),
    }));
    const identifiers = identifiersOf(related, identify);
    const occurredAt = instantOf(event.time);
    if (occurredAt === undefined || identifiers.length === 0) {
      const reason = occurredAt === undefined ? 'time: is no instant' : 'no object says who it was';
      unknown.push({reason, payload: event, identifiers});
      continue;
    }
    const name = nameOf(event.type, names);
    const attributes = Object.fromEntries(
      (event.attributes ?? []).map((each) => [each.name, each.value]),
    );
    touchpoints.push({
      key: event.id,
      name,
      occurredAt,
      channel,
      identifiers,
      relations: related.slice(0, LIMITS.relations),
      properties: propertiesOf({
        ...(name !== event.type && {[typeKey]: event.type}),
        [idKey]: event.id,
        ...attributes,
      }),
    });
  }
  return {touchpoints, unknown};
};

/** Whether what is read of an event is in the form it has in OCEL: a file is somebody else's. */
const isEvent = (event: unknown): event is OcelEvent =>
  isRecord(event) &&
  typeof event['id'] === 'string' &&
  typeof event['type'] === 'string' &&
  [event['attributes'] ?? [], event['relationships'] ?? []].every(
    (each) => Array.isArray(each) && each.every(isRecord),
  );

const typeKey = 'ocel:type';
const idKey = 'ocel:id';

const identifiersOf = (
  related: readonly Relation[],
  identify: Readonly<Record<string, string>>,
): Identifier[] =>
  related
    .flatMap(({type, id}) => {
      const kind = Object.hasOwn(identify, type) ? identify[type] : undefined;
      return kind === undefined ? [] : [{kind, value: id}];
    })
    .slice(0, LIMITS.identifiers);

/** Touchpoints of customers as an OCEL log: each with its customer, session, contact, order and relations. */
export const ocelOf = (
  customers: Iterable<readonly [customer: string, touchpoints: readonly Touchpoint[]]>,
): Ocel => {
  const events: OcelEvent[] = [];
  const objects = new Map<string, string>();
  const attributes = new Map<string, Map<string, string>>();
  const relate = (type: string, id: string | undefined, qualifier: string) => {
    if (id === undefined) return [];
    // Ids are unique in a log, whatever the type.
    const known = objects.get(id);
    const objectId = known === undefined || known === type ? id : `${type}:${id}`;
    objects.set(objectId, type);
    return [{objectId, qualifier}];
  };
  for (const [customer, touchpoints] of customers) {
    for (const {
      id,
      name,
      occurredAt,
      sessionId,
      channel,
      contact,
      commerce,
      relations,
      properties = {},
    } of touchpoints) {
      const {[typeKey]: type, [idKey]: own, ...rest} = properties;
      const eventType = typeof type === 'string' ? type : name;
      const given = Object.entries({channel, ...rest}).filter(
        ([, value]) => value !== null && typeof value !== 'object',
      );
      const declared = attributes.get(eventType) ?? new Map<string, string>();
      attributes.set(eventType, declared);
      for (const [key, value] of given) declared.set(key, widest(declared.get(key), typeOf(value)));
      events.push({
        id: typeof own === 'string' ? own : id,
        type: eventType,
        time: new Date(occurredAt).toISOString(),
        attributes: given.map(([key, value]) => ({name: key, value})),
        relationships: [
          ...relate('customer', customer, 'customer'),
          ...relate('session', sessionId, 'session'),
          ...relate('contact', contact?.id, 'contact'),
          ...relate('order', commerce?.orderId, 'order'),
          ...(relations ?? []).flatMap((each) =>
            relate(each.type, each.id, each.qualifier ?? each.type),
          ),
        ],
      });
    }
  }
  return {
    eventTypes: [...attributes].map(([name, declared]) => ({
      name,
      attributes: [...declared].map(([key, type]) => ({name: key, type})),
    })),
    objectTypes: [...new Set(objects.values())].map((name) => ({name, attributes: []})),
    events,
    objects: [...objects].map(([id, type]) => ({id, type, attributes: [], relationships: []})),
  };
};

const typeOf = (value: unknown) =>
  typeof value === 'number'
    ? Number.isInteger(value)
      ? 'integer'
      : 'float'
    : typeof value === 'boolean'
      ? 'boolean'
      : 'string';
const widest = (known: string | undefined, type: string) =>
  known === undefined || known === type
    ? type
    : [known, type].every((each) => each === 'integer' || each === 'float')
      ? 'float'
      : 'string';
