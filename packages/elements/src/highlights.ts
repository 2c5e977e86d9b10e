/** A text in turns: what does not match, what does, what does not, ... */
export const highlights = (text: string, wanted: string): string[] => {
  const parts: string[] = [];
  const lower = text.toLowerCase();
  const needle = wanted.trim().toLowerCase();
  let from = 0;
  // Some letters change their length with their case: then places do not agree.
  if (needle && lower.length === text.length) {
    for (let at; (at = lower.indexOf(needle, from)) >= 0; from = at + needle.length) {
      parts.push(text.slice(from, at), text.slice(at, at + needle.length));
    }
  }
  parts.push(text.slice(from));
  return parts;
};
