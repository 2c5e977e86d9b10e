/** The nearest element of an event that matches; also out of open shadow roots. */
export const controlOf = (event: Event, selector: string): HTMLElement | null => {
  let node: unknown = event.composedPath()[0];
  let found: HTMLElement | null = null;
  // The browser's own search within a tree, then that of the tree around it.
  while (!found && node instanceof Element) {
    found = node.closest<HTMLElement>(selector);
    node = (node.getRootNode() as Partial<ShadowRoot>).host;
  }
  return found;
};

/** By attributes: a form's `id` or `title` may be its field of that name, as in many a shop. */
const said = (control: Element, ...names: string[]) =>
  names.map((name) => control.getAttribute(name)).find(Boolean);

/**
 * What a control is called: its `data-journey-label`, accessible name or title; else its text,
 * where it is a link or a button, which visitors cannot type into.
 */
export const labelOf = (control: HTMLElement): string =>
  (
    control.dataset.journeyLabel ??
    said(control, 'aria-label', 'title') ??
    // The first line of it: a link may be a whole card, with a headline and a teaser.
    // A link in a drawing has none.
    (control.matches('a,button,summary')
      ? (control.innerText as string | undefined)?.trim().split('\n')[0]
      : said(control, 'id')) ??
    ''
  )
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80);

/** A control or form by its name or id: what the page calls it, never what is in it. */
export const nameOf = (control: Element): string =>
  (said(control, 'name', 'id', 'aria-label', 'type') ?? control.localName).slice(0, 80);

/** A short and stable selector: tag, id or test id, or up to two classes. */
export const selectorOf = (element: Element): string => {
  const id = said(element, 'id');
  return (
    element.localName +
    (id
      ? `#${id}`
      : [...element.classList]
          .slice(0, 2)
          .map((name) => `.${name}`)
          .join(''))
  );
};
