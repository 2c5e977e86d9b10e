import {controlOf, nameOf} from '../control.ts';
import type {TrackerPlugin} from '../plugin.ts';

export interface FormsOptions {
  /** Forms to leave alone. @defaultValue `'[data-journey-ignore],[role=search],[data-journey-search]'` */
  ignore?: string;
}

/** What is known of a form that is being filled in. Never a value. */
interface Progress {
  started: number;
  /** Where: a form that is given up with its route is heard of on the next one. */
  page: object;
  /** By field: ms with the focus, how often it was taken up. */
  fields: Map<string, {ms: number; edits: number}>;
  last: string;
  /** A button of the form was the last thing used. */
  sent?: boolean;
}

/**
 * Records `form_started`, `form_submitted`, `validation_failed` and `form_abandoned`: which fields,
 * how long, how often again. Names of fields only; what is typed is never read.
 */
export const forms = ({
  ignore = '[data-journey-ignore],[role=search],[data-journey-search]',
}: FormsOptions = {}): TrackerPlugin => ({
  name: 'forms',

  setup({track, listen, after, page, here}) {
    const open = new Map<HTMLFormElement, Progress>();
    const marked = new WeakSet<Element>();
    /** The field that has the focus, since when, and whether it was typed into. */
    let focus = {name: '', at: 0, edited: false};
    let idle: (() => void) | undefined;

    const say = (name: string, form: HTMLFormElement, fields: object) =>
      track(name, {form: nameOf(form), page: here(), ...fields});

    const detailOf = (form: HTMLFormElement, name: string) => {
      const progress: Progress = open.get(form) ?? {
        started: Date.now(),
        page: here(),
        fields: new Map(),
        last: name,
      };
      const detail = progress.fields.get(name) ?? {ms: 0, edits: 0};
      open.set(form, progress);
      progress.fields.set(name, detail);
      return {progress, detail};
    };
    const finish = (
      name: string,
      form: HTMLFormElement,
      {fields, started, last, page}: Progress,
    ) => {
      const all = [...fields.values()];
      say(name, form, {
        page,
        durationMs: Date.now() - started,
        fields: [...fields.keys()],
        fieldMs: all.map(({ms}) => ms),
        fieldEdits: all.map(({edits}) => edits),
        lastField: last,
      });
      open.delete(form);
    };
    const abandon = () =>
      open.forEach((progress, form) => {
        if (progress.sent) open.delete(form);
        else finish('form_abandoned', form, progress);
      });
    const refused = (form: HTMLFormElement, field: Element, kind: string) => {
      const name = nameOf(field);
      detailOf(form, name);
      say('validation_failed', form, {field: name, kind});
    };

    listen(document, 'input focusin focusout invalid change click submit', (event) => {
      const {type} = event;
      // What is clicked may be the icon in a button.
      const field = (controlOf(event, 'button') ?? event.composedPath()[0]) as HTMLInputElement;
      const form = type === 'submit' ? event.target : field.form;
      if (!(form instanceof HTMLFormElement) || controlOf(event, ignore)) return;
      const name = nameOf(field);
      const known = open.get(form);
      if (type === 'focusin') focus = {name, at: Date.now(), edited: false};
      else if (type === 'input') {
        if (!known) say('form_started', form, {field: name});
        const {progress, detail} = detailOf(form, name);
        progress.last = name;
        progress.sent = false;
        if (!focus.edited) detail.edits++;
        focus.edited = true;
        idle?.();
        idle = after(30 * 60_000, abandon);
      } else if (type === 'invalid') {
        const {validity} = field;
        let kind = '';
        for (const each in validity) kind ||= validity[each as 'valid'] ? each : '';
        refused(form, field, kind);
      } else if (known) {
        if (type === 'focusout') {
          if (focus.name === name) detailOf(form, name).detail.ms += Date.now() - focus.at;
          return;
        }
        if (type === 'submit') finish('form_submitted', form, known);
        if (type === 'click') known.sent = /button|submit/.test(field.type);
        // Pages that check by script mark the field a moment later.
        after(300, () => {
          form.querySelectorAll('[aria-invalid=true]').forEach((each) => {
            if (!marked.has(each)) refused(form, each, 'marked');
            marked.add(each);
          });
        });
      }
    });
    listen(page, 'leave', abandon);
  },
});
