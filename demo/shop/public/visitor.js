import {account} from './account-store.js';

/** The tracker's state, or undefined when it is blocked or slow: the shop works without. */
export const trackerState = () =>
  Promise.race([
    new Promise((resolve) => window.throughline('ready', resolve)),
    new Promise((resolve) => setTimeout(resolve, 1500)),
  ]);

/**
 * Who the agent may know this visitor to be. The name is the shop's own; what leads to the journey
 * is there only when the visitor has agreed to that.
 */
export const visitor = async () => {
  const state = await trackerState();
  const {id, name, email} = account.get() ?? {};
  if (state?.consent !== 'granted') return {name};
  return {name, anonymous: state.anonymousId, user: id, email};
};
