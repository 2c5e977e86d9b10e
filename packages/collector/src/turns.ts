import {Refusal} from './errors.ts';

/**
 * Lets requests take their turns at what keeps the processor busy, one in each round of the event
 * loop, so that the database's answers to others come in between. Without it a burst is parsed and
 * judged as a whole first: transactions of ten round trips stand still for so long that all of it is
 * kept too late and nothing is acknowledged. Who has waited longer than `patience` is refused.
 */
export const createTurns = ({patience = 1500} = {}): (() => Promise<void>) => {
  const waiting: {since: number; resolve: () => void; reject: (why: Refusal) => void}[] = [];
  let running = false;
  const next = () => {
    const expired = performance.now() - patience;
    let first = waiting.shift();
    while (first && first.since < expired) {
      first.reject(new Refusal('overloaded'));
      first = waiting.shift();
    }
    running = first !== undefined;
    first?.resolve();
    if (running) setImmediate(next);
  };
  return () =>
    new Promise((resolve, reject) => {
      waiting.push({since: performance.now(), resolve, reject});
      if (!running) {
        running = true;
        setImmediate(next);
      }
    });
};
