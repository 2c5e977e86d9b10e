import {css} from 'lit';

/**
 * The look, as custom properties: a desktop sets any `--journey-…` of the second column on the
 * element or above it. Inside, only the short names of the first column are used.
 */
export const tokens = css`
  :host {
    --ink: var(--journey-ink, light-dark(#1c2027, #e6e8ec));
    --muted: var(--journey-muted, light-dark(#5a626e, #a0a8b4));
    --surface: var(--journey-surface, light-dark(#fff, #1b1e24));
    --ground: var(--journey-ground, light-dark(#f5f5f3, #131519));
    --line: var(--journey-line, light-dark(#e4e4e0, #2d323b));
    --hover: var(--journey-hover, light-dark(#f6f6f4, #23272e));
    --accent: var(--journey-accent, light-dark(#2b5bc4, #93b4ff));
    --accent-soft: var(--journey-accent-soft, light-dark(#eef3fd, #1f2a42));
    --good: var(--journey-good, light-dark(#1b7048, #74d0a0));
    --warn: var(--journey-warn, light-dark(#855400, #e9b858));
    --warn-soft: var(--journey-warn-soft, light-dark(#fdf3df, #332a14));
    --bad: var(--journey-bad, light-dark(#b0261d, #ff968c));
    --bad-soft: var(--journey-bad-soft, light-dark(#fdeeec, #3b1f1d));
    --radius: var(--journey-radius, 10px);
    --font: var(--journey-font-size, 14px) / 1.45 var(--journey-font, system-ui, sans-serif);
    display: flex;
    flex-direction: column;
    position: relative;
    min-height: 0;
    /* Without a height of the page's own the list would draw all of itself. */
    max-height: var(--journey-max-height, 100dvh);
    container-type: inline-size;
    color: var(--ink);
    background: var(--ground);
    font: var(--font);
    scrollbar-color: var(--line) transparent;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  button {
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  ol {
    list-style: none;
  }
  h2,
  h3,
  h4 {
    font-size: 1em;
    font-weight: 600;
  }
  svg {
    width: 20px;
    height: 20px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
    /* Else an icon keeps its own colour where all others are the reader's. */
    forced-color-adjust: auto;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  .button {
    flex: none;
    padding: 5px 12px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
    color: var(--ink);
  }
  .button:hover {
    background: var(--hover);
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before {
      animation: none !important;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;
