/** `3:07`, or `1 h 12` from an hour on. */
export const elapsed = (since, now = Date.now()) => {
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  if (seconds >= 3600) {
    return `${Math.floor(seconds / 3600)} h ${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`;
  }
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};

/** Every clock of the page: elements with the instant they count from in `data-since`. */
export const startClocks = () =>
  setInterval(() => {
    for (const clock of document.querySelectorAll('[data-since]')) {
      const text = elapsed(Number(clock.dataset.since));
      if (clock.textContent !== text) clock.textContent = text;
    }
  }, 1000);

export const timeOf = (at) => new Date(at).toLocaleTimeString([], {timeStyle: 'short'});

export const initialsOf = (name) =>
  name
    .split(' ')
    .filter((word) => /^\p{L}/u.test(word))
    .map((word) => word[0])
    .join('')
    .slice(0, 2)
    .toUpperCase();
