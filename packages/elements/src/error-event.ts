/** What an integrator gave cannot be shown. Cancel it, and nothing is written to the console. */
export class JourneyErrorEvent extends Event {
  /** What is wrong, and what to do about it. */
  readonly message: string;
  readonly cause: unknown;

  constructor(message: string, cause?: unknown) {
    super('journeyerror', {bubbles: true, composed: true, cancelable: true});
    this.message = message;
    this.cause = cause;
  }
}

declare global {
  interface HTMLElementEventMap {
    journeyerror: JourneyErrorEvent;
  }
}

/** Tells an integrator what to put right, unless a listener has: on the console. */
export const tell = (element: EventTarget, message: string, cause?: unknown): void => {
  if (element.dispatchEvent(new JourneyErrorEvent(message, cause)))
    console.error(`Throughline: ${message}`, ...(cause ? [cause] : []));
};
