import {controlOf, selectorOf} from '../control.ts';
import {isOurs, type TrackerPlugin} from '../plugin.ts';

export interface FrustrationOptions {
  /** Elements inside of which nothing is taken for frustration. @defaultValue `'[data-journey-ignore]'` */
  ignore?: string;
}

/**
 * Records `friction_detected` with its evidence, where only the page can see it: rage, dead and
 * error clicks, a thrashing cursor. What one clicks quickly on purpose (steppers, calendars,
 * carousels, games, text) does not count.
 */
export const frustration = ({
  ignore = '[data-journey-ignore]',
}: FrustrationOptions = {}): TrackerPlugin => ({
  name: 'frustration',

  setup({track, listen, after, page, here}) {
    const felt = (type: string, severity: number, evidence: object, element?: Element) =>
      track('friction_detected', {
        friction: {type, severity, evidence},
        page: {...here(), element: element && selectorOf(element)},
      });

    let last: {target: EventTarget; at: number; x: number; y: number; clicks: number} | undefined;
    let rage: (() => void) | undefined;
    /** There while a click waits for what it does: that something has happened. */
    let alive: (() => void) | undefined;
    const stir = () => alive?.();
    listen(document, 'click', (event: MouseEvent) => {
      const {timeStamp: at, clientX: x, clientY: y} = event;
      const path = event.composedPath();
      const target = path[0] as Element;
      const before = last;
      last = undefined;
      // A key pressed on a button is a click as well, but has no detail.
      if (!event.detail || controlOf(event, `${ignore},${CALM}`) || isStepper(target)) return;
      const again =
        before?.target === target &&
        at - before.at < 1000 &&
        Math.hypot(x - before.x, y - before.y) <= 30;
      const clicks = again ? before.clicks + 1 : 1;
      last = {target, at, x, y, clicks};
      // Asked late, since it makes the browser lay out the page: who selects text clicks on purpose.
      if (clicks > 2 && getSelection()!.isCollapsed) {
        rage?.();
        // Said once it is over, with the whole count.
        rage = after(1000, () => felt('rage_click', clicks > 5 ? 3 : 2, {clicks}, target));
      }

      if (alive || controlOf(event, 'a[href]') || !controlOf(event, CLICKABLE)) return;
      const observer = new MutationObserver(stir);
      const stop = after(2500, () => {
        stir();
        felt('dead_click', 1, {waitedMs: 2500}, target);
      });
      alive = () => {
        alive = undefined;
        observer.disconnect();
        stop();
      };
      for (const root of path) {
        // The document, and shadow roots.
        if ((root as Node).nodeType > 8) {
          observer.observe(root as Node, {
            characterData: true,
            subtree: true,
            childList: true,
            attributes: true,
          });
        }
      }
    });
    listen(window, 'blur change selectionchange submit scroll visibilitychange play toggle', stir);
    listen(page, 'leave', stir);

    const failed = (at: number, kind: string) => {
      if (last && at > last.at && at - last.at < 1000) {
        felt('error_click', 2, {kind, afterMs: Math.round(at - last.at)}, last.target as Element);
        last = undefined;
      }
    };
    listen(window, 'error unhandledrejection', (event: Partial<ErrorEvent> & Event) => {
      // Not that an image did not load, which nobody can cancel; nor that a ResizeObserver's news wait
      // for the next frame: to the browser that is an error, but nobody's fault.
      if (event.cancelable && !/^Resi|-extension:/.test(event.message! + event.filename)) {
        failed(event.timeStamp, 'script');
      }
    });
    const requests = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
        if (entry.responseStatus > 399 && !isOurs(entry.name)) failed(entry.startTime, 'request');
      }
    });
    requests.observe({type: 'resource'});

    let turns: number[] = [];
    let was = {x: 0, way: 0};
    listen(document, 'pointermove', ({timeStamp, clientX, buttons}: PointerEvent) => {
      const way = clientX - was.x;
      // Short of 80 px it is a hand that rests.
      if (buttons || Math.abs(way) < 80) return;
      if (way * was.way < 0) turns = [...turns.filter((at) => timeStamp - at < 1000), timeStamp];
      was = {x: clientX, way};
      if (turns.length < 5) return;
      felt('thrash_cursor', 1, {turns: turns.length, withinMs: 1000});
      turns = [];
    });

    return () => {
      requests.disconnect();
      stir();
    };
  },
});

const CLICKABLE = '[tabindex],a,button,summary,[role=button],[onclick]';
/** Where quick or idle clicks are the normal use. */
const CALM =
  'input,select,textarea,label,canvas,video,audio,[contenteditable],[role=slider],[role=spinbutton],[role=grid],[role=application],[class*=calendar],[class*=datepicker],[class*=carousel],[class*=slide],[class*=swiper],[class*=stepper],[class*=quantity],[class*=game]';

/** A plus or minus beside a number; not what sends the form that it stands in. */
const isStepper = (target: Element) =>
  target
    .closest('button:not(:default),[role=button]')
    ?.parentElement!.querySelector('input,output,[role=spinbutton]');
