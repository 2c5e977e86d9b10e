import type {Touchpoint} from '@throughline/contracts';
import type {Pin, TimelineHost} from './timeline-state.ts';

/** More would not fit, and nobody looks for one among so many: the first ones go. */
const MOST = 6;
/** Customers whose pins are kept. */
const CUSTOMERS = 500;

/** Pins a touchpoint, or takes it out again. */
export const togglePin = (
  timeline: TimelineHost,
  {id, occurredAt: at}: Pick<Touchpoint, 'id' | 'occurredAt'>,
): void => {
  const others = timeline.pins.filter((pin) => pin.id !== id);
  const pins = others.length < timeline.pins.length ? others : [...others, {id, at}].slice(-MOST);
  timeline.pins = pins;
  const {source, customer} = timeline;
  if (!source || !customer) return;
  const all = kept.get(source) ?? new Map<string, readonly Pin[]>();
  kept.set(source, all);
  all.delete(customer);
  all.set(customer, pins);
  if (all.size > CUSTOMERS) all.delete(all.keys().next().value!);
};

/** What was pinned of a customer before, since the page was opened. */
export const pinsOf = ({source, customer}: TimelineHost): readonly Pin[] =>
  (source && kept.get(source)?.get(customer)) || [];

/** In memory, as when a reader last looked is: the elements store nothing. */
const kept = new WeakMap<object, Map<string, readonly Pin[]>>();
