/** The English of setting right what was read off somebody's words. */
export const correctEnglish = {
  unfelt: 'This says nothing of how they feel',
  kept: 'Noted: it counts no more.',
  failed: 'It could not be kept. Try again.',
};
