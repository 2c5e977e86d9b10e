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
      margin-top: 12px;
      overflow: clip;
      background: var(--surface);
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
    button {
      width: 100%;
    }
    .reason {
      display: flex;
      gap: 8px;
      padding: 9px 12px;
      background: var(--accent-soft);
    }
    .reason svg {
      color: var(--accent);
    }
    .share,
    .why,
    dt,
    .inward,
    .basis,
    .action p {
      color: var(--muted);
      font-size: 0.93em;
    }
    .reason .share,
    .reason .why {
      color: var(--ink);
    }
    .why {
      display: block;
    }
    dl {
      padding-block: 5px;
    }
    dl:empty {
      display: none;
    }
    dl div {
      display: grid;
      grid-template-columns: 5.6em minmax(0, 1fr);
    }
    dt {
      padding: 4px 0 4px 12px;
      padding-inline: 12px 0;
      line-height: 1.56;
    }
    .sentence {
      padding: 4px 12px;
      overflow-wrap: anywhere;
    }
    .sentence:hover,
    .reason:hover b {
      text-decoration: underline dotted;
      text-underline-offset: 3px;
    }
    .long {
      display: -webkit-box;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 6;
      overflow: hidden;
    }
    .reason .long {
      -webkit-line-clamp: 3;
    }
    /* All of it is there to be heard, and by the keyboard or a click to be seen. */
    :focus .long {
      -webkit-line-clamp: none;
    }
    .inward {
      padding-inline: 6px;
      border: 1px dashed var(--line);
      border-radius: 99px;
      white-space: nowrap;
    }
    .action {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 12px;
      padding: 6px 12px 6px 0;
      padding-inline: 0 12px;
      border-top: 1px solid var(--line);
    }
    .action > button {
      flex: 1 0 180px;
      width: auto;
    }
    .action p {
      display: flex;
      gap: 6px;
      padding-inline-start: 12px;
    }
    .action .button {
      display: flex;
      align-items: center;
      gap: 3px;
      width: auto;
      padding: 2px 9px 2px 5px;
    }
    .action svg {
      width: 18px;
    }
    .more {
      border-top: 1px solid var(--line);
      color: var(--muted);
      font-size: 0.93em;
    }
    .accepted svg {
      color: var(--good);
    }
    .wrong.action {
      opacity: 0.65;
    }
    @container (max-width: 330px) {
      dl div {
        display: block;
      }
      dt {
        padding-bottom: 0;
      }
      dd .sentence {
        padding-top: 0;
      }
    }
    .basis {
      padding: 6px 12px;
      border-top: 1px solid var(--line);
    }
  `,
];
