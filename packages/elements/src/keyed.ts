import {noChange} from 'lit';
import {Directive, directive, type ChildPart, type DirectiveResult} from 'lit/directive.js';
import {
  getCommittedValue,
  insertPart,
  removePart,
  setChildPartValue,
  setCommittedValue,
} from 'lit/directive-helpers.js';

/**
 * A list whose items keep their nodes by key, which must be unique. lit's own `repeat` does the same
 * with fewer moves and 0.3 kB more. What stays in its place is never moved, and so keeps its focus.
 */
export const keyed = directive(
  class extends Directive {
    #keys: readonly unknown[] = [];

    render<T>(items: readonly T[], _: (item: T) => unknown, template: (item: T) => unknown) {
      return items.map(template);
    }

    override update(
      part: ChildPart,
      [items, keyOf, template]: [
        readonly unknown[],
        (item: unknown) => unknown,
        (item: unknown) => unknown,
      ],
    ) {
      const before = getCommittedValue(part) as ChildPart[];
      const known = new Map(this.#keys.map((key, index) => [key, before[index]!]));
      this.#keys = items.map(keyOf);
      if (known.size === 0) return items.map(template);
      const kept = new Set(this.#keys);
      const order: ChildPart[] = [];
      for (const [key, old] of known) {
        if (kept.has(key)) order.push(old);
        else removePart(old);
      }
      let at = 0;
      const placed = new Set<ChildPart>();
      const parts = items.map((item, index) => {
        while (placed.has(order[at]!)) at++;
        let own = known.get(this.#keys[index]);
        if (own && own === order[at]) at++;
        else own = insertPart(part, order[at], own) as ChildPart;
        placed.add(own);
        return setChildPartValue(own, template(item));
      });
      setCommittedValue(part, parts);
      return noChange;
    }
  },
) as <T>(
  items: readonly T[],
  keyOf: (item: T) => unknown,
  template: (item: T) => unknown,
) => DirectiveResult;
