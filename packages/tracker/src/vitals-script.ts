import {vitals} from './plugins/vitals.ts';

// Loaded by throughline.js when the visitor agreed, or by a tag of its own in any order.
const scope = globalThis as {throughline?: ((...command: unknown[]) => void) & {q?: unknown[]}};
scope.throughline ??= (...command) => {
  (scope.throughline!.q ??= []).push(command);
};
scope.throughline('use', vitals());
