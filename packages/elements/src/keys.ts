import type {ToolsHost} from './timeline-state.ts';

const steps: Record<string, number | undefined> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: -Infinity,
  End: Infinity,
};

/** Goes from row to row, or to the newest and the oldest of those that are shown. */
export const onKey = (
  event: KeyboardEvent,
  {timeline, content, firstVisible, activate}: ToolsHost,
): void => {
  const step = steps[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  // What a slot brings, such as a field for a note, has keys of its own.
  if (!timeline.renderRoot.contains(event.target as Node)) return;
  const lines = [...timeline.renderRoot.querySelectorAll<HTMLElement>('.line')];
  const current = lines.findIndex((line) => line === event.target);
  if (current < 0 && Math.abs(step) > 1) return; // Home and End of the list scroll it.
  event.preventDefault();
  if (Math.abs(step) > 1) {
    const {touchpoints, sessions} = content.shown;
    const target = step < 0 ? touchpoints.at(-1) : sessions.at(-1)?.touchpoints[0];
    if (target) void timeline.show(target.id);
    return;
  }
  const next =
    current < 0 ? firstVisible()?.querySelector<HTMLElement>('.line') : lines[current + step];
  if (!next) return;
  activate(next.dataset['id']!);
  next.focus();
};
