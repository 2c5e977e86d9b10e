import {css} from 'lit';
import {tokens} from './tokens.ts';

export const styles = [
  tokens,
  css`
    :host {
      display: block;
      max-height: none;
    }
    section {
      margin-bottom: 12px;
      padding: 10px 12px;
      background: var(--surface);
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
    h3 {
      margin-bottom: 6px;
    }
    p,
    time,
    .where,
    .value,
    figcaption {
      color: var(--muted);
      font-size: 0.93em;
    }
    figcaption {
      display: flex;
      justify-content: space-between;
    }
    .where {
      display: block;
      overflow-wrap: anywhere;
    }
    .value,
    time {
      font-weight: 400;
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    li > button:not(.button, .link) {
      width: calc(100% + 12px);
      margin-inline: -6px;
      padding: 4px 6px;
      border-radius: 6px;
    }
    li > button:not(.button, .link):hover {
      background: var(--hover);
    }
    .stages {
      display: grid;
      grid-template-columns: fit-content(50%) minmax(24px, 1fr) auto auto;
      column-gap: 8px;
    }
    .stage,
    .stage button,
    .stage p {
      grid-column: 1 / -1;
    }
    .stage,
    .stage button {
      display: grid;
      grid-template-columns: subgrid;
      align-items: center;
    }
    .stage .value,
    .stage time {
      text-align: end;
    }
    .bar {
      width: 100%;
      height: 6px;
      stroke: none;
      fill: var(--line);
      border-radius: 3px;
    }
    [dir='rtl'] .bar {
      scale: -1 1;
    }
    .name {
      overflow-wrap: anywhere;
    }
    .current .name {
      font-weight: 600;
    }
    .current .bar {
      fill: var(--accent);
    }
    .stuck .bar {
      fill: var(--warn);
    }
    .note {
      color: var(--warn);
    }
    figure {
      margin-top: 4px;
      max-width: 480px; /* Else its points grow with the panel. */
    }
    .lane {
      width: 100%;
      height: auto;
      overflow: visible;
    }
    .lane line {
      stroke: var(--line);
      stroke-dasharray: 3 4;
    }
    .lane polyline {
      stroke: var(--muted);
      opacity: 0.5;
    }
    circle {
      fill: var(--muted);
      stroke: var(--surface);
      stroke-width: 2;
      cursor: pointer;
    }
    .good circle {
      fill: var(--good);
    }
    .bad circle {
      fill: var(--bad);
    }
    .lane .hit {
      fill: none;
      stroke: none;
      pointer-events: all;
    }
    g:focus-visible {
      outline: none;
    }
    g:focus-visible circle {
      stroke: var(--accent);
      stroke-width: 3;
    }
    .worse {
      color: var(--bad);
    }
    .better {
      color: var(--good);
    }
    .friction {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: 8px;
    }
    .mark.bad {
      color: var(--bad);
    }
    .mark.warn {
      color: var(--warn);
    }
    .line {
      display: flex;
      justify-content: space-between;
      align-items: center;
      gap: 12px;
      padding-block: 4px;
      overflow-wrap: anywhere;
    }
    .line .value {
      flex: none;
      max-width: 50%;
      text-align: end;
      white-space: normal;
    }
    .line .button {
      flex: none;
    }
    .sum {
      margin-top: 4px;
      padding-top: 6px;
      border-top: 1px solid var(--line);
      font-weight: 600;
    }
    .link {
      color: var(--accent);
      font-size: 0.93em;
      text-decoration: underline;
      text-underline-offset: 3px;
    }
    .evidence {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 8px;
      padding-block: 4px;
    }
    .evidence svg {
      color: var(--good);
    }
    .revoked,
    .revoked svg {
      color: var(--muted);
    }
    .ask {
      margin-block: 8px;
      padding: 10px 12px;
      border-radius: 8px;
      background: var(--warn-soft);
    }
    .ask p {
      margin-bottom: 8px;
      color: var(--ink);
    }
    @container (max-width: 330px) {
      .stages {
        grid-template-columns: fit-content(70%) 1fr;
      }
      .stage .value,
      .stage time {
        white-space: normal;
      }
      .stage .value {
        text-align: start;
      }
    }
  `,
];
