const KINDS = ['anonymous', 'user', 'email', 'phone'];

/** The journey as an element in this page. */
export const elementEmbed = ({collector}, {onTokenNeeded}) => {
  const panel = document.createElement('journey-panel');
  panel.setAttribute('src', collector);
  panel.setAttribute('lang', 'en');
  panel.addEventListener('journeytoken', onTokenNeeded);

  return {
    node: panel,
    show({token, identifiers, theme}) {
      if (token) panel.setAttribute('token', token);
      panel.setAttribute('theme', theme);
      for (const kind of KINDS) {
        const value = identifiers.find((identifier) => identifier.kind === kind)?.value;
        if (value === undefined) panel.removeAttribute(kind);
        else if (panel.getAttribute(kind) !== value) panel.setAttribute(kind, value);
      }
    },
    stop: () => panel.remove(),
  };
};
