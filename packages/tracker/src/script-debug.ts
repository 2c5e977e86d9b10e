import './script.ts';
import {debugOverlay} from './plugins/debug-overlay.ts';

// As the tag itself in the place of throughline.js, or loaded by it where the tag says data-debug.
const {throughline} = globalThis as {throughline?: (...command: unknown[]) => void};
const show = () => {
  const {plugin, tell} = debugOverlay();
  throughline?.('use', plugin);
  throughline?.('ready', tell);
};
if (document.body) show();
else document.addEventListener('DOMContentLoaded', show, {once: true});
