import type {Touchpoint} from '@throughline/contracts';

/**
 * Whether the customer may be told that we know of a touchpoint: they agreed that support sees it, or
 * have a contract it belongs to. On any other ground it may help to understand them, and is not said.
 */
export const isSayable = ({consent: {purposes, basis}}: Touchpoint): boolean =>
  purposes.includes('support') && (basis === 'consent' || basis === 'contract');
