import {css} from 'lit';

/** Colours are the timeline's own, which it hands down. */
export const styles = css`
  :host {
    display: block;
    flex: none;
  }
  * {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  .rail {
    padding: 6px 12px 8px;
    border-top: 1px solid var(--line);
    background: var(--surface);
    position: relative;
  }
  .said {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 10px;
    align-content: center;
    /* As many lines as it takes at most: the list above does not jump while a hand moves here. */
    min-height: 45px;
    line-height: 22px;
    font-size: 0.86em;
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  b {
    font-weight: 600;
    color: var(--ink);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 1px 6px 1px 10px;
    padding-inline: 10px 6px;
    border: 1px solid var(--accent);
    border-radius: 99px;
    background: var(--accent-soft);
    color: var(--accent);
    font: inherit;
    cursor: pointer;
  }
  .chip svg {
    width: 14px;
    height: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
  }
  .hidden {
    position: absolute;
    width: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .friction::before {
    content: '▲ ';
    color: var(--warn);
    font-size: 0.8em;
  }
  .contact::before {
    content: '● ';
    color: var(--accent);
    font-size: 0.8em;
  }
  .plot {
    --between: clamp(16px, (var(--from) + var(--to)) / 2, 100% - 16px);
    position: relative;
    margin-top: 2px;
    cursor: pointer;
    touch-action: pan-y;
    user-select: none;
  }
  .plot svg {
    display: block;
    width: 100%;
    height: 44px;
  }
  .rail:dir(rtl) .plot svg {
    scale: -1 1;
  }
  .bars {
    fill: color-mix(in srgb, var(--muted) 55%, transparent);
  }
  .bars.on,
  .contacts {
    fill: var(--accent);
  }
  .frictions {
    fill: var(--warn);
  }
  .seen {
    fill: color-mix(in srgb, var(--ink) 7%, transparent);
    stroke: var(--muted);
  }
  .picked {
    fill: var(--accent-soft);
  }
  .at {
    fill: none;
    stroke: var(--ink);
  }
  .where {
    position: absolute;
    inset: 0;
    border-radius: 4px;
  }
  /* Round the line it moves, and beside the other one where both would lie over each other. */
  .edge {
    position: absolute;
    inset-block: -2px;
    inset-inline-start: clamp(var(--between), var(--to) - 12px, 100% - 16px);
    width: 24px;
    cursor: ew-resize;
    border-radius: 4px;
  }
  .edge.from {
    inset-inline-start: clamp(-8px, var(--from) - 12px, var(--between) - 24px);
  }
  .grip {
    position: absolute;
    inset-block: 2px;
    inset-inline-start: calc(var(--to) - 3px);
    width: 6px;
    pointer-events: none;
    border-radius: 99px;
    background: var(--accent);
    border: 1px solid var(--surface);
  }
  .grip.from {
    inset-inline-start: calc(var(--from) - 3px);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .busy {
    position: absolute;
    inset-inline-end: 12px;
    top: 6px;
    padding: 2px 10px;
    border-radius: 99px;
    background: var(--surface);
    color: var(--muted);
    font-size: 0.86em;
  }
  @container (min-width: 760px) {
    .rail {
      padding-inline: 24px;
    }
  }
  @container (max-width: 330px) {
    .rail {
      padding-inline: 8px;
    }
    .said {
      min-height: 67px;
    }
  }
  @container (min-width: 620px) {
    .said {
      min-height: 26px;
    }
  }
  @media (forced-colors: active) {
    .bars {
      fill: CanvasText;
    }
    .bars.on,
    .contacts,
    .frictions {
      fill: Highlight;
    }
    .seen,
    .picked {
      fill: none;
      stroke: CanvasText;
    }
    .at {
      stroke: Highlight;
      stroke-width: 2;
    }
    .grip {
      background: Highlight;
    }
  }
`;
