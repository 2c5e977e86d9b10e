/**
 * Numbers that look random and are the same for the same seed (xorshift over an FNV-1a hash): the
 * demo must tell the same stories twice, so that telling them again adds nothing.
 */
export const seededRandom = (seed: string) => {
  let state = 2_166_136_261;
  for (const sign of seed) state = Math.imul(state ^ sign.codePointAt(0)!, 16_777_619);
  state ||= 1;

  /** From 0 up to, and without, 1. */
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 8; round += 1) next();

  return {
    next,
    between: (from: number, to: number) => Math.round(from + next() * (to - from)),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
    chance: (ratio: number) => next() < ratio,
    /** Spread as waiting and talking times are: most short, a few long, `mean` on average. */
    duration: (mean: number) => Math.round(Math.min(-Math.log(1 - next()), 4) * mean),
  };
};

export type Random = ReturnType<typeof seededRandom>;
