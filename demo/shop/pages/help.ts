import {markup, type Markup} from '../../markup.ts';
import {ARTICLES, TOPICS, searchArticles, type Article} from '../articles.ts';
import {icon} from './icon.ts';
import type {Page} from './layout.ts';

const searchForm = (query = '') => markup`
  <form class="search" action="/help/search" role="search" data-journey-search>
    <label class="unseen" for="q">Search the help centre</label>
    ${icon('search')}
    <input
      id="q"
      name="q"
      type="search"
      value="${query}"
      maxlength="100"
      placeholder="Try “refund” or “card declined”"
      required
    />
    <button class="button small">Search</button>
  </form>
`;

const articleLink = ({slug, title, summary}: Article): Markup => markup`
  <li>
    <a href="/help/articles/${slug}" data-journey-help="article"
      ><b>${title}</b><span>${summary}</span></a
    >
  </li>
`;

export const helpPage = (): Page => ({
  title: 'Help centre · Halden',
  current: 'help',
  main: markup`
    <div class="help-head">
      <h1>How can we help?</h1>
      ${searchForm()}
    </div>
    <div class="topics">
      ${TOPICS.map(
        (topic) => markup`
          <section>
            <h2>${topic}</h2>
            <ul class="articles">
              ${ARTICLES.filter((article) => article.topic === topic).map(articleLink)}
            </ul>
          </section>
        `,
      )}
    </div>
    ${stillStuck('help-home')}
  `,
});

export const searchPage = (query: string): Page => {
  const found = searchArticles(query);
  return {
    title: `Search: ${query} · Halden`,
    current: 'help',
    main: markup`
      <div class="help-head">
        <h1>How can we help?</h1>
        ${searchForm(query)}
      </div>
      <section
        class="results"
        aria-labelledby="found"
        data-journey-results="${found.length}"
        data-journey-query="${query}"
      >
        <h2 id="found">${found.length === 0 ? 'Nothing' : found.length} found for “${query}”</h2>
        ${
          found.length > 0
            ? markup`<ul class="articles">
                ${found.map(articleLink)}
              </ul>`
            : markup`<p>Try one word, such as “return” or “delivery”, or ask a person below.</p>`
        }
      </section>
      ${stillStuck('help-search')}
    `,
  };
};

export const articlePage = (article: Article): Page => ({
  title: `${article.title} · Halden help`,
  current: 'help',
  scripts: ['article.js'],
  main: markup`
    <nav class="crumbs" aria-label="Where you are">
      <a href="/help">Help centre</a><span aria-hidden="true">/</span><span>${article.topic}</span>
    </nav>
    <article class="article" data-journey-article="${article.slug}">
      <h1>${article.title}</h1>
      <p class="lead">${article.summary}</p>
      ${article.body.map((part) => {
        if (typeof part === 'string') return markup`<p>${part}</p>`;
        if ('heading' in part) return markup`<h2>${part.heading}</h2>`;
        return markup`<ol>
          ${part.steps.map((step) => markup`<li>${step}</li>`)}
        </ol>`;
      })}
      <div class="vote" id="vote" role="group" aria-labelledby="vote-question">
        <b id="vote-question">Was this helpful?</b>
        <button type="button" class="button outline small" data-journey-vote="yes">Yes</button>
        <button type="button" class="button outline small" data-journey-vote="no">No</button>
        <span role="status" id="voted"></span>
      </div>
    </article>
    ${stillStuck('article')}
  `,
});

const stillStuck = (place: string) => markup`
  <section class="stuck" aria-labelledby="stuck">
    <div>
      <h2 id="stuck">Still stuck?</h2>
      <p>People answer here, every day from 8 to 20.</p>
    </div>
    <button class="button" type="button" data-journey-chat="${place}">
      ${icon('chat')} Chat with us
    </button>
    <a class="button outline" href="/help/contact" data-journey-help="${place}-contact">
      All ways to reach us
    </a>
  </section>
`;

export const contactPage = (): Page => ({
  title: 'Contact us · Halden',
  current: 'help',
  scripts: ['callback.js'],
  main: markup`
    <nav class="crumbs" aria-label="Where you are">
      <a href="/help">Help centre</a><span aria-hidden="true">/</span><span>Contact us</span>
    </nav>
    <div class="page-head">
      <h1>Talk to a person</h1>
      <p class="lead">Choose what suits you. If you allowed it, we already see where you are.</p>
    </div>
    <ul class="ways">
      <li>
        ${icon('chat')}<b>Chat</b>
        <p>About two minutes until someone answers.</p>
        <button class="button" type="button" data-journey-chat="contact">Start a chat</button>
      </li>
      <li>
        ${icon('phone')}<b>Call</b>
        <p>Monday to Saturday, 8 to 20. About one minute of music.</p>
        <a class="button outline" href="tel:+442079460958">+44 20 7946 0958</a>
      </li>
      <li>
        ${icon('mail')}<b>Write</b>
        <p>Answered within one working day, usually sooner.</p>
        <a class="button outline" href="mailto:help@halden.example">help@halden.example</a>
      </li>
      <li>
        ${icon('clock')}<b>We call you</b>
        <form id="callback" data-journey-callback="contact">
          <label for="phone">Your number</label>
          <input id="phone" name="phone" type="tel" autocomplete="tel" required />
          <label for="when">When</label>
          <select id="when" name="when">
            <option>In ten minutes</option>
            <option>This afternoon</option>
            <option>Tomorrow morning</option>
          </select>
          <button class="button outline">Call me</button>
          <p class="field-note" role="status" id="callback-note"></p>
        </form>
      </li>
    </ul>
  `,
});

export const missingPage = (): Page => ({
  title: 'Not found · Halden',
  main: markup`
    <div class="page-head">
      <h1>This page went cold</h1>
      <p class="lead">
        There is nothing at this address. <a href="/">Start at the shop’s door</a>, or
        <a href="/help" data-journey-help="not-found">ask for help</a>.
      </p>
    </div>
  `,
});
