/** Flat fields of a touchpoint, as the page or another system said them. */
export type Fields = Readonly<Record<string, unknown>>;

/** How another system names what we name as well. */
export interface Vocabulary {
  /** Its names of touchpoints, in snake_case, and ours. */
  readonly names: Readonly<Record<string, string>>;
  /** Its names of fields, and ours. */
  readonly fields: Readonly<Record<string, string>>;
  /** What one of its names says beyond ours. */
  readonly implied?: Readonly<Record<string, Fields>>;
}
