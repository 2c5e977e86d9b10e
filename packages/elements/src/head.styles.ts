import {css} from 'lit';

/** Of what the panel's head tells, and of what stands beside the timeline; comes with it. */
export const styles = css`
  .chips,
  .chip {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .chips {
    flex-wrap: wrap;
    overflow-wrap: anywhere;
    margin-top: 10px;
  }
  .chip {
    padding: 2px 10px 2px 7px;
    border: 1px solid var(--line);
    border-radius: 13px;
    font-size: 0.93em;
    font-variant-numeric: tabular-nums;
  }
  .chip svg {
    width: 16px;
    color: var(--muted);
  }
  .stage {
    --tone: var(--accent);
    --soft: var(--accent-soft);
  }
  .warn {
    --tone: var(--warn);
    --soft: var(--warn-soft);
  }
  .bad {
    --tone: var(--bad);
    --soft: var(--bad-soft);
  }
  .stage,
  .warn,
  .bad {
    border-color: transparent;
    background: var(--soft);
  }
  .stage,
  .warn,
  .bad,
  .stage svg,
  .warn svg,
  .bad svg {
    color: var(--tone);
  }
  button.chip:hover {
    border-color: currentColor;
  }

  .tabs {
    display: flex;
    align-items: start;
    gap: 18px;
    margin: 10px 0 -12px;
  }
  .tabs button {
    padding: 5px 0;
    color: var(--muted);
    font-weight: 500;
  }
  .tabs button:hover {
    color: var(--ink);
  }
  .tabs [aria-pressed='true'] {
    border-bottom: 2px solid var(--accent);
    color: var(--ink);
  }

  .tab {
    position: absolute;
    inset: 0;
    overflow: auto;
    scrollbar-width: thin;
    z-index: 4;
    padding: 12px;
    background: var(--ground);
  }
  @container (min-width: 760px) {
    .tab {
      padding-inline: 24px;
    }
  }
  @media (forced-colors: active) {
    .chip {
      border-color: currentColor;
    }
  }
`;
