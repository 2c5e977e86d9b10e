import type {Touchpoint} from '@throughline/contracts';
import {tell} from './error-event.ts';
import type {JourneySource} from './journey-source.ts';

// Comes with a `JourneySource` that an integrator wrote, to say what of its answers cannot be shown: the
// types say so too, but not to a page without them.

const isText = (value: unknown) => typeof value === 'string' && value !== '';
/** What a `Date` holds. */
const isTime = (value: unknown) => typeof value === 'number' && Math.abs(value) <= 864e13;

type Field = readonly [name: keyof Touchpoint, is: (value: unknown) => boolean, advice: string];

const MS = 'Give milliseconds since 1970, as Date.parse(text) does.';

/** What a touchpoint is left out without. */
const NEEDED: readonly Field[] = [
  ['id', isText, 'Give each a text of its own: by it a touchpoint is shown once.'],
  ['name', isText, "Give a text, such as 'page_viewed'."],
  ['occurredAt', isTime, MS],
  ['channel', isText, "Give one, such as 'web'."],
];

/** What it shows without all the same. */
const WANTED: readonly Field[] = [
  ['occurredAt', Number.isInteger, MS],
  ['identifiers', Array.isArray, 'Give [], or [{kind, value}].'],
  [
    'clocks',
    (clocks) => Number.isInteger((clocks as {received?: unknown} | null | undefined)?.received),
    'Give {client, sent, received}: occurredAt three times, where nothing else is known.',
  ],
];

/**
 * A source without what of its touchpoints cannot be shown; for each source one, by which it is known. Says once
 * of each thing what is wrong: to the element that asked last.
 */
export const ownSource = (source: JourneySource, element: EventTarget): JourneySource => {
  askers.set(source, element);
  const own = checked.get(source) ?? check(source);
  checked.set(source, own);
  return own;
};

const askers = new WeakMap<JourneySource, EventTarget>();
const checked = new WeakMap<JourneySource, JourneySource>();

const check = (source: JourneySource) => {
  const told = new Set<string>();
  const say = (message: string) => {
    if (!told.has(message)) tell(askers.get(source)!, message);
    told.add(message);
  };
  /** It as it can be shown, if it can. */
  const shown = (touchpoint: Touchpoint, from: string): Touchpoint[] => {
    const lacks = (fields: readonly Field[]) =>
      fields.filter(([name, is]) => !is((touchpoint as Partial<Touchpoint> | null)?.[name]));
    const missing = lacks(NEEDED);
    const rest = missing.length > 0 ? ' It is left out.' : '';
    const wrong = rest ? missing : lacks(WANTED);
    for (const [name, , advice] of wrong)
      say(`source.${from}() gave a touchpoint whose ${name} cannot be shown.${rest} ${advice}`);
    if (rest) return [];
    if (!wrong.some(([name]) => name === 'clocks')) return [touchpoint];
    // By them it is told which of two with the same id came first.
    const at = touchpoint.occurredAt;
    return [{...touchpoint, clocks: {client: at, sent: at, received: at}}];
  };

  const reads: Pick<JourneySource, 'timeline' | 'live'> = {
    async timeline(customer, options) {
      const page = await source.timeline(customer, options);
      if (!Array.isArray(page?.touchpoints)) {
        say('source.timeline() gave no page: give {touchpoints: [...], total, next}.');
        return page;
      }
      if (!Number.isInteger(page.total))
        say('source.timeline() gave no total: give how many there are in all.');
      return {...page, touchpoints: page.touchpoints.flatMap((each) => shown(each, 'timeline'))};
    },
    async *live(customer, options) {
      for await (const event of source.live(customer, options)) {
        if (event.type !== 'touchpoint') yield event;
        else for (const touchpoint of shown(event.touchpoint, 'live')) yield {...event, touchpoint};
      }
    },
  };
  // All else is the source's own, and called as its own: of a class it has fields that no other may see.
  return new Proxy<JourneySource>({} as JourneySource, {
    get(_, name) {
      const value: unknown = Reflect.get(name in reads ? reads : source, name);
      return typeof value === 'function' ? value.bind(source) : value;
    },
  });
};
