import {controlOf, labelOf} from '../control.ts';
import type {TrackerPlugin} from '../plugin.ts';

export interface HelpOptions {
  /** Elements that count as a call for help, besides links to help pages. @defaultValue `'[data-journey-help]'` */
  selector?: string;
  /** What opens a chat, besides the widgets known. @defaultValue `'[data-journey-chat]'` */
  chat?: string;
}

/**
 * Records calls for help: `help_clicked` for links to help, `tel:`, `mailto:` and chat openers,
 * `help_searched` and `search_no_results`, `article_viewed`, `article_voted` and
 * `callback_requested`. Of inputs only a search field marked `data-journey-search` is read.
 */
export const help = ({
  selector = '[data-journey-help]',
  chat = '[data-journey-chat]',
}: HelpOptions = {}): TrackerPlugin => ({
  name: 'help',

  setup({track, listen, after, page, here, cleanUrl}) {
    const say = (name: string, fields: object) => track(name, {page: here(), ...fields});
    const ask = (kind: string, control: HTMLElement, target?: string) =>
      say(kind === 'callback' ? 'callback_requested' : 'help_clicked', {
        direction: 'inbound',
        kind,
        label: labelOf(control),
        target,
      });
    const article = (from?: HTMLElement | null) =>
      (from ?? document.querySelector<HTMLElement>(ARTICLE))?.dataset.journeyArticle;

    listen(document, 'click submit', (event) => {
      const control = controlOf(
        event,
        `a[href],${selector},${chat},${WIDGETS},[data-journey-vote],${CALLBACK}`,
      );
      if (!control || control.matches('form') !== (event.type === 'submit')) return;
      const vote = control.dataset.journeyVote;
      const href = control.getAttribute('href') ?? '';
      if (vote)
        say('article_voted', {vote, article: article(control.closest<HTMLElement>(ARTICLE))});
      else if (control.matches(CALLBACK)) ask('callback', control);
      else if (control.matches(`${chat},${WIDGETS}`)) ask('chat', control);
      else if (/^tel:/i.test(href)) ask('phone', control);
      else if (/^mailto:/i.test(href)) ask('mail', control);
      else if (control.matches(selector) || HELP.test(href)) {
        ask('link', control, href && cleanUrl(href));
      }
    });

    // A widget in a frame swallows the click, but the page notices that the focus went there.
    listen(window, 'blur', () => {
      const frame = document.activeElement;
      if (frame instanceof HTMLIFrameElement && frame.closest(FRAMES)) ask('chat', frame);
    });

    let searched: string | undefined;
    let read: string | undefined;
    const look = () => {
      const {journeyResults: results, journeyQuery} =
        document.querySelector<HTMLElement>('[data-journey-results]')?.dataset ?? {};
      // What the page says it has searched for; else what stands in the field.
      const query =
        journeyQuery ??
        document
          .querySelector<HTMLInputElement>('input[data-journey-search],[data-journey-search] input')
          ?.value.trim();
      if (query && results && searched !== (searched = query + results)) {
        say(+results ? 'help_searched' : 'search_no_results', {
          query,
          results: +results,
        });
      }
      if (read !== (read = article()) && read) say('article_viewed', {article: read});
    };
    let wait: (() => void) | undefined;
    const settle = () => {
      wait?.();
      wait = after(SETTLE, look);
    };
    listen(document, 'input submit', (event) => {
      if (controlOf(event, '[data-journey-search]')) settle();
    });
    // What a page was loaded with is there; what a route shows comes after its address.
    let loading = true;
    listen(page, 'view', () => {
      if (loading) look();
      loading = false;
      settle();
    });
    listen(page, 'leave', () => {
      read = searched = undefined;
    });
    settle();
  },
});

/** Ms after which a search, or a page's content, is taken to have settled. */
const SETTLE = 400;
/** Not a link to one. */
const ARTICLE = '[data-journey-article]:not(a)';
const CALLBACK = '[data-journey-callback]';
/** Paths of help pages; not of helpful things, or of lenses. */
const HELP = /\/(s[uo]pp?ort|hilfe|help(?!f)|[ck]onta[ck]?t(?!-?l)|aide|a[jy]uda|faq|assistenza)/i;
/** What opens a chat in the page: Intercom, Chatwoot, Genesys. */
const WIDGETS = '[class*=woot-widget],[class*=intercom-launcher],[class*=mxg-launcher]';
/** And in a frame: Zendesk, Intercom, Chatwoot, LiveChat, Genesys, Freshchat, HubSpot. */
const FRAMES =
  '[name^=intercom],[id^=chatwoot],[id^=fc_],#launcher,[id^=genesys],[id^=hubspot-m],[id^=chat-widget]';
