import type {Touchpoint} from '@throughline/contracts';

// No hyphens in the names: Salesforce's compiler refuses them.

/** An agent opened or closed a row. Cancel it to show the touchpoint your own way. */
export class JourneySelectEvent extends Event {
  readonly touchpoint: Touchpoint;
  /** Whether the row is about to open. */
  readonly open: boolean;

  constructor(touchpoint: Touchpoint, open: boolean) {
    super('journeyselect', {bubbles: true, composed: true, cancelable: true});
    this.touchpoint = touchpoint;
    this.open = open;
  }
}

/** The reader nears the end of what is loaded, and there is more. */
export class JourneyMoreEvent extends Event {
  constructor() {
    super('journeymore', {bubbles: true, composed: true});
  }
}

/** The panel's token is missing or refused: set a fresh one, and it goes on where it stopped. */
export class JourneyTokenEvent extends Event {
  constructor() {
    super('journeytoken', {bubbles: true, composed: true});
  }
}

declare global {
  interface HTMLElementEventMap {
    journeyselect: JourneySelectEvent;
    journeymore: JourneyMoreEvent;
    journeytoken: JourneyTokenEvent;
  }
}
