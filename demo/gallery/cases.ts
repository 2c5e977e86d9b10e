// Every element in every state it has. All of the data are generated; nobody did any of this.
import type {OwnStages} from '../../packages/contracts/src/index.ts';
import {FRICTIONS} from '../../packages/contracts/src/vocabulary.ts';
import {anIdentity} from '../../packages/elements/gallery/identity-data.ts';
import {aJourney, aTouchpoint, manyTouchpoints} from '../../packages/elements/gallery/data.ts';
import {
  JourneySourceError,
  memorySource,
  type JourneyPanel,
  type JourneySource,
  type JourneySourceErrorCode,
  type JourneyTimeline,
} from '../../packages/elements/src/index.ts';
import {yearsOf} from '../../packages/elements/gallery/years-data.ts';
import {hostile, longWords, rightToLeft} from './texts.ts';

/** An element in one state. */
export interface Case {
  /** As in the address: `panel-offline`. */
  readonly name: string;
  readonly make: () => HTMLElement;
  /** Written from right to left. */
  readonly rightToLeft?: boolean;
}

const now = () => Date.now();
const someone = [{kind: 'email', value: 'ada.lovelace@example.com'}];
const never = () => new Promise<never>(() => {});
const nothing = memorySource([]);

const panel = (source: JourneySource | null, identifiers = someone) => {
  const element: JourneyPanel = document.createElement('journey-panel');
  element.identifiers = source ? identifiers : [];
  element.source = source;
  return element;
};
const timeline = (properties: Partial<JourneyTimeline>) =>
  Object.assign<JourneyTimeline, Partial<JourneyTimeline>>(
    document.createElement('journey-timeline'),
    properties,
  );

const failing = (code: JourneySourceErrorCode, message: string): JourneySource => ({
  ...nothing,
  find: () => Promise.reject(new JourneySourceError(code, message, {requestId: 'req_01HZX'})),
});
/** Shows a journey, then its live stream says this. */
const breaking = (event: 'lost' | 'erased'): JourneySource => ({
  ...memorySource(aJourney(now())),
  async *live() {
    yield {type: 'open'};
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (event === 'erased') yield {type: event};
    else yield {type: event, retryMs: 60_000};
    await never();
  },
});
/** Shows a journey, then its token has run out, for whatever is asked. */
const expiring = (): JourneySource => {
  const source = memorySource(aJourney(now()));
  const expired = new JourneySourceError('token_expired', 'The token has expired.');
  let isOver = false;
  return {
    ...source,
    timeline: (...asked) => (isOver ? Promise.reject(expired) : source.timeline(...asked)),
    async *live() {
      if (!isOver) yield {type: 'open'};
      await new Promise((resolve) => setTimeout(resolve, 50));
      isOver = true;
      throw expired;
    },
  };
};
/** Gives its first page, and no other. */
const halfway = (older: () => Promise<never>): JourneySource => {
  const source = memorySource(manyTouchpoints(400, now()));
  return {
    ...source,
    timeline: (customer, options) =>
      options?.before ? older() : source.timeline(customer, options),
  };
};
/** With an identity that can be taken apart. */
const withIdentity = (touchpoints: ReturnType<typeof aJourney>): JourneySource => ({
  ...memorySource(touchpoints),
  identity: async () => anIdentity(now()),
  detach: async (customer) => ({customer, detached: 'c2'}),
  attach: async (customer) => ({customer}),
});
/** Where notes are kept, or nearly. */
const withNotes = (touchpoints: ReturnType<typeof aJourney>): JourneySource => ({
  ...memorySource(touchpoints),
  remark: () => Promise.reject(new Error('The collector is away.')),
});
const one = () => [
  aTouchpoint(now() - 90_000, {
    name: 'page_viewed',
    sessionId: 's1',
    page: {url: 'https://shop.example/kettles', path: '/kettles', title: 'Kettles'},
  }),
];

