import type {TrackerPlugin} from '../plugin.ts';
import {wrap} from '../wrap.ts';

/** After so many ms without a key, click or scroll the visitor is taken to be elsewhere. */
const IDLE = 15_000;
/** Ms in which a route's title should have arrived. */
const TITLE = 60;

/**
 * Records `page_viewed` for loads, routes of single-page applications and returns from the
 * back-forward cache, and `page_left` with the time engaged: visible, and used within the last
 * 15 s. A change of the query alone is no new page.
 */
export const pages = (): TrackerPlugin => ({
  name: 'pages',

  setup({track, listen, after, page, here, cleanUrl}) {
    let url: string;
    let active: number;
    let engaged: number;
    let visible: number;
    /** Whether the page has been visible since `active`. */
    let seen: boolean;
    let announce: (() => void) | undefined;

    const use = () => {
      const now = Date.now();
      if (seen) {
        visible += now - active;
        engaged += Math.min(now - active, IDLE);
      }
      active = now;
      seen = !document.hidden;
    };

    const view = (referrer: string, delay: number) => {
      use();
      const at = active;
      engaged = visible = 0;
      url = location.href;
      announce = () => {
        announce = undefined;
        // Of a route that leads on at once, the browser's address is the next one's by now.
        const campaign = [...new URL(url).searchParams].filter(([key]) => key.startsWith('utm_'));
        track(
          'page_viewed',
          {
            ...Object.fromEntries(campaign),
            page: {
              ...here(),
              url: cleanUrl(url),
              referrer: (referrer && cleanUrl(referrer)) || undefined,
            },
          },
          at,
        );
        // Once the other plugins listen, and there is something to see.
        const say = () => announce || page.dispatchEvent(new Event('view'));
        if (document.readyState === 'loading') listen(document, 'DOMContentLoaded', say);
        else queueMicrotask(say);
      };
      // A route's title comes a moment after its address: wait for it, but not past the leave.
      if (delay) after(delay, () => announce?.());
      else announce();
    };

    listen(page, 'leave', () => {
      announce?.();
      use();
      track('page_left', {
        page: {url: cleanUrl(url)},
        engagedMs: engaged,
        visibleMs: visible,
      });
    });
    listen(document, 'pointerdown scroll keydown visibilitychange', use);
    listen(window, 'pageshow', ({persisted}: PageTransitionEvent) => {
      if (persisted) view('', 0);
    });

    const route = () => {
      if (new URL(url).pathname !== location.pathname) {
        page.dispatchEvent(new Event('leave'));
        view(url, TITLE);
      }
      url = location.href;
    };
    view(document.referrer, 0);
    const {navigation} = window as {navigation?: EventTarget};
    if (navigation) {
      listen(navigation, 'currententrychange', route);
      return;
    }
    listen(window, 'popstate', route);
    const undo = ['pushState', 'replaceState'].map((method) => wrap(history, method, route));
    return () => undo.forEach((off) => off());
  },
});
