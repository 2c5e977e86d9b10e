/** A value under `name` in this browser. Without storage it lasts as long as the page. */
export const stored = (name, fallback, area = 'localStorage') => {
  let kept;
  return {
    get() {
      try {
        return JSON.parse(window[area].getItem(name)) ?? kept ?? fallback;
      } catch {
        return kept ?? fallback; // Storage is blocked: what this page knows is all there is.
      }
    },
    set(value) {
      kept = value;
      try {
        if (value === undefined) window[area].removeItem(name);
        else window[area].setItem(name, JSON.stringify(value));
      } catch {
        // Storage is blocked or full: the page goes on with what it holds.
      }
    },
  };
};
