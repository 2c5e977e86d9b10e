const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What a tenant takes for long while its past is too short, ms. No entry: nobody is stuck in it. */
export type DwellPolicy = Readonly<Record<string, {watch: number; act: number}>>;

export const dwellPolicy: DwellPolicy = {
  purchase: {watch: 2 * HOUR, act: DAY},
  onboarding: {watch: 7 * DAY, act: 14 * DAY},
  support: {watch: 2 * DAY, act: 5 * DAY},
  proposal: {watch: 7 * DAY, act: 14 * DAY},
  negotiation: {watch: 7 * DAY, act: 14 * DAY},
  handover: {watch: 7 * DAY, act: 14 * DAY},
};
