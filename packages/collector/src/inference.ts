import type {Touchpoint} from '@throughline/contracts';

/**
 * A touchpoint of somebody who objects to inference: without the feeling that a sender inferred. What
 * they said themselves, in words or by a rating, is no inference.
 */
export const withoutInference = (touchpoint: Touchpoint): Touchpoint => {
  const {sentiment, friction, ...rest} = touchpoint;
  const isTold = sentiment && sentiment.source !== 'inferred';
  return {
    ...rest,
    ...(isTold && {sentiment}),
    ...(friction && (isTold || friction.type !== 'negative_sentiment') && {friction}),
  };
};
