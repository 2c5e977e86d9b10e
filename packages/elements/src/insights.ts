import {define} from './define-tag.ts';
import {JourneyCart} from './journey-cart.ts';
import {JourneyFeeling} from './journey-feeling.ts';
import {JourneyFrictions} from './journey-frictions.ts';
import {JourneyIdentity} from './journey-identity.ts';
import {JourneyStages} from './journey-stages.ts';

// What the panel shows on demand. Loading this file defines its tags, as `define.ts` does the others.
define('journey-stages', JourneyStages);
define('journey-feeling', JourneyFeeling);
define('journey-frictions', JourneyFrictions);
define('journey-cart', JourneyCart);
define('journey-identity', JourneyIdentity);

export {tab} from './tab.ts';

declare global {
  interface HTMLElementTagNameMap {
    'journey-stages': JourneyStages;
    'journey-feeling': JourneyFeeling;
    'journey-frictions': JourneyFrictions;
    'journey-cart': JourneyCart;
    'journey-identity': JourneyIdentity;
  }
}
