/** The page: all cases, or one alone, as its address says. */
import '../../packages/elements/src/define.ts';
import {cases, type Case} from './cases.ts';

const query = new URLSearchParams(location.search);
const wanted = query.get('case');
const root = document.documentElement;
root.classList.toggle('one', wanted !== null);
root.dataset['theme'] = query.get('theme') ?? 'light';
root.lang = query.get('lang') ?? 'en';

const show = ({name, make, rightToLeft}: Case) => {
  const figure = document.createElement('figure');
  figure.id = name;
  figure.dir = query.get('dir') ?? (rightToLeft ? 'rtl' : 'ltr');
  const caption = document.createElement('figcaption');
  const link = document.createElement('a');
  const alone = new URLSearchParams(query);
  alone.set('case', name);
  link.href = `?${alone}`;
  link.textContent = name;
  caption.append(link);
  // As a property: the page's policy allows no style attribute.
  if (query.has('width')) figure.style.setProperty('inline-size', `${query.get('width')}px`);
  figure.append(caption, make());
  return figure;
};
const shown = cases.filter(({name}) => !wanted || name === wanted);
document.querySelector('main')!.append(...shown.map(show));

// The timeline takes its colours from the page, the panel from its attribute or the page.
for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
  const mine = new URLSearchParams(query);
  for (const [key, value] of new URLSearchParams(link.search)) {
    if (value) mine.set(key, value);
    else mine.delete(key);
  }
  link.search = mine.toString();
}
