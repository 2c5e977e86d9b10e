const vote = document.getElementById('vote');

vote.addEventListener('click', ({target}) => {
  const choice = target.closest('[data-journey-vote]');
  if (!choice) return;
  for (const button of vote.querySelectorAll('button')) button.disabled = true;
  document.getElementById('voted').textContent =
    choice.dataset.journeyVote === 'yes' ? 'Good. Thank you!' : 'Thank you. We will rewrite it.';
});
