// No hyphens in the names: Salesforce's compiler refuses them.

/** An agent asks for what a sentence rests on. */
export class JourneyEvidenceEvent extends Event {
  /** Ids, oldest first. */
  readonly touchpoints: readonly string[];

  constructor(touchpoints: readonly string[]) {
    super('journeyevidence', {bubbles: true, composed: true, cancelable: true});
    this.touchpoints = touchpoints;
  }
}

/**
 * An agent says what a suggested action is worth: `accepted`, or `wrong` for this customer. Whoever
 * cancels it keeps the answer; else the source does.
 */
export class JourneyActionEvent extends Event {
  readonly action: string;
  readonly verdict: 'accepted' | 'wrong';

  constructor(action: string, verdict: 'accepted' | 'wrong') {
    super('journeyaction', {bubbles: true, composed: true, cancelable: true});
    this.action = action;
    this.verdict = verdict;
  }
}

declare global {
  interface HTMLElementEventMap {
    journeyevidence: JourneyEvidenceEvent;
    journeyaction: JourneyActionEvent;
  }
}
