/** Stroke icons on a 20 px grid, drawn for this panel: one path each, line width 1.5. */
export const ICONS = {
  alert: 'M10 4l7 12H3zM10 8v4m0 2v0',
  article: 'M10 5.5Q7 4 3 4v11q4 0 7 1.5 3-1.5 7-1.5V4q-4 0-7 1.5zv11',
  bag: 'M5 7h10l1 10H4zM7 7V6a3 3 0 0 1 6 0v1m-5.5 5 2 2 3-4',
  bot: 'M4 8h12v8H4zm6 0V4M7.5 11v0m5 0v0M8 13.5h4',
  card: 'M3 5h14v10H3zm0 3h14M5.5 12h3',
  carddeclined: 'M17 10V5H3v10h7M3 8h14m-4 5 4 4m0-4-4 4',
  cart: 'M2.5 4h2l2 8.5h9L17 6.5H5.5M8 16v0m6 0v0',
  cartadd: 'M2.5 4h2l2 8.5h9l1-3.5M8 16v0m6 0v0M12 3v5M9.5 5.5h5',
  cartremove: 'M2.5 4h2l2 8.5h9l1-3.5M8 16v0m6 0v0M9.5 5.5h5',
  check: 'M4 10.5l4 4 8-9',
  cross: 'M5.5 5.5l9 9m0-9-9 9',
  chat: 'M3 4h14v9.5H9L6 17v-3.5H3z',
  click: 'M8.5 8.5l8 3-3.5 1.5-1.5 3.5zM8 3v2M3 8h2m0-3 1 1',
  clock: 'M10 3a7 7 0 1 0 .1 0M10 6v4l3 2',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  coupon: 'M6 4.5a1.7 1.7 0 1 0 .1 0M14 12a1.7 1.7 0 1 0 .1 0M15 5 5 15',
  dot: 'M10 8a2 2 0 1 0 .1 0',
  filter: 'M3 5h14M6 10h8m-5 5h2',
  flag: 'M5 17V4h9.5l-2 3 2 3H5',
  form: 'M4.5 3h11v14h-11zm3 4h5m-5 3h5m-5 3H10',
  gauge: 'M4 14.5a7 7 0 1 1 12 0M10 12l3-4.5',
  globe: 'M10 3a7 7 0 1 0 .1 0M3 10h14M10 3q6 7 0 14-6-7 0-14',
  grid: 'M3.5 3.5h5v5h-5zm8 0h5v5h-5zm-8 8h5v5h-5zm8 0h5v5h-5z',
  heart: 'M10 16.5C-3 8.5 7 .5 10 6.5c3-6 13 2 0 10z',
  help: 'M10 3a7 7 0 1 0 .1 0M8 8q.5-2 2-2t2 2-2 3m0 3v0',
  leave: 'M8.5 3.5h-4v13h4m3.5-10 3.5 3.5-3.5 3.5m3.5-3.5H8',
  mail: 'M3 5h14v10H3zl7 6 7-6',
  message: 'M3 4h14v9.5H9L6 17v-3.5H3zm3.5 3.5h7m-7 3H11',
  mobile: 'M6.5 3h7v14h-7zm3 11.5h1',
  note: 'M4 3.5h12v9l-4 4H4zm12 9h-4v4',
  page: 'M5 3h6l4 4v10H5zm6 0v4h4',
  pause: 'M7.5 5v10m5-10v10',
  person: 'M10 3.5a3 3 0 1 0 .1 0M4 16.5q1-4.5 6-4.5t6 4.5',
  phone: 'M6.5 3.5 8.5 7 7 8.5q1 3 4.5 4.5l1.5-1.5L16.5 13.5l-1 3Q5 17 3.5 4.5z',
  search: 'M9 3.5a5.2 5.2 0 1 0 .1 0M12.5 12.5l4 4',
  searchnone: 'M9 3.5a5.2 5.2 0 1 0 .1 0M12.5 12.5l4 4M7.3 7l3.5 3.5m0-3.5-3.5 3.5',
  star: 'M10 3l2 4.5 5 .5-3.5 3.5 1 5-4.5-2.5-4.5 2.5 1-5L3 8l5-.5z',
  steps: 'M3 6l1.5 1.5 3-3.5M3 13.5 4.5 15l3-3.5M10.5 6h6m-6 7.5h6',
  tag: 'M3.5 3.5H9l8 8-5.5 5.5-8-8zM7 7v0',
  ticket: 'M3 5.5h14v3q-3 1.5 0 3v3H3v-3q3-1.5 0-3zm8.5 0v9',
  transfer: 'M3.5 7h12m-3-3 3 3-3 3m4 3h-12m3-3-3 3 3 3',
  truck:
    'M4 14H2.5V5h9v9H8m3.5-6h3l3 3v3H16m-4.5 0H12m-6-1.5a1.8 1.8 0 1 0 .1 0m8 0a1.8 1.8 0 1 0 .1 0',
  up: 'M10 16V4.5M5 9.5l5-5 5 5',
} as const;

export type IconName = keyof typeof ICONS;

/** One of ours by its name, or the path of another. */
export type Icon = IconName | `M${string}`;

export const pathOfIcon = (icon: Icon): string => ICONS[icon as IconName] ?? icon;
