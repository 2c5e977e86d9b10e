import type {Touchpoint} from '@throughline/contracts';
import {html, render, type TemplateResult} from 'lit';
import {tell} from './error-event.ts';
import type {Format} from './format.ts';
import {withLooks, type Looks, type Report} from './looks.ts';
import {own} from './own.ts';

/** Makes the words of a row; undefined leaves them as they are. */
export type RowRenderer = (
  touchpoint: Touchpoint,
  tools: {format: Format; html: typeof html},
) => TemplateResult | string | Node | undefined;

/** By the name of a touchpoint. */
export type RowRenderers = Readonly<Record<string, RowRenderer>>;

/** What an integrator says about touchpoints, added to an element's format. */
export const ownRows = (
  format: Format,
  element: HTMLElement & {looks: Looks | null; renderers: RowRenderers | null},
): Format => {
  const {looks, renderers} = element;
  // Later: while an element renders, a listener could not change it.
  const report: Report = (message, cause) => queueMicrotask(() => tell(element, message, cause));
  const looked = looks ? withLooks(format, looks, report) : format;
  return renderers
    ? {...looked, own: {...looked.own, render: rowsOf(looked, renderers, report, toldOf(element))}}
    : looked;
};

const rowsOf = (format: Format, renderers: RowRenderers, report: Report, told: Set<unknown>) => {
  const boxes = new WeakMap<Touchpoint, HTMLElement>();
  return (touchpoint: Touchpoint): Node | undefined => {
    const {name} = touchpoint;
    const renderer = own(renderers, name);
    if (!renderer) return undefined;
    try {
      const content = renderer(touchpoint, {format, html});
      if (content === undefined || content === null) return undefined;
      if (!isContent(content)) throw new TypeError(`It gave a ${typeof content}.`);
      // Here, not where the timeline renders: a template that fails takes nothing else with it.
      const box = boxes.get(touchpoint) ?? document.createElement('span');
      boxes.set(touchpoint, box);
      box.part.add('custom');
      render(content, box);
      return box;
    } catch (cause) {
      boxes.delete(touchpoint);
      if (told.has(renderer)) return undefined;
      told.add(renderer);
      report(
        `renderers[${JSON.stringify(name)}] failed: let it give a text, a node, html\`…\` or undefined. The default row is shown.`,
        cause,
      );
      return undefined;
    }
  };
};

const isContent = (content: unknown) =>
  typeof content === 'string' ||
  content instanceof Node ||
  (typeof content === 'object' && content !== null && '_$litType$' in content);

/** Which renderers an element has told about; it speaks anew with each language. */
const toldOf = (element: HTMLElement) => {
  if (!told.has(element)) told.set(element, new Set());
  return told.get(element)!;
};
const told = new WeakMap<HTMLElement, Set<unknown>>();
