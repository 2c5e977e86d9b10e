import {markup, type Markup} from '../../markup.ts';

/** Strokes on a 24 px square. */
const STROKES = {
  mark: markup`<path d="M4 8h12v5a6 6 0 0 1-12 0z" /><path d="M16 9h2a2.5 2.5 0 0 1 0 5h-2" /><path
      d="M8 5c-1-1 1-2 0-3M12 5c-1-1 1-2 0-3"
    /><path d="M4 21h12" />`,
  help: markup`<circle cx="12" cy="12" r="9" /><path
      d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M12 17h.01"
    />`,
  person: markup`<circle cx="12" cy="8" r="4" /><path d="M4.5 20c1-4 4-6 7.5-6s6.5 2 7.5 6" />`,
  bag: markup`<path d="M5 8h14l1 12H4z" /><path d="M8.5 10V7a3.5 3.5 0 0 1 7 0v3" />`,
  close: markup`<path d="M6 6l12 12M18 6L6 18" />`,
  send: markup`<path d="M4 12l16-8-5 16-3.5-6.5z" /><path d="M11.5 13.5L20 4" />`,
  heart: markup`<path
    d="M12 20s-7.5-4.6-7.5-10.2A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 7.5 2.8C19.5 15.4 12 20 12 20z"
  />`,
  truck: markup`<path d="M3 6h11v10H3zM14 10h4l3 3v3h-7" /><circle
      cx="7.5"
      cy="17.5"
      r="1.8"
    /><circle cx="17" cy="17.5" r="1.8" />`,
  back: markup`<path d="M4 10h11a5 5 0 0 1 0 10H9" /><path d="M8 6l-4 4 4 4" />`,
  shield: markup`<path d="M12 3l7.5 3v5.5c0 4.5-3 8-7.5 9.5-4.5-1.5-7.5-5-7.5-9.5V6z" /><path
      d="M8.5 12l2.5 2.5 4.5-5"
    />`,
  chat: markup`<path d="M4 5h16v11H10l-4.5 4v-4H4z" /><path d="M8 9.5h8M8 12.5h5" />`,
  phone: markup`<path
    d="M6 3h3.5l1.5 5-2.2 1.6a11 11 0 0 0 5.6 5.6L16 13l5 1.5V18c0 1.7-1.3 3-3 3C10.8 21 3 13.2 3 6c0-1.7 1.3-3 3-3z"
  />`,
  mail: markup`<path d="M3 6h18v12H3z" /><path d="M3 7l9 7 9-7" />`,
  clock: markup`<circle cx="12" cy="12" r="9" /><path d="M12 7v5l3.5 2" />`,
  search: markup`<circle cx="10.5" cy="10.5" r="6.5" /><path d="M15.5 15.5L21 21" />`,
  check: markup`<path d="M5 12.5l4.5 4.5L19 7" />`,
  arrow: markup`<path d="M5 12h14M13 6l6 6-6 6" />`,
} as const;

export const icon = (name: keyof typeof STROKES): Markup =>
  markup`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${STROKES[name]}</svg>`;
