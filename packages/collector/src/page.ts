import {createHash} from 'node:crypto';

const style = `
  body {max-width: 42rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif}
  h1 {font-size: 1.4rem}
  h2 {margin-top: 2rem; font-size: 1rem}
  pre {white-space: pre-wrap; overflow-wrap: anywhere; padding: 0.75rem; border: 1px solid; border-radius: 0.5rem}
`;

/** A page of words for people, in HTML. */
export const pageOf = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
${content}
</html>
`;

/** Of such a page: it loads and runs nothing. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** How such a page is sent; `framed`: whoever likes may frame it. */
export const pageHeaders = ({framed}: {framed: boolean}): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': framed ? policy : `${policy}; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
});

/** Text as it stands in HTML. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
