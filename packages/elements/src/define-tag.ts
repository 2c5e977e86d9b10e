/** Where this copy of us came from; what is loaded on demand may have asked for it once more, by another query. */
// Some bundlers leave nothing of it.
const copy = ((import.meta.url as string | undefined) ?? '').replace(/[?#].*/, '');

const ours = (tag: string) => {
  const element = globalThis.customElements?.get(tag) as {copy?: string} | undefined;
  return !element || element.copy === copy;
};

/**
 * Two copies of us may meet on one agent desktop, of one version or of two. The first to come keeps
 * `<journey-panel>`; what another calls its tags ends with this, so that each has parts of its own.
 */
export const suffix: string = (() => {
  for (let n = 2, end = ''; ; end = `-${n++}`) if (ours(`journey-timeline${end}`)) return end;
})();

export const define = (tag: string, element: CustomElementConstructor): void => {
  if (customElements.get(tag + suffix)) return;
  Object.assign(element, {copy});
  customElements.define(tag + suffix, element);
};
