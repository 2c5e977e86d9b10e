/** Made when the first survey shows: a server has no style sheets. */
let sheet: CSSStyleSheet | undefined;
export const surveyStyles = (): CSSStyleSheet => {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
  }
  return sheet;
};

const css = String.raw;
const text = css`
  :host {
    display: block;
    max-inline-size: 34rem;
    container-type: inline-size;
    font: 1rem/1.45 var(--journey-font, inherit);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
    font: inherit;
    color: inherit;
  }
  /* Not on the host: whoever sets --journey-line to a --line of the page means the page's own. */
  .card {
    --ink: var(--journey-ink, light-dark(#1c2027, #e6e8ec));
    --muted: var(--journey-muted, light-dark(#5a626e, #a0a8b4));
    --surface: var(--journey-surface, light-dark(#fff, #1b1e24));
    --line: var(--journey-line, light-dark(#d5d5d0, #3b414c));
    --accent: var(--journey-accent, light-dark(#2b5bc4, #93b4ff));
    --on: var(--journey-on-accent, light-dark(#fff, #10141b));
    color: var(--ink);
    padding: 1.25em 1.35em 1.35em;
    border: 1px solid var(--line);
    border-radius: var(--journey-radius, 14px);
    background: var(--surface);
  }
  fieldset {
    border: 0;
    min-inline-size: 0;
  }
  legend {
    font-size: 1.06em;
    font-weight: 600;
    text-wrap: balance;
    margin-block-end: 0.85em;
  }
  .scale {
    display: flex;
    gap: 6px;
  }
  .choice {
    position: relative;
    flex: 1 1 0;
    min-inline-size: 0;
    cursor: pointer;
    text-align: center;
  }
  input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    opacity: 0;
    cursor: pointer;
  }
  .mark {
    display: grid;
    place-items: center;
    min-block-size: 44px;
    border: 1px solid var(--line);
    border-radius: 10px;
    font-variant-numeric: tabular-nums;
    transition:
      background 0.12s,
      border-color 0.12s,
      transform 0.12s;
  }
  .choice:hover .mark {
    border-color: var(--accent);
  }
  :checked + .mark {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on);
    font-weight: 600;
  }
  :focus-visible + .mark,
  .send:focus-visible,
  textarea:focus-visible,
  .thanks:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .faces .mark {
    min-block-size: 56px;
    border-color: transparent;
    border-radius: 16px;
    color: var(--muted);
  }
  .faces .choice:hover .mark {
    color: var(--accent);
  }
  .faces :checked + .mark {
    background: color-mix(in srgb, var(--accent) 13%, var(--surface));
    border-color: var(--accent);
    color: var(--accent);
    transform: translateY(-2px);
  }
  svg {
    inline-size: 36px;
    block-size: 36px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
  }
  .name {
    display: block;
    margin-block-start: 5px;
    font-size: 0.78em;
    line-height: 1.25;
    color: var(--muted);
  }
  :checked ~ .name {
    color: var(--ink);
    font-weight: 600;
  }
  .ends {
    display: flex;
    justify-content: space-between;
    gap: 1em;
    margin-block-start: 7px;
    font-size: 0.82em;
    color: var(--muted);
  }
  .ends :last-child {
    text-align: end;
  }
  .faces + .ends {
    display: none;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .more {
    margin-block-start: 1.15em;
  }
  .more label {
    display: block;
    margin-block-end: 6px;
    font-weight: 500;
  }
  .optional {
    font-weight: 400;
    font-size: 0.88em;
    color: var(--muted);
  }
  textarea {
    display: block;
    inline-size: 100%;
    padding: 9px 12px;
    margin-block-end: 12px;
    border: 1px solid var(--muted);
    border-radius: 10px;
    background: transparent;
    resize: vertical;
  }
  .send {
    padding: 0.6em 1.5em;
    min-block-size: 44px;
    border: 1px solid transparent;
    border-radius: 10px;
    background: var(--accent);
    color: var(--on);
    font-weight: 600;
    cursor: pointer;
  }
  .send:hover {
    filter: brightness(1.08);
  }
  .thanks {
    display: flex;
    align-items: center;
    gap: 0.75em;
  }
  .thanks svg {
    flex: none;
    color: var(--accent);
  }
  @container (inline-size < 26rem) {
    .of-11,
    .of-7 {
      display: grid;
      grid-template-columns: repeat(6, 1fr);
    }
    .of-7 {
      grid-template-columns: repeat(4, 1fr);
    }
    .faces .name {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .faces + .ends {
      display: flex;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .more:not([hidden]) {
      animation: come 0.18s ease-out;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .mark {
      transition: none;
    }
  }
  @keyframes come {
    from {
      opacity: 0;
      transform: translateY(-6px);
    }
  }
  @media (forced-colors: active) {
    :checked + .mark {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
    }
    .faces :checked + .mark {
      background: Highlight;
      color: HighlightText;
    }
  }
`;
