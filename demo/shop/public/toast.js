let timer;

/** Says something short at the lower edge, with a way on. */
export const toast = (text, link) => {
  const box = document.getElementById('toast');
  clearTimeout(timer);
  box.replaceChildren(text);
  if (link) {
    const anchor = document.createElement('a');
    anchor.href = link.href;
    anchor.textContent = link.text;
    box.append(' ', anchor);
  }
  box.classList.add('shown');
  timer = setTimeout(() => box.classList.remove('shown'), 5000);
};
