/** Every element in every state, for looking at. The data are generated. */
import '../src/define.ts';
import {
  JourneySourceError,
  memorySource,
  type JourneyPanel,
  type JourneySource,
  type JourneySourceErrorCode,
} from '../src/index.ts';
import {anIdentity} from './identity-data.ts';
import {aJourney, aTouchpoint, manyTouchpoints} from './data.ts';

const query = new URLSearchParams(location.search);
const now = Date.now();
const someone = [{kind: 'email', value: 'ada.lovelace@example.com'}];

const silent: JourneySource['live'] = (...args) => memorySource([]).live(...args);
const never = () => new Promise<never>(() => {});
const failing = (code: JourneySourceErrorCode, message: string): JourneySource => ({
  find: () => Promise.reject(new JourneySourceError(code, message, {requestId: 'req_01HZX'})),
  timeline: never,
  live: silent,
});
/** Shows a journey, then fails as live streams fail. */
const breaking = (code: JourneySourceErrorCode): JourneySource => ({
  ...memorySource(aJourney(now)),
  async *live() {
    yield {type: 'open'};
    await new Promise((resolve) => setTimeout(resolve, 50));
    throw new JourneySourceError(code, 'The line broke.');
  },
});

/** With an identity that can be taken apart. Generated, like the rest. */
const withIdentity = (source: ReturnType<typeof memorySource>): JourneySource => ({
  ...source,
  identity: async () => anIdentity(now),
  detach: async (customer) => ({customer, detached: 'c2'}),
  attach: async (customer) => ({customer}),
});

const states: Record<string, () => JourneySource | null> = {
  journey: () => {
    const source = memorySource(aJourney(now));
    const more = () => {
      const at = Date.now();
      source.add([
        aTouchpoint(at, {
          name: 'page_viewed',
          sessionId: 's-today',
          page: {url: 'https://shop.example/help', path: '/help', title: 'Help centre'},
        }),
      ]);
    };
    if (query.has('live')) setInterval(more, Number(query.get('live')) || 4000);
    return withIdentity(source);
  },
  idle: () => null,
  loading: () => ({find: never, timeline: never, live: silent}),
  empty: () => ({...memorySource([]), find: () => Promise.resolve({customer: 'c1'})}),
  notfound: () => memorySource([]),
  offline: () => failing('offline', 'https://collect.example does not answer.'),
  token: () => failing('token_expired', 'The token has expired.'),
  forbidden: () => failing('forbidden', 'This role may not read customers.'),
  error: () => failing('failed', 'The collector answered something else.'),
  reconnecting: () => breaking('offline'),
  renewing: () => breaking('token_expired'),
  many: () => memorySource(manyTouchpoints(100_000, now)),
};

const wanted = query.get('state');
const width = query.get('width');
for (const name of wanted ? [wanted] : Object.keys(states).filter((key) => key !== 'many')) {
  const figure = document.createElement('figure');
  const caption = document.createElement('figcaption');
  caption.textContent = `${name} (generated data)`;
  const panel: JourneyPanel = document.createElement('journey-panel');
  panel.theme = query.get('theme') === 'dark' ? 'dark' : 'light';
  panel.lang = query.get('lang') ?? 'en';
  if (query.has('since')) panel.since = now - Number(query.get('since')) * 60_000;
  if (query.get('density') === 'compact') panel.density = 'compact';
  panel.identifiers = name === 'idle' ? [] : someone;
  panel.source = states[name]?.() ?? null;
  if (width) figure.style.setProperty('inline-size', `${width}px`);
  figure.append(...(wanted ? [] : [caption]), panel);
  document.body.append(figure);
}
document.documentElement.classList.toggle('one', wanted !== null);
document.documentElement.classList.toggle('dark', query.get('theme') === 'dark');
