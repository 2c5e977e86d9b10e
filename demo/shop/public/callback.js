const form = document.getElementById('callback');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const when = form.when.value.toLowerCase();
  document.getElementById('callback-note').textContent =
    `Noted: we call you ${when}. (In this demo the telephone stays silent.)`;
  form.querySelector('button').disabled = true;
});
