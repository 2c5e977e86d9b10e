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
 * another later: that is seen at the next click. What `found` returns is undone at the end.
 */
export const whenThere = (name: string, found: (value: never) => (() => void) | void) => {
  const seen = new Set<unknown>();
  const undo: ((() => void) | void)[] = [];
  const look = () => {
    const value = (globalThis as unknown as Record<string, unknown>)[name];
    if (value && !seen.has(value)) {
      seen.add(value);
      try {
        undo.push(found(value as never));
      } catch {
        // Another thing by that name: what else there is to hear must not go with it.
      }
    }
  };
  look();
  const life = new AbortController();
  for (const type of ['load', 'DOMContentLoaded', 'click']) {
    // Before the page's own handlers, which may push.
    addEventListener(type, look, {capture: true, signal: life.signal});
  }
  return () => {
    life.abort();
    undo.forEach((off) => off?.());
  };
};

/** Hears what is, and will be, in the page's data layer. */
export const hearLayer = (name: string, heard: (entry: Record<string, unknown>) => void) => {
  const known = new WeakSet();
  const each = (entry: unknown) => {
    try {
      known.add(entry as object); // What is no object says nothing.
      heard(entry as Record<string, unknown>);
    } catch {
      // One that cannot be read: the next may be.
    }
  };
  return whenThere(name, (layer: unknown[]) => {
    // A layer in the place of another may hold what that held.
    layer.filter((entry) => !known.has(entry as object)).forEach(each);
    return wrap(layer, 'push', (...entries) => entries.forEach(each));
  });
};
