import {css} from 'lit';
import {tokens} from './tokens.ts';

export const styles = [
  tokens,
  css`
    :host {
      display: block;
      max-height: none;
    }
    form,
    p:first-child {
      margin-top: 8px;
    }
    p {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      color: var(--muted);
      font-size: 0.93em;
    }
    form {
      display: grid;
      gap: 6px;
      padding: 9px 12px;
      background: var(--surface);
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
    label {
      font-weight: 600;
    }
    textarea {
      box-sizing: border-box;
      width: 100%;
      padding: 6px 8px;
      resize: vertical;
      color: var(--ink);
      background: var(--ground);
      border: 1px solid var(--line);
      border-radius: 6px;
      font: inherit;
    }
    .failed {
      color: var(--bad);
    }
    .button {
      display: inline-flex;
      align-items: center;
      gap: 4px;
    }
    .button svg {
      width: 18px;
    }
  `,
];
