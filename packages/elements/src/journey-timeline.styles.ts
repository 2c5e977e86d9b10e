import {css} from 'lit';
import {tokens} from './tokens.ts';

export const styles = [
  tokens,
  css`
    .scroller {
      flex: 1;
      min-height: 0;
      overflow: hidden auto;
      /* Its own, though the page behind has it: what is opaque scrolls without being painted anew. */
      background: var(--ground);
      overscroll-behavior: contain;
      overflow-anchor: none;
      scroll-padding-top: 40px; /* What is gone to stands below its day. */
      scrollbar-width: thin;
      padding-inline: 12px;
    }
    .day {
      position: sticky;
      top: 0;
      z-index: 2;
      height: 36px;
      padding: 12px 4px 0;
      margin-inline: -4px;
      background: linear-gradient(var(--ground) 85%, transparent);
    }
    .day,
    time,
    .about,
    .when,
    .rest,
    .foot,
    ::placeholder {
      color: var(--muted);
    }
    .day,
    time,
    .now {
      font-size: 0.86em;
      white-space: nowrap;
    }

    /* A card is drawn in blocks, each painted by itself; a block is a slice of it. */
    .block {
      contain: content;
      margin-inline: -2px;
      padding-inline: 2px;
    }
    .slice {
      background: var(--surface);
      border: 1px solid var(--line);
      border-block-width: 0;
    }
    .head .slice {
      border-top-width: 1px;
      border-radius: var(--radius) var(--radius) 0 0;
    }
    .last .slice {
      border-bottom-width: 1px;
      border-radius: 0 0 var(--radius) var(--radius);
      padding-bottom: 6px;
    }
    .head.last .slice {
      border-radius: var(--radius);
    }
    .last {
      padding-bottom: 12px;
    }
    .call .slice {
      border-inline-start: 3px solid var(--accent);
      margin-inline-start: -2px;
    }

    .card,
    .line {
      display: grid;
      grid-template-columns: 26px minmax(0, 1fr) auto;
      column-gap: 10px;
      width: 100%;
      padding: 5px 12px;
    }
    .line {
      display: flex;
    }
    .card {
      align-items: center;
      padding-block: 10px 8px;
      margin-bottom: 6px;
      border-bottom: 1px solid var(--line);
    }
    .card svg {
      color: var(--muted);
      justify-self: center;
    }
    .call .card {
      background: var(--accent-soft);
      border-start-end-radius: var(--radius);
    }
    .call .card svg,
    .contact .mark {
      color: var(--accent);
    }
    .when {
      font-weight: 400;
      margin-inline-start: 2px;
      white-space: nowrap;
    }
    .about {
      grid-column: 2 / -1;
      font-size: 0.93em;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .call .when,
    .call .about {
      color: var(--ink);
    }
    .now {
      color: var(--good);
      font-weight: 600;
    }
    .now::before {
      content: '● ';
      font-size: 0.8em;
    }

    /* The thread from one row's icon to the next one's. */
    :where(.row:not(:last-child)) .line {
      background: linear-gradient(var(--line), var(--line)) 24.5px 29px / 1px no-repeat;
    }
    .line:dir(rtl) {
      background-position-x: calc(100% - 24.5px);
    }
    .line:hover,
    .line[aria-expanded='true'] {
      background-color: var(--hover);
    }
    .mark {
      flex: none;
      width: 26px;
      height: 22px;
      padding: 1px 4px;
      color: var(--muted);
    }
    .mark svg {
      display: block;
      width: 18px;
    }
    .words {
      flex: 1;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    /* What is short fits, and needs no box of its own to be cut off by. */
    .long {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 3;
      overflow: hidden;
    }
    .title {
      font-weight: 500;
    }
    time {
      line-height: 22px;
      font-variant-numeric: tabular-nums;
    }
    /* Of every page there is one: it says how long, and else keeps out of the way. */
    .page_left .line {
      font-size: 0.8em;
      padding-block: 1px;
    }
    .page_left .title {
      font-weight: inherit;
      color: inherit;
    }

    .good .mark {
      color: var(--good);
    }
    .warn .mark {
      color: var(--warn);
    }
    .bad .mark,
    .bad .title {
      color: var(--bad);
    }
    .bad .mark,
    .warn .mark {
      border-radius: 8px;
      background: color-mix(in srgb, currentColor 10%, transparent);
    }
    .fresh {
      background: var(--accent-soft);
      animation: arrive 5s ease-in;
    }
    @keyframes arrive {
      to {
        background: none;
      }
    }

    .foot {
      display: flex;
      flex-wrap: wrap;
      gap: 10px;
      align-items: center;
      justify-content: center;
      text-align: center;
      padding: 12px 4px 20px;
      font-size: 0.93em;
      overflow-wrap: anywhere;
    }
    .unseen {
      position: absolute;
      top: 10px;
      left: 50%;
      translate: -50%;
      z-index: 3;
      display: flex;
      align-items: center;
      gap: 6px;
      padding: 4px 14px 4px 10px;
      border-radius: 99px;
      background: var(--accent);
      color: var(--surface);
      font-weight: 600;
      box-shadow: 0 2px 10px rgb(0 0 0 / 0.2);
    }
    .tools {
      display: flex;
      align-items: center;
      gap: 6px;
      padding-top: 10px;
      position: relative;
    }
    .tools > svg {
      position: absolute;
      inset-inline-start: 9px;
      width: 16px;
      color: var(--muted);
      pointer-events: none;
    }
    input {
      flex: 1;
      min-width: 0;
      text-overflow: ellipsis;
      padding: 5px 10px 5px 32px;
      padding-inline: 32px 10px;
      border: 1px solid var(--line);
      border-radius: 8px;
      background: var(--surface);
      color: inherit;
      font: inherit;
    }
    .tools .button {
      display: flex;
      align-items: center;
      gap: 4px;
      padding: 5px 8px;
    }
    .tools .button svg {
      width: 18px;
      height: 21px;
    }
    .turn {
      margin-inline-start: 2px;
      padding: 0 8px;
      border-radius: 99px;
      font-size: 0.86em;
      background: var(--surface);
      color: var(--muted);
    }
    .turn.us {
      background: var(--warn-soft);
      color: var(--warn);
    }
    .new time::after {
      content: '';
      display: inline-block;
      margin-inline-start: 5px;
      /* No background: that is not seen where all colours are the reader's. */
      border: 3px solid var(--accent);
      border-radius: 50%;
    }
    :host([density='compact']) .line {
      padding-block: 1px;
    }
    .said {
      position: absolute;
      width: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }

    @container (max-width: 330px) {
      .scroller {
        padding-inline: 6px;
      }
      .card,
      .line {
        column-gap: 6px;
      }
    }
    @container (min-width: 760px) {
      .scroller {
        padding-inline: 24px;
      }
    }
    @media (forced-colors: active) {
      .bad .mark,
      .warn .mark {
        outline: 1px solid;
      }
      .unseen,
      .fresh {
        border: 1px solid Highlight;
      }
    }
  `,
];
