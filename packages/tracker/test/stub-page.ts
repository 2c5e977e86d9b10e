/** As much of a page as the queue needs: something that is told that the visitor leaves, or is back. */
export const stubPage = (): EventTarget => {
  const page = new EventTarget();
  Object.assign(globalThis, {
    window: page,
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
  });
  return page;
};
