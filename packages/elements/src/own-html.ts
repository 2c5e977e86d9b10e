import {html as plain} from 'lit';
import {suffix} from './define-tag.ts';

const renamed = new Map<TemplateStringsArray, TemplateStringsArray>();

/** As lit's own, and the elements in it are those of this copy of us. */
export const html: typeof plain = suffix
  ? (strings, ...values) => {
      if (!renamed.has(strings)) {
        const texts = strings.map((text) => text.replace(/<\/?journey-\w+/g, `$&${suffix}`));
        renamed.set(strings, Object.assign(texts, {raw: texts}));
      }
      return plain(renamed.get(strings)!, ...values);
    }
  : plain;
