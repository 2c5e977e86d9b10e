import {css} from 'lit';

/** Of what a reader opens; comes with it. */
export const styles = css`
  .details {
    padding: 4px 12px 12px;
    padding-inline-start: 48px;
    font-size: 0.93em;
    background: var(--hover);
  }
  .details div {
    display: grid;
    grid-template-columns: 104px minmax(0, 1fr);
    column-gap: 12px;
    padding-block: 2px;
  }
  .acts {
    padding: 0 12px 12px;
    padding-inline-start: 48px;
    background: var(--hover);
  }
  .details div > * {
    overflow-wrap: anywhere;
  }
  dd {
    white-space: pre-line;
  }
  a {
    color: var(--accent);
  }
  dt {
    color: var(--muted);
  }
  .facets {
    display: grid;
    gap: 8px;
    margin-top: 6px;
    padding: 10px 12px;
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .facets > div {
    display: grid;
    grid-template-columns: 62px minmax(0, 1fr);
    align-items: baseline;
  }
  .facets .about {
    grid-column: auto;
  }
  .facets > div > :last-child {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .facet {
    min-height: 24px;
    padding: 1px 9px;
    border: 1px solid var(--line);
    border-radius: 12px;
    font-size: 0.93em;
    overflow-wrap: anywhere;
  }
  .facet:hover {
    border-color: currentColor;
  }
  .said.seen {
    inset: auto 8px 12px;
    z-index: 3;
    width: fit-content;
    margin-inline: auto;
    padding: 4px 14px;
    border-radius: var(--radius);
    background: var(--ink);
    color: var(--surface);
    clip-path: none;
    white-space: normal;
  }
  .line[aria-expanded='true'] .words {
    -webkit-line-clamp: none;
  }
  mark {
    background: var(--warn-soft);
    color: inherit;
    box-shadow: 0 1px var(--warn);
  }
  .tools .button[aria-expanded='true'],
  .facet[aria-pressed='true'] {
    background: var(--accent-soft);
    border-color: var(--accent);
    color: var(--accent);
  }
  @container (max-width: 330px) {
    .details,
    .acts {
      padding-inline: 12px;
    }
    .details div {
      grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    }
  }
  @media (forced-colors: active) {
    .tools .button[aria-expanded='true'],
    .facet[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .facet[aria-pressed='true'] .about {
      color: inherit;
    }
  }
`;
