import {Refusal} from './errors.ts';

/**
 * The result of `work`, or a refusal when it has none in time. The work itself is not called off: a
 * database that hangs cannot be told so. What it keeps after all is kept once when it is sent again.
 */
export const within = async <T>(
  ms: number,
  work: Promise<T>,
  /** Whether there is no hurry any more when the time is up: a stream has begun. */
  {unless = () => false}: {unless?: () => boolean} = {},
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const detail = `It did not answer within ${(ms / 1000).toFixed(1)} s.`;
    timer = setTimeout(() => {
      if (!unless()) reject(new Refusal('store_unavailable', {detail}));
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
