/** Reads a block of data that the server has put into the page. */
export const block = (id) => JSON.parse(document.getElementById(id)?.textContent || 'null');

/** Pushes one of GA4's e-commerce events, after clearing the last one as its manual asks. */
export const push = (event, ecommerce) => {
  window.dataLayer.push({ecommerce: null});
  window.dataLayer.push({event, ecommerce});
};
