import {createHash} from 'node:crypto';
import {route} from '../route.ts';

const style = `
  body {max-width: 42rem; margin: 3rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif}
  h1 {font-size: 1.4rem}
  h2 {margin-top: 2rem; font-size: 1rem}
  pre {white-space: pre-wrap; overflow-wrap: anywhere; padding: 0.75rem; border: 1px solid; border-radius: 0.5rem}
`;

/** The same for everybody: it knows no tenant, no key, and not even its own address. */
const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Throughline collector</title>
<style>${style}</style>
<h1>A Throughline collector is running here</h1>
<p>It keeps what customers do on a website, and shows it to the agents who help them.</p>
<h2>Track a website</h2>
<pre>&lt;script async src="https://THIS-ADDRESS/throughline.js" data-key="pk_..."&gt;&lt;/script&gt;</pre>
<p>The key is printed by <code>throughline tenant create NAME</code>, and by the first <code>throughline start</code>.</p>
<h2>Show the panel to an agent</h2>
<pre>&lt;script type="module" src="https://THIS-ADDRESS/elements.js"&gt;&lt;/script&gt;
&lt;journey-panel src="https://THIS-ADDRESS" token="..." email="ada@example.com"&gt;&lt;/journey-panel&gt;</pre>
<p>Your own server asks <code>POST /v1/tokens</code> for the token, with the secret key.</p>
<h2>More</h2>
<p><a href="/v1/openapi.json">All it can be asked</a> · <a href="/readyz">Whether it is ready</a></p>
</html>
`;

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** For whoever opens the address that a collector prints. */
export const getHome = route({
  method: 'GET',
  path: '/',
  summary: 'What this is, as a page',
  authorization: 'open',

  async handle({reply}) {
    return reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('referrer-policy', 'no-referrer')
      .header('x-robots-tag', 'noindex')
      .send(page);
  },
});