export const cases: readonly Case[] = [
  {name: 'panel-idle', make: () => panel(null)},
  {name: 'panel-loading', make: () => panel({...nothing, find: never})},
  {
    name: 'panel-empty',
    make: () => panel({...nothing, find: () => Promise.resolve({customer: 'c1'})}),
  },
  {name: 'panel-unknown', make: () => panel(nothing)},
  {
    name: 'panel-offline',
    make: () => panel(failing('offline', 'https://collect.example does not answer.')),
  },
  {name: 'panel-token', make: () => panel(failing('token_expired', 'The token has expired.'))},
  {
    name: 'panel-forbidden',
    make: () => panel(failing('forbidden', 'This role may not read customers.')),
  },
  {
    name: 'panel-error',
    make: () => panel(failing('failed', 'The collector answered something else.')),
  },
  {
    name: 'panel-busy',
    make: () => panel(failing('unavailable', 'More arrives than can be kept just now.')),
  },
  {name: 'panel-erased', make: () => panel(breaking('erased'))},
  {name: 'panel-reconnecting', make: () => panel(breaking('lost'))},
  {name: 'panel-renewing', make: () => panel(expiring())},
  {name: 'panel-one', make: () => panel(memorySource(one()))},
  {name: 'panel-journey', make: () => panel(memorySource(aJourney(now())))},
  {name: 'panel-identity', make: () => panel(withIdentity(aJourney(now())))},
  {
    name: 'panel-identity-open',
    make: () => tabbed(panel(withIdentity(aJourney(now()))), 'identity'),
  },
  {name: 'panel-journey-open', make: () => tabbed(panel(memorySource(aJourney(now()))), 'journey')},
  {
    name: 'panel-stages',
    make: () => tabbed(panel(memorySource(aJourney(now()), {stages})), 'journey'),
  },
  {name: 'panel-frictions', make: () => tabbed(panel(memorySource(bumpy())), 'journey')},
  {name: 'panel-note', make: () => panel(withNotes(aJourney(now())))},
  {name: 'panel-many', make: () => panel(memorySource(manyTouchpoints(5_000, now())))},
  {name: 'panel-long', make: () => panel(memorySource(longWords(now())))},
  {name: 'panel-hostile', make: () => panel(memorySource(hostile(now())))},
  {
    name: 'panel-right-to-left',
    make: () => panel(memorySource(rightToLeft(now()))),
    rightToLeft: true,
  },
  {name: 'timeline-empty', make: () => timeline({})},
  {
    name: 'timeline-loading',
    make: () => timeline({touchpoints: one(), total: 400, more: true, loading: true}),
  },
  {
    name: 'timeline-failed',
    make: () => timeline({touchpoints: one(), total: 400, more: true, failed: true}),
  },
  {name: 'timeline-one', make: () => timeline({touchpoints: one(), total: 1})},
  {name: 'timeline-open', make: () => opened(timeline({touchpoints: aJourney(now())}), 3)},
  {
    name: 'timeline-found',
    make: () => timeline({touchpoints: aJourney(now()), filter: {text: 'card'}}),
  },
  {
    name: 'timeline-not-found',
    make: () => timeline({touchpoints: aJourney(now()), filter: {text: 'zeppelin'}}),
  },
  {
    name: 'timeline-since',
    make: () => timeline({touchpoints: aJourney(now()), since: now() - 3_600_000}),
  },
  {
    name: 'timeline-compact',
    // One day of it: all of that is drawn, whatever the height of the machine's letters.
    make: () =>
      timeline({
        touchpoints: aJourney(now()).filter(({occurredAt}) => occurredAt > now() - 12 * 3_600_000),
        density: 'compact',
      }),
  },
  {
    name: 'timeline-hostile',
    make: () => opened(timeline({touchpoints: hostile(now())}), Infinity),
  },
  {name: 'panel-history', make: () => touched(panel(memorySource(yearsOf(now()))))},
  {
    name: 'panel-history-of-what-is-loaded',
    make: () => touched(panel(without('days', memorySource(yearsOf(now()))))),
  },
  {
    name: 'panel-history-span',
    make: () => touched(panel(memorySource(yearsOf(now()))), pick(ago(500), ago(460))),
  },
  {
    name: 'panel-history-from-there-on',
    make: () => touched(panel(memorySource(yearsOf(now()))), pick(undefined, ago(700))),
  },
  {
    name: 'panel-history-arabic',
    make: () => touched(spoken('ar', panel(memorySource(yearsOf(now())))), pick(ago(30), ago(9))),
    rightToLeft: true,
  },
  {name: 'timeline-days', make: () => touched(timeline({touchpoints: aJourney(now())}))},
  {
    name: 'timeline-stages',
    make: () =>
      touched(
        timeline({touchpoints: aJourney(now()), filter: {facets: ['stage:support']}}),
        facets,
      ),
  },
  {
    name: 'timeline-own-stages',
    make: () => touched(timeline({touchpoints: aJourney(now()), stages}), facets),
  },
  {
    name: 'timeline-customer-time',
    make: () => opened(timeline({touchpoints: [abroad()], total: 1}), 1),
  },
  {name: 'panel-pinned', make: () => touched(panel(memorySource(yearsOf(now()))), pinned(3))},
  {
    name: 'timeline-pinned-one',
    make: () => touched(timeline({touchpoints: aJourney(now())}), pinned(1)),
  },
  {
    name: 'panel-rephrased',
    // In place of a model: what it says of the second sentence adds a number, and is not taken.
    make: () =>
      Object.assign(panel(memorySource(aJourney(now()))), {
        rephrase: async (sentences: readonly string[]) =>
          sentences.map((sentence, n) =>
            n === 1 ? `${sentence} That was 7 times.` : `In other words: ${sentence}`,
          ),
      }),
  },
  {name: 'panel-looks', make: () => Object.assign(panel(memorySource(showroom())), own)},
  {
    name: 'timeline-renderers-failed',
    make: () => {
      const element = timeline({
        touchpoints: showroom(),
        looks: own.looks,
        renderers: {
          showroom_visited: () => {
            throw new Error('out of order');
          },
        },
      });
      element.addEventListener('journeyerror', (event) => event.preventDefault());
      return element;
    },
  },
  {name: 'panel-older-failed', make: () => panel(halfway(() => Promise.reject(gone())))},
];

