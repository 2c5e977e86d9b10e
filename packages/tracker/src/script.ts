import {redaction} from './plugins/redaction.ts';
import {commerce} from './plugins/commerce.ts';
import {pages} from './plugins/pages.ts';
import {consentSignals} from './signals.ts';
import {woocommerce} from './plugins/woocommerce.ts';
import {help} from './plugins/help.ts';
import {createTracker, type Tracker} from './create-tracker.ts';
import {forms} from './plugins/forms.ts';
import {frustration} from './plugins/frustration.ts';

type Command = [method: keyof Tracker, ...values: unknown[]];
type Global = ((...command: Command) => unknown) & {q?: unknown};

const scope = globalThis as unknown as {throughline?: Global};
const tag = document.currentScript ?? document.querySelector('script[data-key]');
const queued = scope.throughline;
const early = typeof queued === 'function' ? (queued.q ?? []) : [];

// A second copy leaves the first one alone, whose q is no array; an element by that name is no copy.
if (tag instanceof HTMLScriptElement && tag.dataset.key && Array.isArray(early)) {
  const {key, endpoint, consent, identity, plugins, query, hold, debug} = tag.dataset;
  const wanted = (name: string) => plugins?.split(/[\s,]+/).includes(name) ?? true;
  const tracker = createTracker({
    key,
    endpoint: endpoint ?? new URL(tag.src).origin,
    consent: consent as 'granted',
    identity: identity as 'known',
    hold: hold !== undefined,
    signals: [consentSignals],
    plugins: [
      redaction({query: query?.split(/[\s,]+/) as string[]}),
      ...[pages(), commerce(), help(), forms(), frustration(), woocommerce()].filter(({name}) =>
        wanted(name),
      ),
    ],
  });
  const run = (command: ArrayLike<unknown>): unknown => {
    const [method, ...values] = Array.from(command) as Command;
    return Object.hasOwn(tracker, method)
      ? (tracker[method] as (...each: unknown[]) => unknown)(...values)
      : undefined;
  };
  // A page that kept the stub still reaches us: it pushes onto q.
  scope.throughline = Object.assign((...command: Command) => run(command), {q: {push: run}});
  (early as ArrayLike<unknown>[]).forEach(run);

  const load = (part: string) => {
    // The browser's own import needs no trusted type, a nonce's 'strict-dynamic' allows it, and it
    // runs a file once, however often it is asked for.
    import(new URL(`throughline-${part}.js`, tag.src).href).catch(() => {});
  };
  if (debug !== undefined) load('debug');
  tracker.ready(({consent}) => {
    if (consent === 'granted' && wanted('vitals')) load('vitals');
  });
}
