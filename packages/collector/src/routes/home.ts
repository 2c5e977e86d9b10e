import {pageHeaders, pageOf} from '../page.ts';
import {route} from '../route.ts';

/** The same for everybody: it knows no tenant, no key, and not even its own address. */
const page = pageOf(
  'Throughline collector',
  `<h1>A Throughline collector is running here</h1>
<p>It keeps what customers do on a website, and shows it to the agents who help them.</p>
<h2>Track a website</h2>
<pre>&lt;script async src="https://THIS-ADDRESS/throughline.js" data-key="pk_..."&gt;&lt;/script&gt;</pre>
<p>The key is printed by <code>throughline tenant create NAME</code>, and by the first <code>throughline start</code>.</p>
<h2>Show the panel to an agent</h2>
<pre>&lt;script type="module" src="https://THIS-ADDRESS/elements.js"&gt;&lt;/script&gt;
&lt;journey-panel src="https://THIS-ADDRESS" token="..." email="ada@example.com"&gt;&lt;/journey-panel&gt;</pre>
<p>Your own server asks <code>POST /v1/tokens</code> for the token, with the secret key.</p>
<h2>More</h2>
<p><a href="/v1/openapi.json">All it can be asked</a> · <a href="/readyz">Whether it is ready</a></p>`,
);

/** For whoever opens the address that a collector prints. */
export const getHome = route({
  method: 'GET',
  path: '/',
  summary: 'What this is, as a page',
  page: true,
  authorization: 'open',

  async handle({reply}) {
    return reply.headers(pageHeaders({framed: false})).send(page);
  },
});
