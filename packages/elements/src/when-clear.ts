/**
 * Calls `then` when no pointer is over the lowest `px` of a list: what comes there would come between a hand
 * and the row that it is about to press. Until a pointer that is over the list moves, nobody knows where it
 * is. Whoever is at the keys waits for no pointer.
 *
 * @returns what ends the waiting
 */
export const whenClear = (list: HTMLElement, px: number, then: () => void): (() => void) => {
  const end = new AbortController();
  const {signal} = end;
  const clear = () => {
    end.abort();
    then();
  };
  // On a touch screen the last place that was touched counts as hovered; nobody's finger is there.
  if (!list.matches(':hover') || matchMedia('(pointer: coarse)').matches) {
    clear();
    return () => {};
  }
  list.addEventListener(
    'pointermove',
    ({clientY}) => clientY < list.getBoundingClientRect().bottom - px && clear(),
    {signal},
  );
  list.addEventListener('pointerleave', clear, {signal});
  list.addEventListener('keydown', clear, {signal});
  return () => end.abort();
};
