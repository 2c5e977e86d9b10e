import type {TrackerState} from '../create-tracker.ts';
import type {TrackerPlugin} from '../plugin.ts';

/** What a developer is told who waits for touchpoints. */
const said: Readonly<Record<TrackerState['consent'], string>> = {
  unknown: 'waits for consent, and sends nothing before',
  denied: 'consent is denied, and nothing is captured',
  granted: 'touchpoints of this page, from now on',
};

/**
 * For developers: shows, in a corner of the page, whether there is consent, and each touchpoint as it
 * is queued. Not for visitors.
 */
export const debugOverlay = (): {plugin: TrackerPlugin; tell: (state: TrackerState) => void} => {
  const overlay = document.createElement('throughline-debug');
  // By the object model: a strict policy allows no style attribute.
  Object.assign(overlay.style, {
    position: 'fixed',
    inset: 'auto 8px 8px auto',
    width: '320px',
    maxHeight: '50vh',
    overflow: 'auto',
    padding: '8px',
    font: '12px/1.4 monospace',
    color: 'CanvasText',
    background: 'Canvas',
    border: '1px solid currentColor',
    zIndex: '2147483647',
  });
  overlay.dataset.journeyIgnore = '';
  const title = document.createElement('strong');
  overlay.append(title);
  document.body.append(overlay);

  return {
    tell: ({consent}) => {
      title.textContent = `Throughline: ${said[consent]}`;
    },
    plugin: {
      name: 'debug-overlay',
      setup({listen, page}) {
        listen(page, 'touchpoint', ({detail}: CustomEvent<{name: string}>) => {
          const entry = document.createElement('details');
          const name = document.createElement('summary');
          const body = document.createElement('pre');
          name.textContent = `${new Date().toLocaleTimeString()} ${detail.name}`;
          body.textContent = JSON.stringify(detail, null, 1);
          body.style.whiteSpace = 'pre-wrap';
          entry.append(name, body);
          title.after(entry);
        });
      },
    },
  };
};
