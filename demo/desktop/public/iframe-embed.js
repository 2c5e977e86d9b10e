/** The journey as a page of the collector in an iframe, told by `postMessage` whom to show. */
export const iframeEmbed = ({collector, tenant}, {onTokenNeeded}) => {
  const frame = document.createElement('iframe');
  frame.title = 'Customer journey';
  frame.src = `${collector}/panel?tenant=${encodeURIComponent(tenant)}`;
  let context;
  let isReady = false;

  const post = () => {
    // Named, never '*': a token is in it.
    if (isReady && context?.token) frame.contentWindow.postMessage(context, collector);
  };
  const onMessage = ({source, origin, data}) => {
    if (source !== frame.contentWindow || origin !== collector) return;
    if (data?.type === 'throughline:token-needed') onTokenNeeded();
    if (data?.type !== 'throughline:ready') return;
    isReady = true;
    post();
  };
  addEventListener('message', onMessage);

  return {
    node: frame,
    show({token, identifiers, theme}) {
      context = {type: 'throughline:context', token, identifiers, theme, lang: 'en'};
      post();
    },
    stop() {
      removeEventListener('message', onMessage);
      frame.remove();
    },
  };
};
