/**
 * Hears each call of `object[method]`, after the page's own function has run. The returned
 * function takes the ear away again: by putting the original back, or, where somebody has
 * wrapped it since, by going quiet.
 */
export const wrap = (
  object: object,
  method: string,
  heard: (...values: unknown[]) => void,
): (() => void) => {
  const target = object as Record<string, (...values: unknown[]) => unknown>;
  const original = target[method]!;
  const own = Object.hasOwn(object, method);
  let listening = true;
  const wrapped = function (this: unknown, ...values: unknown[]) {
    const result = original.apply(this, values);
    try {
      if (listening) heard(...values);
    } catch {
      // It is the page's call: our mistake must not become its own.
    }
    return result;
  };
  target[method] = wrapped;
  return () => {
    listening = false;
    if (target[method] !== wrapped) return;
    if (own) target[method] = original;
    else delete target[method];
  };
};

/**
 * Calls `found` with a global that the page has, or makes while it loads, or puts in the place of
 * a stub. What `found` returns is undone at the end.
 */
export const whenThere = (name: string, found: (value: never) => (() => void) | void) => {
  const seen = new Set<unknown>();
  const undo: ((() => void) | void)[] = [];
  const look = () => {
    const value = (globalThis as unknown as Record<string, unknown>)[name];
    if (value && !seen.has(value)) {
      seen.add(value);
      undo.push(found(value as never));
    }
  };
  look();
  const life = new AbortController();
  document.addEventListener('DOMContentLoaded', look, life);
  window.addEventListener('load', look, life);
  return () => {
    life.abort();
    undo.forEach((off) => off?.());
  };
};

/** Hears what is, and will be, in the page's data layer. */
export const hearLayer = (name: string, heard: (entry: Record<string, unknown>) => void) =>
  whenThere(name, (layer: unknown[]) => {
    const each = (entry: unknown) => {
      if (entry && typeof entry === 'object') heard(entry as Record<string, unknown>);
    };
    layer.forEach(each);
    return wrap(layer, 'push', (...entries) => entries.forEach(each));
  });
