/** Two copies of us may meet on one agent desktop: the first to come keeps the tag. */
export const define = (tag: string, element: CustomElementConstructor): void => {
  if (!customElements.get(tag)) customElements.define(tag, element);
};
