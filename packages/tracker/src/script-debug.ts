import './script.ts';
import {debugOverlay} from './plugins/debug-overlay.ts';

// As the tag itself in the place of throughline.js, or loaded by it where the tag says data-debug.
(globalThis as {throughline?: (...command: unknown[]) => void}).throughline?.(
  'use',
  debugOverlay(),
);
