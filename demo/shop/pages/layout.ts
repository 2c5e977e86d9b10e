import {dataBlock, markup, type Markup} from '../../markup.ts';
import {CATEGORIES} from '../catalogue.ts';
import {icon} from './icon.ts';

export interface Shop {
  /** The collector's origin. */
  collector: string;
  /** The write key, `pk_...`. Public by nature. */
  key: string;
}

export interface Page {
  title: string;
  main: Markup;
  /** The pushes to `dataLayer` that this page begins with, in GA4's words. */
  pushes?: readonly {event: string; ecommerce: unknown}[];
  /** Modules of this page alone, beside `shop.js`. */
  scripts?: readonly string[];
  /** Whether it asks how it was: the survey's own file is loaded then. */
  asks?: boolean;
  /** The part of the navigation that is marked as current. */
  current?: string;
}

/** The frame every page of the shop stands in. */
export const layout = (
  shop: Shop,
  {title, main, pushes = [], scripts = [], asks = false, current}: Page,
): Markup =>
  markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/shop.css" />
        <script src="/stub.js"></script>
        <script async src="${shop.collector}/throughline.js" data-key="${shop.key}"></script>
        ${asks && markup`<script type="module" src="${shop.collector}/survey.js"></script>`}
        ${scripts.map((script) => markup`<script type="module" src="/${script}"></script>`)}
        <script type="module" src="/shop.js"></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <aside class="promise" aria-label="Good to know">
          Free delivery from €60 <span>·</span> 60 days to change your mind
        </aside>
        <header class="site-head">
          <a class="wordmark" href="/"> ${icon('mark')}<b>Halden</b><small>Coffee Goods</small> </a>
          <nav class="nav" aria-label="Shop">
            ${CATEGORIES.map(
              ({slug, name}) =>
                markup`<a href="/shop/${slug}" ${current === slug && CURRENT}>${name}</a>`,
            )}
          </nav>
          <nav class="tools" aria-label="You">
            <a href="/help" data-journey-help="header" ${current === 'help' && CURRENT}>
              ${icon('help')}<span>Help</span>
            </a>
            <a href="/account" ${current === 'account' && CURRENT}>
              ${icon('person')}<span>Account</span>
            </a>
            <a href="/cart" ${current === 'cart' && CURRENT}>
              ${icon('bag')}<span>Cart</span><b class="count" data-cart-count hidden></b>
            </a>
          </nav>
        </header>
        <main id="main" tabindex="-1">${main}</main>
        ${footer()}${consentBar()}${chatWindow()}
        <div class="toast" role="status" id="toast"></div>
        ${dataBlock('pushes', pushes)}
      </body>
    </html>`;

const CURRENT = markup`aria-current="page"`;

const footer = () => markup`
  <footer class="site-foot">
    <div>
      <b>Halden Coffee Goods</b>
      <p>Kettles, grinders and cups for people who take five minutes for their coffee.</p>
    </div>
    <nav aria-label="Help">
      <h2>Help</h2>
      <a href="/help" data-journey-help="footer">Help centre</a>
      <a href="/help/articles/returns-and-refunds" data-journey-help="footer-returns">Returns</a>
      <a href="/help/contact" data-journey-help="footer-contact">Contact us</a>
      <button class="plain" type="button" data-journey-chat="footer">Chat with us</button>
    </nav>
    <nav aria-label="Shop by category">
      <h2>Shop</h2>
      ${CATEGORIES.map(({slug, name}) => markup`<a href="/shop/${slug}">${name}</a>`)}
    </nav>
    <div class="about-demo">
      <h2>This is a demo</h2>
      <p>
        Nothing here can be bought. If you agree, the pages you see, your cart, your searches for
        help, how a payment ends and what you answer when we ask how it was are kept by the collector
        on this machine, for the agents of the demo desktop. What else you type into a field, and
        card numbers, are not.
      </p>
      <button class="plain" type="button" data-consent-open>Change your choice</button>
    </div>
  </footer>
`;

const consentBar = () => markup`
  <section class="consent" id="consent" aria-labelledby="consent-title" hidden>
    <div>
      <h2 id="consent-title">Never start over with our support</h2>
      <p>
        May our support team see your visit, so that you never have to explain it again? No ads,
        nobody else, and you can change your mind at any time.
      </p>
    </div>
    <div class="consent-choice">
      <button type="button" class="button outline" data-consent="deny">No, thanks</button>
      <button type="button" class="button outline" data-consent="grant">Yes, they may</button>
    </div>
  </section>
`;

const chatWindow = () => markup`
  <button class="chat-folded" id="chat-folded" type="button" hidden>
    ${icon('chat')}<span>Your chat</span>
  </button>
  <aside class="chat" id="chat" aria-label="Chat with Halden" hidden>
    <header>
      <div>
        <b>Halden support</b>
        <small data-chat-status>Usually answers within two minutes</small>
      </div>
      <button type="button" class="icon-button" data-chat-fold aria-label="Fold the chat up">
        ${icon('close')}
      </button>
    </header>
    <div class="chat-log" role="log" aria-label="Messages" tabindex="0"></div>
    <form class="chat-form" data-journey-ignore>
      <label class="unseen" for="chat-text">Your message</label>
      <input
        id="chat-text"
        name="text"
        autocomplete="off"
        maxlength="2000"
        placeholder="Write a message"
      />
      <button class="icon-button strong" aria-label="Send">${icon('send')}</button>
    </form>
  </aside>
`;
