/** What was looked at, and what to do where it is not well. */
export interface Check {
  readonly what: string;
  /** Touchpoints are lost, refused or seen by the wrong people until this is done. */
  readonly fail?: string | false;
  /** Worth doing, while everything works. */
  readonly look?: string | false;
}
