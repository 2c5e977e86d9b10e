import type {ConsentSignal} from './create-tracker.ts';
import {hearLayer, whenThere} from './wrap.ts';

type Data = Record<string, unknown>;

/**
 * Reads what the page's consent platform says: IAB TCF 2.x (purposes 1, to store, and 8, to
 * measure), IAB GPP (an opt-out in any section) and Google Consent Mode v2 (`analytics_storage`:
 * updates; a default that denies says to wait for one).
 * One refusal is a refusal; what is broken or unknown agrees to nothing.
 */
export const consentSignals: ConsentSignal = (report) => {
  const said: Record<string, boolean | null | undefined> = {};
  /** @param agreed - Null: no, until somebody has chosen. */
  const hear = (who: string, agreed: boolean | null | undefined) => {
    said[who] = agreed;
    const has = (each: boolean | null) => Object.values(said).includes(each);
    report(
      has(false) ? {} : !has(null) && (has(true) ? {support: true, analytics: true} : undefined),
    );
  };
  const undo = [
    hearLayer('dataLayer', ({0: command, 1: kind, 2: given}) => {
      // Its own key only: `__proto__` must not agree to anything.
      if (command === 'consent' && Object.hasOwn(given as object, 'analytics_storage')) {
        const agreed = (given as Data).analytics_storage === 'granted';
        // A default is nobody's choice: one that grants may be of another region, one that denies waits.
        if (kind === 'update') hear('google', agreed);
        else if (!agreed) hear('google', null);
      }
    }),
    ...['__tcfapi', '__gpp'].map((name, index) =>
      whenThere(name, (platform: (...values: unknown[]) => void) => {
        let id: unknown;
        const call = (command: string, callback: (data?: Data, ok?: boolean) => void) =>
          index ? platform(command, callback, id) : platform(command, 2, callback, id);
        call('addEventListener', (data, ok) => {
          if (!ok || !data) return;
          id = data.listenerId;
          if (index) {
            const sections = JSON.stringify((data.pingData as Data | undefined)?.parsedSections);
            hear(name, OPTED_OUT.test(sections) ? false : undefined);
          } else if (data.eventStatus !== 'cmpuishown') {
            const consents = (data.purpose as Data | undefined)?.consents as Data | undefined;
            const agreed = consents?.[1] === true && consents[8] === true;
            hear(name, data.gdprApplies === false ? undefined : agreed);
          }
        });
        return () => call('removeEventListener', () => {});
      }),
    ),
  ];
  return () => undo.forEach((off) => off());
};

/** In any section of GPP: an opt-out of sale, sharing or targeting, or Global Privacy Control. */
const OPTED_OUT = /OptOut":1|"Gpc":true|OptOutSale":"Y|"1.Y/;
