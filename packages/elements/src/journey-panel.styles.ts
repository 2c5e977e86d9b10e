import {css} from 'lit';
import {tokens} from './tokens.ts';

export const styles = [
  tokens,
  css`
    :host {
      height: 100%;
      overflow: hidden;
    }
    :host([theme='light']) {
      color-scheme: light;
    }
    :host([theme='dark']) {
      color-scheme: dark;
    }
    /* What a page says of all that is in it (* {…}, body {…}) ends here. */
    .panel {
      display: flex;
      flex-direction: column;
      color: var(--ink);
      background: var(--ground);
      font: var(--font);
      letter-spacing: 0;
      word-spacing: 0;
      text-align: start;
      text-indent: 0;
      text-transform: none;
      white-space: normal;
    }
    .panel,
    .body,
    [part='timeline'],
    .state,
    .skeleton {
      flex: 1;
      min-height: 0;
    }
    header {
      padding: 14px 16px 12px;
      background: var(--surface);
      border-bottom: 1px solid var(--line);
    }
    .banner {
      display: flex;
      align-items: center;
      gap: 6px;
    }
    .top {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      column-gap: 6px;
    }
    /* Whichever way it is read: what has no room goes at its end. */
    h2 {
      justify-self: start;
      max-width: 100%;
      font-size: 1.14em;
    }
    .last {
      grid-area: 2/1/2/3;
      display: flex;
      gap: 4px;
      white-space: nowrap;
    }
    h2,
    .last span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .last,
    .state p,
    .state > svg {
      color: var(--muted);
    }
    .last,
    .live,
    .banner {
      font-size: 0.93em;
    }
    .live:not(.none)::before {
      content: '● ';
      font-size: 0.8em;
    }
    .live.on {
      color: var(--good);
    }
    .live.lost {
      color: var(--warn);
    }

    .body {
      position: relative;
      display: flex;
    }
    .banner {
      flex-wrap: wrap;
      gap: 10px;
      padding: 8px 16px;
      background: var(--warn-soft);
      border-bottom: 1px solid var(--line);
      overflow: hidden;
      /* What a desktop answers at once is not worth a word, nor a move; this is no motion that anybody reduces. */
      animation: appear 0s 1s both !important;
    }
    .banner p {
      flex: 1 150px;
    }
    @keyframes appear {
      from {
        max-height: 0;
        padding: 0;
        border: 0;
        visibility: hidden;
      }
    }

    .state {
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      gap: 8px;
      min-height: 220px;
      padding: 32px 24px 20%;
      text-align: center;
    }
    .state > svg {
      width: 36px;
      height: 36px;
      stroke-width: 1;
    }
    .state p {
      max-width: 40ch;
      overflow-wrap: anywhere;
      text-wrap: balance;
    }

    .skeleton {
      overflow: hidden;
      padding: 36px 12px 0;
    }
    .skeleton div {
      height: 168px;
      margin-bottom: 12px;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      --bar: linear-gradient(var(--line) 0 0) 14px;
      background:
        var(--bar) 16px / 130px 10px,
        var(--bar) 62px / 62% 8px,
        var(--bar) 94px / 48% 8px,
        var(--bar) 126px / 70% 8px,
        var(--surface);
      background-repeat: no-repeat;
      animation: breathe 1.8s ease-in-out infinite;
    }
    @keyframes breathe {
      50% {
        opacity: 0.55;
      }
    }
    @container (max-width: 330px) {
      header {
        padding-inline: 10px;
      }
      .last,
      .last span {
        display: block;
      }
    }
    @container (min-width: 760px) {
      header {
        padding-inline: 28px;
      }
      .skeleton {
        padding-inline: 24px;
      }
    }
  `,
];
