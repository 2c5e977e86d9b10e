import {dataBlock, markup, type Markup} from '../markup.ts';
import {BRANDS} from './brands.ts';
import {icon} from './icon.ts';

interface DesktopPage {
  collector: string;
  tenant: string;
  shop: string | undefined;
}

export const desktopPage = ({collector, tenant, shop}: DesktopPage): Markup =>
  markup`<!doctype html>
    <html lang="en" data-theme="auto">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Northdesk</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/desktop.css" />
        <script type="module" src="${collector}/elements.js"></script>
        <script type="module" src="/desktop.js"></script>
      </head>
      <body>
        ${rail()}${header()}${queue(shop)}${conversation(shop)}${panel()}
        ${dataBlock('options', {collector, tenant, brands: BRANDS})}
      </body>
    </html>`;

const rail = () => markup`
  <nav class="rail" aria-label="Brands">
    <span class="logo" title="Northdesk">${icon('north')}</span>
    <button type="button" class="brand" data-brand="" aria-pressed="true" title="All brands">
      All
    </button>
    ${BRANDS.map(
      ({id, name, initial}) =>
        markup`<button
          type="button"
          class="brand ${id}"
          data-brand="${id}"
          aria-pressed="false"
          aria-label="${name}"
          title="${name}"
        >
          ${initial}
        </button>`,
    )}
    <span class="gap"></span>
    <button type="button" class="rail-button" id="theme" aria-label="Colours: as the system">
      ${icon('contrast')}
    </button>
    <span class="avatar" title="Sam Okoro, available">SO</span>
  </nav>
`;

const header = () => markup`
  <header class="bar">
    <h1>Northdesk</h1>
    <span class="presence">Sam Okoro <i></i> Available</span>
    <div class="switch" role="group" aria-label="How the journey is embedded">
      <span>Journey as</span>
      <button type="button" data-embed="element" aria-pressed="true">Element</button>
      <button type="button" data-embed="iframe" aria-pressed="false">Iframe</button>
    </div>
  </header>
`;

const queue = (shop: string | undefined) => markup`
  <section class="queue" aria-labelledby="queue-title">
    <div class="queue-head">
      <h2 id="queue-title">Queue</h2>
      <span class="total" id="waiting">0 waiting</span>
    </div>
    <div class="queue-list" tabindex="-1">
      <section aria-labelledby="live-title">
        <h3 id="live-title">Live from the shop</h3>
        <ul id="live"></ul>
        <p class="nobody" id="nobody">
          Nobody yet. ${shop && markup`<a href="${shop}/help" target="_blank">Open the shop</a> and start a chat.`}
        </p>
      </section>
      <section aria-labelledby="generated-title">
        <h3 id="generated-title">Generated</h3>
        <ul id="generated"></ul>
      </section>
    </div>
    <div class="generate">
      <button type="button" class="button wide" id="generate">
        ${icon('spark')} Generate history
      </button>
      <p role="status" id="generate-note">
        Four weeks of journeys of 20 invented customers, labelled as generated.
      </p>
    </div>
  </section>
`;

const conversation = (shop: string | undefined) => markup`
  <main class="conversation" id="conversation">
    <div class="welcome" id="welcome">
      <h2>See where they come from before you answer</h2>
      <ol>
        <li>
          <b>${shop ? markup`<a href="${shop}" target="_blank">Open the shop</a>` : 'Open the shop'}</b>
          and agree that support may see your visit.
        </li>
        <li><b>Look around</b>: read about a kettle, put it into the cart, pay with the declined card.</li>
        <li><b>Click “Chat with us”.</b> You appear in the queue here. Choose yourself.</li>
        <li><b>Go on clicking in the shop</b>, and watch the journey on the right.</li>
      </ol>
    </div>
    <article class="contact" id="contact" hidden>
      <header class="contact-head">
        <span class="avatar large" id="contact-avatar"></span>
        <div class="contact-who">
          <h2 id="contact-name"></h2>
          <p id="contact-subject"></p>
        </div>
        <span class="clock" id="contact-clock"></span>
        <button type="button" class="button" id="answer" hidden>${icon('call')} Answer</button>
        <button type="button" class="button quiet" id="close">Close</button>
      </header>
      <dl class="card" id="card"></dl>
      <section class="ringing" id="ringing" aria-label="Call" hidden>
        <span class="ring">${icon('call')}</span>
        <b id="ringing-state"></b>
        <p id="ringing-words"></p>
      </section>
      <div class="messages" id="messages" role="log" aria-label="Messages" tabindex="0"></div>
      <form class="composer" id="composer">
        <div class="macros" role="group" aria-label="Ready answers" id="macros"></div>
        <label class="unseen" for="text">Your answer</label>
        <textarea id="text" name="text" rows="3" maxlength="2000"></textarea>
        <div class="composer-foot">
          <span id="composer-hint">Enter sends, Shift + Enter begins a new line</span>
          <button class="button strong">${icon('send')} <span id="send-label">Send</span></button>
        </div>
      </form>
    </article>
  </main>
`;

const panel = () => markup`
  <aside class="panel" aria-label="Customer journey" id="panel">
    <div class="panel-note" id="panel-note">
      <span>${icon('path')}</span>
      <p>The journey of the customer you choose appears here.</p>
    </div>
    <div class="panel-stage" id="stage" hidden></div>
  </aside>
`;
