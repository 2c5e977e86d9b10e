import {onCLS, onFCP, onINP, onLCP, onTTFB} from 'web-vitals/attribution';
import {isOurs, type TrackerPlugin} from '../plugin.ts';

interface Metric {
  name: 'LCP' | 'INP' | 'CLS' | 'FCP' | 'TTFB';
  value: number;
  rating: 'good' | 'needs-improvement' | 'poor';
  attribution: {target?: string; interactionTarget?: string; largestShiftTarget?: string};
}

export interface VitalsOptions {
  /** Whether good values are recorded as well: five touchpoints more per page. @defaultValue `false` */
  all?: boolean;
}

/**
 * Records web vitals that are not good, with the element to blame; errors of scripts, and requests
 * that failed, without what was in them.
 */
export const vitals = ({all = false}: VitalsOptions = {}): TrackerPlugin => ({
  name: 'vitals',

  setup({track, listen, here, cleanUrl}) {
    let listening = true;
    const measured = ({name, value, rating, attribution}: Metric) => {
      const {target = attribution.interactionTarget ?? attribution.largestShiftTarget} =
        attribution;
      const rounded = name === 'CLS' ? Math.round(value * 1000) / 1000 : Math.round(value);
      if (!listening || (rating === 'good' && !all)) return;
      track('web_vital_measured', {
        vital: {name, value: rounded, rating, ...(target && {target})},
        page: here(),
      });
    };
    for (const on of [onLCP, onINP, onCLS, onFCP, onTTFB]) on(measured as never);

    let left = MOST;
    const failed = (name: string, fields: object) => {
      if (left-- > 0) track(name, {...fields, page: here()});
    };
    listen(window, 'error', (event: ErrorEvent) => {
      // That an observer's news wait for the next frame is an error to the browser, but nobody's fault.
      if (
        event.message &&
        !event.message.startsWith('ResizeObserver loop') &&
        !isExtension(event.filename)
      ) {
        failed('script_failed', {
          message: event.message,
          source: event.filename && cleanUrl(event.filename),
          line: event.lineno,
        });
      }
    });
    listen(window, 'unhandledrejection', ({reason}: PromiseRejectionEvent) => {
      const {message = 'unhandled rejection', stack} = reason instanceof Error ? reason : {};
      if (!isExtension(stack)) failed('script_failed', {message});
    });
    const requests = new PerformanceObserver((list) => {
      for (const {
        name,
        responseStatus,
        duration,
      } of list.getEntries() as PerformanceResourceTiming[]) {
        if (responseStatus >= 400 && !isOurs(name)) {
          failed('request_failed', {
            request: cleanUrl(name),
            code: responseStatus,
            durationMs: Math.round(duration),
          });
        }
      }
    });
    requests.observe({type: 'resource', buffered: true});
    return () => {
      listening = false;
      requests.disconnect();
    };
  },
});

/** Whether the first address in a text is of a browser's extension: what it does is not the page's. */
const isExtension = (text = '') => text.split('://')[0]!.endsWith('-extension');

/** Of errors on one page, at most: a loop that throws says nothing new. */
const MOST = 20;
