// Calls made before the tracker has loaded wait in `q`, and it takes them over.
window.throughline ??= Object.assign((...call) => window.throughline.q.push(call), {q: []});
window.dataLayer ??= [];
