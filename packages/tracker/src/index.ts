export {createTracker} from './create-tracker.ts';
export type {
  Account,
  ConsentChoice,
  ConsentSignal,
  Tracker,
  TrackerOptions,
  TrackerState,
} from './create-tracker.ts';
export type {Fields, Session, TrackerHost, TrackerPlugin} from './plugin.ts';
export {commerce, type CommerceOptions} from './plugins/commerce.ts';
export {help, type HelpOptions} from './plugins/help.ts';
export {pages} from './plugins/pages.ts';
export {redaction, type RedactionOptions} from './plugins/redaction.ts';
export {forms, type FormsOptions} from './plugins/forms.ts';
export {frustration, type FrustrationOptions} from './plugins/frustration.ts';
export {shopify} from './plugins/shopify.ts';
export {woocommerce} from './plugins/woocommerce.ts';
export {consentSignals} from './signals.ts';
