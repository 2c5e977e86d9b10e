/** What the server has told this page: `{collector, tenant, brands}`. */
export const options = JSON.parse(document.getElementById('options').textContent);
