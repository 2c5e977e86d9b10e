/**
 * Stands in for a payment provider, as slow as one. Only this function sees the card's number.
 *
 * @returns whether the card was accepted, or why not.
 */
export const pay = async ({number}) => {
  await new Promise((resolve) => setTimeout(resolve, 700));
  const digits = number.replace(/\D/g, '');
  if (digits.startsWith('4242')) return {accepted: true};
  return {accepted: false, reason: digits.endsWith('0002') ? 'card_declined' : 'card_unknown'};
};
