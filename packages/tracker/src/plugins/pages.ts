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
    let path: string;
    let url: string;
    let shown: number;
    let active: number;
    let engaged: number;
    let announce: (() => void) | undefined;

    const use = () => {
      const now = Date.now();
      if (!document.hidden) engaged += Math.min(now - active, IDLE);
      active = now;
    };

    const view = (referrer: string, delay: number) => {
      const at = Date.now();
      shown = active = at;
      engaged = 0;
      path = location.pathname;
      url = location.href;
      announce = () => {
        announce = undefined;
        const campaign = [...new URLSearchParams(location.search)].filter(([key]) =>
          key.startsWith('utm_'),
        );
        const from = referrer && cleanUrl(referrer);
        track(
          'page_viewed',
          {...Object.fromEntries(campaign), page: {...here(), ...(from && {referrer: from})}},
          at,
        );
        // Once the other plugins listen, and there is something to see.
        const say = () => void page.dispatchEvent(new Event('view'));
        if (document.readyState === 'loading') listen(document, 'DOMContentLoaded', say);
        else queueMicrotask(say);
      };
      // A route's title comes a moment after its address: wait for it, but not past the leave.
      after(delay, () => announce?.());
      if (!delay) announce();
    };

    listen(page, 'leave', () => {
      announce?.();
      use();
      track('page_left', {
        page: {url: cleanUrl(url)},
        engagedMs: engaged,
        visibleMs: active - shown,
      });
    });
    listen(document, 'pointerdown keydown scroll', use);
    listen(document, 'visibilitychange', () => {
      active = Date.now();
    });
    listen(window, 'pageshow', ({persisted}: PageTransitionEvent) => {
      if (persisted) view('', 0);
    });

    const route = () => {
      const from = url;
      url = location.href;
      if (location.pathname === path) return;
      url = from;
      page.dispatchEvent(new Event('leave'));
      view(from, TITLE);
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
