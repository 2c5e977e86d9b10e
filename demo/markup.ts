const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign]!);

/** Markup that is safe to put into markup. Made by {@link markup} alone. */
export interface Markup {
  readonly text: string;
}
type Value = Markup | string | number | false | null | undefined | readonly Value[];

const textOf = (value: Value): string => {
  if (value === false || value === null || value === undefined) return '';
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  return 'text' in value ? value.text : value.map(textOf).join('');
};

/** Builds markup from a template. Every value is escaped, unless it is markup itself. */
export const markup = (strings: TemplateStringsArray, ...values: Value[]): Markup => ({
  text: strings.reduce((text, part, at) => text + textOf(values[at - 1]) + part),
});

/** Data for the page's own scripts: a block the browser never runs, so that no CSP minds it. */
export const dataBlock = (id: string, data: unknown): Markup => ({
  text: `<script type="application/json" id="${id}">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`,
});
