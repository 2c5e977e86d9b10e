const bar = document.getElementById('consent');

/** Asks whether support may see the visit: when it was never answered, and when asked to. */
export const startConsent = () => {
  window.throughline('ready', ({consent}) => {
    if (consent === 'unknown') bar.hidden = false;
  });

  document.addEventListener('click', ({target}) => {
    if (target.closest('[data-consent-open]')) {
      bar.hidden = false;
      bar.querySelector('button').focus();
    }
    const choice = target.closest('[data-consent]')?.dataset.consent;
    if (!choice) return;
    window.throughline('consent', {support: choice === 'grant'});
    bar.hidden = true;
    dispatchEvent(new Event('consentchange'));
  });
};
