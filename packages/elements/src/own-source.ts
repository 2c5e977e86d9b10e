import {tell} from './error-event.ts';

// Comes with a `JourneySource` that an integrator wrote, to say what of its answers cannot be shown: the
// types say so too, but not to a page without them.

const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isInstant = (value: unknown) => Number.isSafeInteger(value);

/** What is needed to show a touchpoint at all, and what to do where it is missing. */
const FIELDS: readonly [name: string, is: (value: unknown) => boolean, advice: string][] = [
  ['id', isText, 'Give each a text of its own: by it a touchpoint is shown once.'],
  ['name', isText, "Give a text, such as 'page_viewed'."],
  ['occurredAt', isInstant, 'Give milliseconds since 1970, as Date.parse(text) does.'],
  ['channel', isText, "Give one, such as 'web'."],
  ['identifiers', Array.isArray, 'Give [], or [{kind, value}].'],
  [
    'clocks',
    (clocks) => isInstant((clocks as {received?: unknown} | null | undefined)?.received),
    'Give {client, sent, received}: occurredAt three times, where nothing else is known.',
  ],
];

/** Says once of each thing what is wrong with a page that `timeline` gave. */
export const checkPage = (page: unknown, element: EventTarget): void => {
  const {touchpoints, total} = (page ?? {}) as {touchpoints?: unknown; total?: unknown};
  const say = (message: string) => {
    const known = told.get(element) ?? new Set();
    told.set(element, known);
    if (!known.has(message)) tell(element, message);
    known.add(message);
  };
  if (!Array.isArray(touchpoints)) {
    say('source.timeline() gave no page: give {touchpoints: [...], total, next}.');
    return;
  }
  if (!Number.isInteger(total))
    say('source.timeline() gave no total: give how many there are in all.');
  for (const touchpoint of touchpoints as Record<string, unknown>[]) {
    for (const [name, is, advice] of FIELDS) {
      if (!is(touchpoint?.[name]))
        say(`source.timeline() gave a touchpoint whose ${name} cannot be shown. ${advice}`);
    }
  }
};

const told = new WeakMap<EventTarget, Set<string>>();
