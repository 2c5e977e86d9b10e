import type {Identifier, Purpose, TouchpointName, TouchpointSource} from '@throughline/contracts';
import {clean, coarse, fieldsOf} from './clean.ts';
import {count, createOutbox} from './outbox.ts';
import type {Fields, Session, TrackerHost, TrackerPlugin} from './plugin.ts';
import {memoryStore, next, openStore, read, type State, type Store} from './store.ts';
import {uuidV7} from './uuid.ts';

/** What the visitor agreed to, by purpose. */
export type ConsentChoice = Partial<Record<Purpose, boolean>>;

/**
 * Reports what a consent platform on the page says; undefined while it says nothing, false where it
 * says to wait until the visitor has chosen. Returns what stops it.
 */
export type ConsentSignal = (
  report: (choice: ConsentChoice | false | undefined) => void,
) => (() => void) | void;

export interface TrackerState {
  consent: 'unknown' | 'granted' | 'denied';
  purposes: readonly Purpose[];
  /** Present while consent is granted. */
  anonymousId?: string;
  sessionId?: string;
}

/** Captured = stored + pending + dropped, exactly; over all tabs and pages of the site. */
export interface Account {
  captured: number;
  stored: number;
  pending: number;
  /**
   * By reason: `queue_full`, `expired`, `refused`, `rejected`, `too_large`, `withdrawn`, `purged`.
   */
  dropped: Record<string, number>;
}

export interface TrackerOptions {
  /** The site's write key, `pk_...`. */
  key: string;
  /** The collector's origin. */
  endpoint: string;
  /** What is `false` or missing is left out: `isShop && commerce()`. */
  plugins?: readonly (TrackerPlugin | false | null | undefined)[];
  /**
   * `ask`: nothing is read, written or sent before `consent()` is called or a signal agrees.
   * `granted`: the site has its visitors' consent already. @defaultValue `'ask'`
   */
  consent?: 'ask' | 'granted';
  /**
   * While asking, hold touchpoints in memory (never longer than the page) instead of ignoring
   * them. @defaultValue `false`
   */
  hold?: boolean;
  signals?: readonly ConsentSignal[];
  /**
   * Whether Global Privacy Control (always) and Do Not Track (until there is a choice) deny.
   * @defaultValue `true`
   */
  privacySignals?: boolean;
  /**
   * `known`: an anonymous id for 13 months, and `identify`. `session`: an id for one visit.
   * `none`: an id for one page, never stored, and no `identify`. @defaultValue `'known'`
   */
  identity?: 'none' | 'session' | 'known';
  /** The database's name, for two trackers on one origin. @defaultValue `'throughline'` */
  name?: string;
  /** Told of whatever goes wrong. Without it errors are silent: the page is not ours. */
  onError?: (error: unknown) => void;
  /** Ms since the epoch. @defaultValue `Date.now` */
  now?: () => number;
  /** From 0 to 1. @defaultValue `Math.random` */
  random?: () => number;
}

export interface Tracker {
  /** Captures a touchpoint of the vocabulary, or one of your own. Never throws. */
  track(name: TouchpointName, fields?: Fields): void;
  /**
   * Says who the visitor is: a claim, which joins what this browser did to that user, and never
   * joins two users. With `signature`, which your server makes of the id, it is more than a claim.
   * `email`, `phone`, `order` and `ticket` become identifiers, other traits properties.
   */
  identify(user: string, traits?: Fields): void;
  /** Says that two user ids are one person. A claim. */
  alias(user: string, previous: string): void;
  /** Keeps the visitor's choice. Withdrawing deletes the queue and the ids. */
  consent(choice: ConsentChoice): void;
  /** Sends what waits; resolves when that was tried. Never rejects. */
  flush(): Promise<void>;
  /** Forgets who the visitor is, as after a log-out. What is queued still goes. */
  reset(): void;
  /** Adds a plugin. */
  use(plugin: TrackerPlugin): void;
  account(): Promise<Account>;
  /** Calls back with the state as soon as it is known, and at each change. Returns the undoing. */
  ready(callback: (state: TrackerState) => void): () => void;
  /** Undoes everything; what is queued stays for the next page. */
  stop(): void;
}

