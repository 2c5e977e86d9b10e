import {nodeResolve} from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild from 'rollup-plugin-esbuild';

/** Bundles are made from the TypeScript sources, so that their source maps lead straight to src/. */
const plugins = (folder) => [
  nodeResolve({browser: true, exportConditions: ['source', 'production']}),
  esbuild({target: 'es2022', tsconfig: `packages/${folder}/tsconfig.json`, sourceMap: true}),
];

/** The elements' own reactive state: no attribute, and nobody outside, knows these names. */
const internals =
  /^_(status|connection|problem|revision|total|next|loadingOlder|olderFailed|known|open|fresh|unseen|announcement|active)$/;
const minify = () =>
  terser({
    ecma: 2022,
    module: true,
    // No code here reads a property for what reading it does.
    compress: {passes: 3, pure_getters: true},
    mangle: {properties: {regex: internals}},
  });

/**
 * Takes what a browser does not need out of the elements' style sheets (comments and blanks), and
 * the indentation out of their templates: to HTML a line break is a blank as well.
 */
const squeeze = {
  name: 'squeeze',
  transform: (code, id) =>
    /elements\/src\/.*\.ts$/.test(id)
      ? {
          code: code
            .replace(/css`([^`]*)`/g, (_, styles) => `css\`${squeezed(styles)}\``)
            .replace(/^ +/gm, ''),
          map: null,
        }
      : null,
};
const squeezed = (styles) =>
  styles
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/([ :,(])0\./g, '$1.')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .trim();

/**
 * Of idb the tracker wraps requests, and nothing else. What makes proxies of databases, object
 * stores and cursors is never reached, which no bundler can know: they are taken out here. The
 * tracker's sources work with and without; a new version of idb that reads otherwise stops the build.
 */
const requestsOnly = {
  name: 'requests-only',
  transform(code, id) {
    if (!id.endsWith('/idb/build/index.js')) return null;
    const proxies = 'transformCachableValue(value);';
    if (!code.includes(`= ${proxies}`)) this.error('idb has changed: see rollup.config.js');
    return {code: code.replace(`= ${proxies}`, '= value;'), map: null};
  },
};
const treeshake = {manualPureFunctions: ['replaceTraps']};

const bundle = (input, file, format, output = {}) => ({
  input: `packages/${input}`,
  treeshake,
  output: {file: `packages/${file}`, format, sourcemap: true, plugins: [minify()], ...output},
  plugins: [squeeze, requestsOnly, ...plugins(input.split('/')[0])],
});

export default [
  bundle('tracker/src/script.ts', 'tracker/dist/throughline.js', 'iife'),
  bundle('tracker/src/vitals-script.ts', 'tracker/dist/throughline-vitals.js', 'iife'),
  bundle('tracker/src/script-debug.ts', 'tracker/dist/throughline-debug.js', 'iife'),
  // What an npm user pays for the tracker with its queue and no plugin; weighed, not published.
  bundle('tracker/src/create-tracker.ts', 'tracker/dist/size/core.js', 'es'),
  bundle('elements/src/bundle.ts', 'elements/dist/elements.js', 'es'),
  bundle('elements/src/bundle.ts', 'elements/dist/elements.iife.js', 'iife', {name: 'Throughline'}),
  bundle('elements/src/survey.ts', 'elements/dist/survey.js', 'es'),
  {
    // The page for an iframe: its protocol, over the elements' own file.
    ...bundle('elements/src/panel-bundle.ts', 'elements/dist/panel.js', 'es', {
      paths: () => './elements.js',
    }),
    external: (id) => /\/(journey-panel|define)\.ts$/.test(id),
  },
];
