import {markup, type Markup} from '../markup.ts';

/** Strokes on a 24 px square. */
const STROKES = {
  north: markup`<path d="M12 3l6 17-6-4-6 4z" />`,
  contrast: markup`<circle cx="12" cy="12" r="8" /><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" />`,
  chat: markup`<path d="M4 5h16v11H10l-4.5 4v-4H4z" />`,
  mail: markup`<path d="M3 6h18v12H3z" /><path d="M3 7l9 7 9-7" />`,
  call: markup`<path d="M6 3h3.5l1.5 5-2.2 1.6a11 11 0 0 0 5.6 5.6L16 13l5 1.5V18c0 1.7-1.3 3-3 3C10.8 21 3 13.2 3 6c0-1.7 1.3-3 3-3z" />`,
  send: markup`<path d="M4 12l16-8-5 16-3.5-6.5z" /><path d="M11.5 13.5L20 4" />`,
  spark: markup`<path d="M12 4v5M12 15v5M4 12h5M15 12h5M7 7l2.5 2.5M14.5 14.5L17 17M17 7l-2.5 2.5M9.5 14.5L7 17" />`,
  path: markup`<circle cx="6" cy="18" r="2.5" /><circle cx="18" cy="6" r="2.5" /><path d="M8.5 18H14a4 4 0 0 0 0-8h-4a3 3 0 0 1 0-6h5.5" />`,
} as const;

export const icon = (name: keyof typeof STROKES): Markup =>
  markup`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${STROKES[name]}</svg>`;