/** Whom everything happened to, within twenty minutes. */
const bumpy = () =>
  Array.from({length: 20}, (_, n) =>
    aTouchpoint(now() - (20 - n) * 60_000, {
      name: 'friction_detected',
      sessionId: 's1',
      page: {url: 'https://shop.example/checkout', path: '/checkout', title: 'Checkout'},
      friction: {type: FRICTIONS[n % FRICTIONS.length]!, severity: 1 + (n % 3)},
    }),
  );

/** As a tenant writes them: with a title, with one for each language, with none, and with a long one. */
const stages: OwnStages = {
  stages: [
    {name: 'looking_around', parent: 'pre', weak: ['page_viewed', 'product_*']},
    {
      name: 'basket',
      title: {
        en: 'Filling the basket',
        de: 'Füllt den Korb',
        ar: 'يملأ السلة',
        hi: 'टोकरी भर रहे हैं',
      },
      parent: 'purchase',
      strong: ['product_added', 'checkout_*', 'payment_*'],
      targetMs: 1_800_000,
    },
    {name: 'member', title: 'Member', parent: 'purchase', strong: ['order_completed']},
    {
      name: 'help',
      title: 'Needs a hand from Donaudampfschifffahrtsgesellschaft staff',
      parent: 'post',
      strong: ['contact_*', 'chat_started'],
      weak: ['help_*'],
      targetMs: 86_400_000,
    },
  ],
};