const MINUTE = 60_000;
/** A visit ends after so many ms without a touchpoint. */
const VISIT = 30 * MINUTE;
/** Choices and ids are kept for 13 months, in ms. */
const MEMORY = 395 * 24 * 60 * MINUTE;

/**
 * Starts the tracker. Nothing happens before the visitor agreed, but that a remembered choice is
 * read. Safe to import where there is no browser; call it where there is one.
 */
export const createTracker = ({
  key,
  endpoint,
  plugins = [],
  consent: leave = 'ask',
  hold,
  signals = [],
  privacySignals = true,
  identity = 'known',
  name = 'throughline',
  onError = () => {},
  now = Date.now,
  random = Math.random,
}: TrackerOptions): Tracker => {
  const used = [...plugins] as (TrackerPlugin | undefined)[];
  const listeners = new Set<(state: TrackerState) => void>();
  const page = new EventTarget();

  let store: Store | undefined;
  /**
   * What was called before the ids were loaded; then, what was called in this task, to be done in
   * the next one: a call must not hold the page.
   */
  let calls: (() => void)[] = [];
  let choice: State['choice'];
  let signal: ConsentChoice | false | undefined;
  /** Undefined while unknown, empty when denied. */
  let purposes: readonly Purpose[] | undefined;
  let agreedAt = 0;
  /** The remembered choice has been read. */
  let started = false;
  /** Ids are loaded, plugins set up. */
  let running = false;
  let stopped = false;
  let who!: NonNullable<State['who']>;
  let session!: Session;
  /** Ends the plugins, their listeners and their timers. */
  let life: AbortController | undefined;
  let unsignal: ((() => void) | void)[] = [];

  /** Public calls and handlers are guests on the page: they never throw. */
  const guard =
    <A extends unknown[], R>(work: (...values: A) => R) =>
    (...values: A): R | undefined => {
      try {
        return work(...values);
      } catch (error) {
        onError(error);
        return undefined;
      }
    };

  const update: Store['update'] = async (work) => {
    try {
      return await store!.update(work);
    } catch (error) {
      onError(error); // No room, or storage gone: memory, for the rest of the page.
      store = memoryStore();
      return store.update(work);
    }
  };

  /** What is chosen or changed is later than what was before, also where the clock was set back. */
  const later = (before = 0) => Math.max(now(), before + 1);

  /** Begins a visit, and whose it is where that is another visitor. */
  const visit = (anew = !who || identity !== 'known') => {
    const at = now();
    session = {id: uuidV7(at), at, seq: 0};
    if (anew) who = {ids: [{kind: 'anonymous', value: uuidV7(at)}], since: at, at: later(who?.at)};
  };

  /** What other tabs did is taken over; what happened here is handed on. */
  const merge = (state: State): boolean => {
    // Where there is none, nothing is greater.
    if ((state.choice?.at as number) > agreedAt) {
      choice = state.choice;
      queueMicrotask(decide);
    } else if (choice) state.choice = choice;
    if (!running) return false;
    if (identity !== 'none') {
      if ((state.who?.at as number) > who.at) who = state.who!;
      if ((state.session?.at as number) > session.at) session = state.session!;
      Object.assign(state, {who, session});
    }
    return !choice || !!choice.purposes[0];
  };

  /** What is in memory alone, such as another choice, must not wait for a touchpoint. */
  const keep = () => update((_queue, state) => merge(state));

  const forget = (reason: string) => {
    outbox.forget();
    return update(async (queue, state) => {
      count(state, reason, await read(queue.count()));
      queue.clear();
      state.size = 0;
      delete state.who;
      delete state.session;
      state.choice = choice;
    });
  };

  const outbox = createOutbox({
    endpoint,
    key,
    name,
    update,
    merge,
    purge() {
      visit(true);
      void forget('purged');
    },
    now,
    random,
  });

  const redact = (text: string) => (used.find((plugin) => plugin?.redact)?.redact ?? coarse)(text);

  const settle = () => {
    if (running) calls.splice(0).forEach((call) => guard(call)());
  };

  const whenRunning = (work: () => void) => {
    if (running) {
      // Timers of hidden pages may take a minute.
      if (calls.push(work) < 2) (document.hidden ? queueMicrotask : setTimeout)(settle);
    } else if ((purposes ? purposes[0] : hold || !started) && calls.push(work) > 500) calls.shift();
  };

  const capture = (
    title: string,
    fields?: unknown,
    at = now(),
    {known, extra = [], source}: Aside = {},
  ) => {
    const name = title.trim().replace(/\W+/g, '_').toLowerCase().slice(0, 64);
    if (stopped || !/^[a-z]/.test(name)) return;
    let given = fieldsOf(fields);
    whenRunning(() => {
      for (const plugin of used) given = plugin?.map?.(name, given) ?? given;
      if (at - session.at > VISIT) visit();
      session.at = Math.max(session.at, at);
      if (known) who = {...who, ids: [who.ids[0]!, known], at: later(who.at)};
      const id = uuidV7(at);
      const touchpoint = {
        id,
        name,
        occurredAt: at,
        fields: clean(given, redact),
        source,
        seq: session.seq++,
        sessionId: session.id,
        channel: 'web',
        identifiers: [...who.ids, ...extra],
        consent: {purposes, basis: 'consent', at: agreedAt},
      };
      outbox.add({id, body: JSON.stringify(touchpoint), level: levelOf(name), at});
      page.dispatchEvent(new CustomEvent('touchpoint', {detail: touchpoint}));
    });
  };

  const host: TrackerHost = {
    track: guard((title, fields, at, source) => capture(title, fields, at, {source})),
    listen(target, types, handler) {
      const {signal} = life!;
      for (const type of types.split(' ')) {
        target.addEventListener(type, guard(handler as (event: Event) => void), {
          capture: true,
          passive: true,
          signal,
        });
      }
    },
    after(ms, callback) {
      const {signal} = life!;
      const timer = setTimeout(() => signal.aborted || guard(callback)(), ms);
      return () => clearTimeout(timer);
    },
    page,
    session: () => session,
    here() {
      return {url: host.cleanUrl(location.href), title: document.title};
    },
    cleanUrl(url) {
      const parsed = new URL(url, location.href);
      return parsed.href.startsWith('http')
        ? (used.find((plugin) => plugin?.cleanUrl)?.cleanUrl?.(parsed) ??
            parsed.origin + coarse(parsed.pathname))
        : '';
    },
  };

  const setUp = guard((plugin: (typeof used)[number]) => {
    const off = plugin?.setup?.(host);
    if (off) life!.signal.addEventListener('abort', guard(off));
  });

  const state = (): TrackerState => ({
    consent: !purposes ? 'unknown' : purposes[0] ? 'granted' : 'denied',
    purposes: purposes || [],
    ...(running && {anonymousId: who.ids[0]!.value, sessionId: session.id}),
  });
  const tell = () => listeners.forEach((listener) => guard(listener)(state()));

  const open = async (create: boolean) => {
    try {
      store ??= await openStore(name, create);
    } catch {
      if (create) store ??= memoryStore(); // Blocked; otherwise there is none yet.
    }
  };

  const begin = async () => {
    await open(true);
    let lost: Record<string, number> | undefined;
    await update((_queue, kept) => {
      merge(kept);
      if (identity !== 'none') {
        if ((kept.who?.since as number) > now() - MEMORY) who = kept.who!;
        if ((kept.session?.at as number) > now() - VISIT) session = kept.session!;
      }
      if (!session || !who) visit();
      const {captured: _captured, stored: _stored, ...dropped} = kept.tally;
      const told = JSON.stringify(dropped);
      if (told !== (kept.told ?? '{}')) lost = dropped;
      kept.told = told;
    });
    if (stopped || running || !purposes?.[0]) return;
    running = true;
    life = new AbortController();
    const hide = () => {
      settle();
      outbox.hide();
    };
    host.listen(window, 'pagehide', () => {
      page.dispatchEvent(new Event('leave'));
      hide();
    });
    host.listen(document, 'visibilitychange', () => (document.hidden ? hide() : outbox.retry()));
    host.listen(window, 'online', outbox.retry);
    settle();
    used.forEach(setUp);
    if (lost) capture('touchpoints_dropped', lost);
    outbox.retry();
    tell();
  };

  /** Who decides, in this order: GPC, the visitor, a consent platform, the site, Do Not Track. */
  const decide = guard(() => {
    const said = navigator as Navigator & {globalPrivacyControl?: unknown};
    const before = String(purposes);
    if ((choice?.at as number) < now() - MEMORY) choice = undefined;
    purposes =
      privacySignals && said.globalPrivacyControl === true
        ? []
        : (choice?.purposes ??
          // False, which says to wait, stays: it has no purposes either.
          ((signal && listed(signal)) as typeof purposes) ??
          (leave === 'granted'
            ? ['support']
            : privacySignals && said.doNotTrack === '1'
              ? []
              : undefined));
    agreedAt = choice?.at ?? (agreedAt || now());
    if (started && before === String(purposes)) return;
    if (purposes?.[0]) {
      if (!running) return void begin().catch(onError);
    } else {
      running = false;
      who = session = undefined!;
      life?.abort();
      if (purposes || !hold) calls = [];
      // Withdrawn, or refused: whatever there is goes, and the refusal alone is remembered.
      if (purposes && (store || choice)) void open(true).then(() => forget('withdrawn'));
    }
    tell();
  });

  const start = async () => {
    if ((document as Document & {prerendering?: boolean}).prerendering) {
      await next(document, 'prerenderingchange');
    }
    await open(leave === 'granted');
    if (store) choice ??= await update((_queue, kept) => kept.choice);
    if (stopped) return;
    unsignal = signals.map((source) =>
      guard(source)((said) => {
        signal = said;
        if (started) decide();
      }),
    );
    decide();
    started = true;
  };
  void start().catch(onError);

  const tracker: Tracker = {
    track: host.track,
    identify(user, traits) {
      const extra: Identifier[] = [];
      const rest: Fields = {};
      for (const [kind, value] of Object.entries(fieldsOf(traits))) {
        if (!/^(ticket|order|email|phone)$/.test(kind)) rest[kind] = value;
        // An empty one would be refused, and all with it.
        else if (isName(value)) extra.push(named(value, kind));
      }
      if (isName(user) && identity !== 'none') {
        capture('customer_identified', rest, now(), {known: named(user), extra});
      }
    },
    alias(...users) {
      const extra = users.filter(isName).map((each) => named(each));
      capture('customer_identified', {alias: true}, now(), {extra});
    },
    consent(given) {
      choice = {purposes: listed(given), at: later(agreedAt)};
      if (started) decide();
      if (running) void keep();
    },
    flush: async () => {
      settle();
      if (running) await outbox.flush();
    },
    reset: () =>
      whenRunning(() => {
        visit(true);
        void keep();
      }),
    use(plugin) {
      used.push(plugin);
      if (running) setUp(plugin);
    },
    async account() {
      settle();
      const [tally, pending] = store
        ? await update(async (queue, kept) => [kept.tally, await read(queue.count())] as const)
        : [{}, 0];
      const waiting = outbox.unwritten();
      const {captured = 0, stored = 0, ...dropped} = tally as Record<string, number>;
      return {captured: captured + waiting, stored, pending: pending + waiting, dropped};
    },
    ready(callback) {
      listeners.add(callback);
      if (started) callback(state());
      return () => listeners.delete(callback);
    },
    stop() {
      settle();
      stopped = true;
      life?.abort();
      unsignal.forEach((off) => off?.());
      outbox.stop();
      listeners.clear();
      if (store) void keep().then(() => store!.close());
    },
  };
  for (const method in tracker) {
    (tracker as never as Fields)[method] = guard(tracker[method as 'reset']);
  }
  return tracker;
};

/** What goes along with a touchpoint, beside its fields. */
interface Aside {
  source?: TouchpointSource | undefined;
  /** Kept from now on. */
  known?: Identifier;
  /** For this touchpoint alone. */
  extra?: Identifier[];
}

/** `undefined` and `[object Object]` would be the name of many. */
const isName = (value: unknown) => value && typeof value !== 'object';
const named = (value: unknown, kind = 'user'): Identifier => ({kind, value: `${value as string}`});

const listed = (choice: ConsentChoice) =>
  (['support', 'analytics'] as const).filter((purpose) => choice[purpose] === true);

/** What goes last when the queue is full: orders, payments, calls for help; in any vocabulary. */
const levelOf = (name: string) =>
  /order|dropp|pay|purch|refund|check|ship|help|cont|chat|custo|call/.test(name)
    ? 2
    : +!/^(page_l|fric|web|form)/.test(name);
