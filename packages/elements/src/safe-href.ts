const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * A link's address if it is safe to follow, else null: a touchpoint's text comes from strangers, and
 * `javascript:` in an href runs where the agent is signed in.
 */
export const safeHref = (href: string): string | null => {
  try {
    const url = new URL(href);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null; // Relative or no address at all: nothing to link to.
  }
};
