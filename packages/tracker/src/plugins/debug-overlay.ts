import type {TrackerPlugin} from '../plugin.ts';

/** For developers: shows each touchpoint as it is queued, in a corner of the page. Not for visitors. */
export const debugOverlay = (): TrackerPlugin => ({
  name: 'debug-overlay',

  setup({listen, page}) {
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
    title.textContent = 'Throughline: touchpoints of this page';
    overlay.append(title);
    document.body.append(overlay);
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
    return () => overlay.remove();
  },
});
