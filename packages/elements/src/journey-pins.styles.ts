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
  section {
    display: grid;
    gap: 4px;
    padding: 6px 12px;
    border-bottom: 1px solid var(--line);
    background: var(--surface);
    font-size: 0.93em;
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    list-style: none;
    max-height: 92px;
    overflow: hidden auto;
    scrollbar-width: thin;
  }
  li {
    display: flex;
    min-width: 0;
    max-width: 100%;
    border: 1px solid var(--line);
    border-radius: 99px;
    background: var(--ground);
  }
  button {
    display: flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    min-height: 26px;
    border: 0;
    border-radius: 99px;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    cursor: pointer;
  }
  .there {
    padding-inline: 10px 2px;
  }
  .out {
    flex: none;
    padding-inline: 4px 8px;
    color: var(--muted);
  }
  button:hover {
    color: var(--accent);
  }
  .what {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  time,
  p {
    color: var(--muted);
  }
  time {
    flex: none;
    font-size: 0.93em;
    font-variant-numeric: tabular-nums;
  }
  svg {
    flex: none;
    width: 14px;
    height: 14px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  @container (min-width: 760px) {
    section {
      padding-inline: 24px;
    }
  }
  @container (max-width: 330px) {
    section {
      padding-inline: 6px;
    }
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
`;
