import type {Touchpoint} from '@throughline/contracts';
import type {Stage, StageParent} from '@throughline/contracts/vocabulary';
import type {DwellPolicy} from './dwell-policy.ts';

/** What a touchpoint says about the stage. */
export interface Sign {
  stage: Stage;
  /** A strong one always moves the customer there, a weak one only forward. */
  strong: boolean;
}

/**
 * A set of stages as a journey is read with it. Our presets (`stage-presets.ts`) are written as this; a
 * tenant's own, which are data, are made into it (`own-stages.ts`). Whatever is done with stages is
 * done with this, and does not ask whose they are.
 */
export interface StageRules {
  /** Its stages, by how far along they are. */
  parents: Readonly<Partial<Record<Stage, StageParent>>>;
  /** `ordered`: they have bought something before. */
  signOf: (touchpoint: Touchpoint, ordered: boolean) => Sign | null;
  /** In which one can be stuck. */
  sticky: ReadonlySet<Stage>;
  /** With what that is done which they came to a stage for: then they are not stuck in it. */
  done: ReadonlyMap<Stage, RegExp>;
  /** How long is long, as the tenant wants it, ms. Goes before its past. */
  targets: ReadonlyMap<Stage, number>;
  /** How long is long while the past is too short. */
  policy: DwellPolicy;
}

export const strong = (stage: Stage): Sign => ({stage, strong: true});
export const weak = (stage: Stage): Sign => ({stage, strong: false});
