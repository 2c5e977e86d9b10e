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

/** An agent asks for what a sentence rests on. */
export class JourneyEvidenceEvent extends Event {
  /** Ids, oldest first. */
  readonly touchpoints: readonly string[];

  constructor(touchpoints: readonly string[]) {
    super('journeyevidence', {bubbles: true, composed: true, cancelable: true});
    this.touchpoints = touchpoints;
  }
}

/** An agent says what a suggested action is worth: `accepted`, or `wrong` for this customer. */
export class JourneyActionEvent extends Event {
  readonly action: string;
  readonly verdict: 'accepted' | 'wrong';

  constructor(action: string, verdict: 'accepted' | 'wrong') {
    super('journeyaction', {bubbles: true, composed: true});
    this.action = action;
    this.verdict = verdict;
  }
}

/** The panel's token ran out: set a fresh one, and it goes on where it stopped. */
export class JourneyTokenEvent extends Event {
  constructor() {
    super('journeytoken', {bubbles: true, composed: true});
  }
}

declare global {
  interface HTMLElementEventMap {
    journeyselect: JourneySelectEvent;
    journeyevidence: JourneyEvidenceEvent;
    journeyaction: JourneyActionEvent;
    journeymore: JourneyMoreEvent;
    journeytoken: JourneyTokenEvent;
  }
}