/** What an integrator says about touchpoints of their own. */
const own: Pick<JourneyPanel, 'looks' | 'renderers'> = {
  looks: {
    showroom_visited: {icon: 'bag', tone: 'good', words: {en: 'Came to the showroom'}},
    sample_ordered: {icon: 'M4 7h12v10H4zM4 7l2-4h8l2 4M10 3v4', words: 'Ordered a sample'},
    'channel:kiosk': {icon: 'M4 3h12v10H4zm6 10v4m-3 0h6', words: 'Kiosk in the showroom'},
    'kind:help': {tone: 'warn'},
  },
  renderers: {
    delivery_booked: ({properties}, {format, html}) =>
      html`Delivery booked for <b>${format.exact(Number(properties?.['dueAt']))}</b>`,
  },
};
const showroom = () => {
  const at = now() - 1_200_000;
  const there = {sessionId: 's2', channel: 'kiosk'} as const;
  return [
    ...one(),
    aTouchpoint(at, {name: 'showroom_visited', ...there, properties: {label: 'Berlin'}}),
    aTouchpoint(at + 60_000, {name: 'help_clicked', ...there}),
    aTouchpoint(at + 120_000, {name: 'sample_ordered', ...there, properties: {label: 'Oak'}}),
    aTouchpoint(at + 240_000, {
      name: 'delivery_booked',
      ...there,
      properties: {dueAt: at + 172_800_000},
    }),
  ];
};

const gone = () => new JourneySourceError('unavailable', 'Busy.');

const DAY = 86_400_000;
/** Midnight, in UTC. */
const ago = (days: number) => Math.floor(now() / DAY - days) * DAY;
const abroad = () =>
  aTouchpoint(now() - 90_000, {
    name: 'order_completed',
    commerce: {orderId: '100421', currency: 'EUR', valueMinor: 7990},
    properties: {timezone: 'America/New_York'},
  });
const spoken = (lang: string, element: JourneyPanel) => Object.assign(element, {lang});
const without = (part: 'days', source: JourneySource): JourneySource => {
  const {[part]: _, ...rest} = source;
  return rest;
};

/** What a hand does in a timeline. */
type Hand = (timeline: JourneyTimeline) => void;
const facets: Hand = ({renderRoot}) =>
  renderRoot.querySelector<HTMLElement>('.tools .button')!.click();
const pick =
  (since: number | undefined, until: number): Hand =>
  (timeline) => {
    timeline.filter = {...(since && {since}), until};
  };
const pinned =
  (count: number): Hand =>
  (timeline) => {
    const all = (timeline.journey ?? {touchpoints: timeline.touchpoints}).touchpoints.toReversed();
    timeline.pins = [2, 11, 24]
      .slice(0, count)
      .map((n) => all[n]!)
      .map(({id, occurredAt: at}) => ({id, at}));
  };

/** As soon as it shows touchpoints, a hand comes near, and does something. */
const touched = (element: JourneyPanel | JourneyTimeline, hand: Hand = () => {}) => {
  const touch = () => {
    const inside = element.renderRoot?.querySelector<JourneyTimeline>('journey-timeline');
    const found = (inside ?? element) as JourneyTimeline;
    const scroller =
      found.renderRoot?.querySelector('.row') && found.renderRoot.querySelector('.scroller');
    if (!scroller) return void requestAnimationFrame(touch);
    scroller.dispatchEvent(new PointerEvent('pointerenter'));
    hand(found);
  };
  touch();
  return element;
};

/** Opens a tab once it is there, as a click would. */
const tabbed = (element: JourneyPanel, tab: 'journey' | 'identity') => {
  const press = () => {
    const tabs = element.renderRoot?.querySelectorAll<HTMLElement>('.tabs button') ?? [];
    const button = tab === 'journey' ? tabs[1] : tabs[2];
    if (!button) return void requestAnimationFrame(press);
    button.click();
  };
  press();
  return element;
};

/** Opens the first rows, as a click would. */
const opened = (element: JourneyTimeline, rows: number) => {
  const open = async () => {
    await element.updateComplete;
    const lines = [...element.renderRoot.querySelectorAll<HTMLElement>('.line')];
    for (const line of lines.slice(0, rows)) line.click();
  };
  requestAnimationFrame(() => void open());
  return element;
};
