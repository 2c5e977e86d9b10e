import {createHash} from 'node:crypto';
import {globSync, readFileSync, rmSync} from 'node:fs';
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
  /^_(status|connection|problem|revision|total|next|loadingOlder|olderFailed|known|open|fresh|unseen|announcement|active|tools|tab|width|at|drawn|seen|busy|come|insights|journey|verdicts|identity|asked|gone|said|all|other|original)$/;
const minify = (module = true) =>
  terser({
    ecma: 2022,
    module,
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
 * Of lit's style sheets the file keeps what every browser that runs it has: sheets made by script and
 * shared between roots. What writes `<style>` into older browsers goes; so does what puts sheets
 * together out of pieces, for ours are literals. The sources work with and without.
 */
const sharedSheets = {
  name: 'shared-sheets',
  transform(code, id) {
    if (!id.endsWith('/@lit/reactive-element/css-tag.js')) return null;
    const names = 'CSSResult,S as adoptStyles,i as css,c as getCompatibleStyle';
    if (!code.includes(names)) this.error('lit has changed: see rollup.config.js');
    return {
      code: `export const css = ([text]) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        return sheet;
      };
      export const adoptStyles = (root, sheets) => { root.adoptedStyleSheets = sheets; };
      export const getCompatibleStyle = (sheet) => sheet;
      export const CSSResult = null, supportsAdoptingStyleSheets = true, unsafeCSS = null;`,
      map: null,
    };
  },
};

/**
 * What nothing here uses, and no bundler can know, is left out. Of idb, of which the tracker wraps
 * requests alone: proxies of databases, stores and cursors, and what finds the original again. Of lit:
 * controllers, converters, accessors and comparisons of one's own, attributes that hold JSON, initial
 * values that reflect, updates that are put off or refused, a hook for the first, telling directives that
 * they are off the page, MathML, templates compiled
 * beforehand, comments, expressions in text areas and on elements, hooks for old browsers. Either that
 * reads otherwise stops the build.
 */
const unused = {
  'idb/build/index.js': [
    [
      `if (transformCache.has(value))
        return transformCache.get(value);`,
      '',
    ],
    [
      `if (!Object.is(newValue, value)) {
        transformCache.set(value, newValue);
        reverseTransformCache.set(newValue, value);
    }`,
      '',
    ],
    ['= transformCachableValue(value);', '= value;'],
    ['reverseTransformCache.set(promise, request);', ''],
    [`resolve(wrap(request.result));`, 'resolve(request.result);'],
    // Whoever has answered answers no more.
    [
      `request.removeEventListener('success', success);
            request.removeEventListener('error', error);`,
      '',
    ],
  ],
  '@lit/reactive-element/reactive-element.js': [
    ['case Object:case Array:t=null==t?t:JSON.stringify(t)', ''],
    ['case Object:case Array:try{i=JSON.parse(t)}catch(t){i=null}', ''],
    [
      'addController(t){(this._$EO??=new Set).add(t),void 0!==this.renderRoot&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}',
      '',
    ],
    [',this._$EO?.forEach(t=>t.hostConnected?.())', ''],
    ['this._$EO?.forEach(t=>t.hostDisconnected?.())', ''],
    ['this._$EO?.forEach(t=>t.hostUpdate?.()),', ''],
    ['this._$EO?.forEach(t=>t.hostUpdated?.()),', ''],
    ['static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}', ''],
    [',this.constructor.l?.forEach(t=>t(this))', ''],
    [',void 0!==t.l&&(this.l=[...t.l])', ''],
    ['i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,r??s??this[t]),!0!==h||void 0!==r)||', ''],
    ['||i.useDefault&&i.reflect&&h===this._$Ej?.get(t)&&!this.hasAttribute(r._$Eu(t,i))', ''],
    ['??this._$Ej?.get(e)??r', ''],
    ['if(s.state&&(s.attribute=!1),this._$Ei(),', 'if(this._$Ei(),'],
    [
      'const t=this.scheduleUpdate();return null!=t&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}',
      'this.performUpdate();return!this.isUpdatePending}',
    ],
    ['this.prototype.hasOwnProperty(t)&&((s=Object.create(s)).wrapped=!0),', ''],
    [
      'const{get:e,set:r}=h(this.prototype,t)??{get(){return this[s]},set(t){this[s]=t}};return{get:e,set(s){const h=e?.call(this);r?.call(this,s),this.requestUpdate(t,h,i)}',
      'return{get(){return this[s]},set(e){const h=this[s];this[s]=e;this.requestUpdate(t,h,i)}',
    ],
    [
      'const t=this.constructor.elementProperties;if(t.size>0)for(const[s,i]of t){const{wrapped:t}=i,e=this[s];!0!==t||this._$AL.has(s)||void 0===e||this.C(s,void 0,i,e)}',
      '',
    ],
    [',reflect:!1,useDefault:!1,hasChanged:f}', '}'],
    ['(i.hasChanged??f)(h,s)', 'f(h,s)'],
    ['!(f(h,s))', 'Object.is(h,s)'],
    [
      'if(this._$Ei(),this.elementProperties.set(t,s),!s.noAccessor){const i=Symbol(),h=this.getPropertyDescriptor(t,i,s);void 0!==h&&e(this.prototype,t,h)}',
      'this._$Ei(),this.elementProperties.set(t,s),e(this.prototype,t,this.getPropertyDescriptor(t,Symbol(),s))',
    ],
    ['{useDefault:i,reflect:e,wrapped:h},r)', '{reflect:e})'],
    ['requestUpdate(t,s,i,e=!1,h)', 'requestUpdate(t,s,i)'],
    ['if(!1===e&&(h=this[t]),i??=', 'const h=this[t];if(i??='],
    ['this.hasUpdated||i||(s=void 0)', 'this.hasUpdated||(s=void 0)'],
    ['this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t))', 'this.hasUpdated=!0'],
    ['firstUpdated(t){}', ''],
    [
      'let t=!1;const s=this._$AL;try{t=this.shouldUpdate(s),t?(this.willUpdate(s),this.update(s)):this._$EM()}catch(s){throw t=!1,this._$EM(),s}t&&this._$AE(s)',
      'const s=this._$AL;try{this.willUpdate(s),this.update(s)}catch(s){throw this._$EM(),s}this._$AE(s)',
    ],
    ['return this.getUpdateComplete()}getUpdateComplete(){', ''],
    ['shouldUpdate(t){return!0}', ''],
    ['(void 0!==i.converter?.toAttribute?i.converter:u)', 'u'],
    [
      ',h="function"==typeof t.converter?{fromAttribute:t.converter}:void 0!==t.converter?.fromAttribute?t.converter:u;this._$Em=e;const r=h.',
      ';this._$Em=e;const r=u.',
    ],
    [
      'const t=this[Symbol.metadata];if(null!==t){const s=litPropertyMetadata.get(t);if(void 0!==s)for(const[t,i]of s)this.elementProperties.set(t,i)}',
      '',
    ],
    ['Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;', ''],
    [',p?.({ReactiveElement:y}),(a.reactiveElementVersions??=[]).push("2.1.2")', ''],
  ],
  'lit-element/lit-element.js': [
    ['o?.({LitElement:i});', ''],
    [',s.litElementHydrateSupport?.({LitElement:i});', ';'],
    ['(s.litElementVersions??=[]).push("4.2.2");', ''],
    [
      'connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}',
      '',
    ],
    ['this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),', ''],
    [',this._$Do=void 0', ''],
    ['this._$Do=', ''],
  ],
  'lit-html/directive.js': [['get _$AU(){return this._$AM._$AU}', '']],
  'lit-html/directive-helpers.js': [
    [
      'if(c){let t;e._$AQ?.(o),e._$AM=o,void 0!==e._$AP&&(t=o._$AU)!==n._$AU&&e._$AP(t)}',
      'c&&(e._$AM=o);',
    ],
  ],
  'lit-html/lit-html.js': [
    [
      'else{let t=-1;for(;-1!==(t=r.data.indexOf(o,t+1));)d.push({type:7,index:l}),t+=o.length-1}',
      '',
    ],
    ['else t.startsWith(o)&&(d.push({type:6,index:l}),r.removeAttribute(t));', ''],
    [
      '1===r.type?i=new r.ctor(h,r.name,r.strings,this,t):6===r.type&&(i=new Z(h,this,t))',
      'i=new r.ctor(h,r.name,r.strings,this,t)',
    ],
    [
      '"number"==typeof s?this._$AC(t):(void 0===s.el&&(s.el=S.createElement(V(s.h,s.h[0]),this.options)),s)',
      'this._$AC(t)',
    ],
    [':3===i?"<math>":""', ':""'],
    [':3===i?"</math>":""', ':""'],
    ['2===i||3===i', '2===i'],
    ['get parentNode(){return this._$AM.parentNode}', ''],
    [
      'get parentNode(){let t=this._$AA.parentNode;const i=this._$AM;return void 0!==i&&11===t?.nodeType&&(t=i.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}',
      '',
    ],
    ['get tagName(){return this.element.tagName}', ''],
    ['setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}', ''],
    ['this._$AP?.(!1,!0,s);', ';'],
    ['get _$AU(){return this._$AM._$AU}', ''],
    ['get _$AU(){return this._$AM?._$AU??this._$Cv}', ''],
    ['get _$AU(){return this._$AM._$AU}', ''],
    [',this._$Cv=e?.isConnected??!0', ''],
    ['this._$AN=void 0,', ''],
    ['this._$AN=void 0,', ''],
    ['this._$AN=void 0,', ''],
    ['h?._$AO?.(!1),', ''],
    [
      '"!--"===u[1]?c=_:void 0!==u[1]?c=m:void 0!==u[2]?(y.test(u[2])&&(n=RegExp("</"+u[2],"g")),c=p):void 0!==u[3]&&(c=p)',
      'c=p',
    ],
    ['c=n??v', 'c=v'],
    ['c===$||c===g?c=p:c===_||c===m?c=v:(c=p,n=void 0)', 'c=p'],
    ['B?.(S,k),(t.litHtmlVersions??=[]).push("3.3.3");', ''],
    [
      'if(y.test(r.tagName)){const t=r.textContent.split(o),i=t.length-1;if(i>0){r.textContent=s?s.emptyScript:"";for(let s=0;s<i;s++)r.append(t[s],c()),P.nextNode(),d.push({type:2,index:++l});r.append(t[i],c())}}',
      '',
    ],
  ],
};
const leaner = {
  name: 'leaner',
  transform(code, id) {
    const file = Object.keys(unused).find((end) => id.endsWith(`/${end}`));
    if (!file) return null;
    let rest = code;
    for (const [part, instead] of unused[file]) {
      if (!rest.includes(part)) this.error(`${file} has changed: see rollup.config.js, ${part}`);
      rest = rest.replace(part, instead);
    }
    return {code: rest, map: null};
  },
};
/** What an older build left beside the parts that are loaded on demand is gone: nobody asks for it. */
const onlyNew = {
  name: 'only-new',
  generateBundle({dir}) {
    rmSync(`${dir}/elements`, {recursive: true, force: true});
  },
};
/**
 * A hash of all that the elements are made of. One for all parts, and not each its own: `elements.js`
 * names every part, and a hash of six letters that stands there once is six bytes that brotli cannot save.
 */
const version = globSync([
  'packages/{contracts,elements,journey}/src/**/*.ts',
  'rollup.config.js',
  'pnpm-lock.yaml',
])
  .toSorted()
  .reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256'))
  .digest('hex')
  .slice(0, 6);
/** A classic script knows its address too; written into a page it has none. */
const scriptUrl = {
  name: 'script-url',
  resolveImportMeta: (property, {format}) =>
    format === 'iife' && property === 'url' ? "(document.currentScript?.src??'')" : null,
};
const treeshake = {manualPureFunctions: ['replaceTraps']};

const bundle = (input, file, format, output = {}) => ({
  input: `packages/${input}`,
  treeshake,
  output: {file: `packages/${file}`, format, sourcemap: true, plugins: [minify()], ...output},
  plugins: [squeeze, sharedSheets, leaner, scriptUrl, ...plugins(input.split('/')[0])],
});

export default [
  bundle('tracker/src/script.ts', 'tracker/dist/throughline.js', 'iife'),
  bundle('tracker/src/vitals-script.ts', 'tracker/dist/throughline-vitals.js', 'iife'),
  bundle('tracker/src/script-debug.ts', 'tracker/dist/throughline-debug.js', 'iife'),
  // What an npm user pays for the tracker with its queue and no plugin; weighed, not published.
  bundle('tracker/src/create-tracker.ts', 'tracker/dist/size/core.js', 'es'),
  {
    // What is loaded on demand carries the version in its name: a cached `elements.js` never meets a
    // part of another version, only one that is gone.
    ...bundle('elements/src/bundle.ts', '', 'es', {
      file: undefined,
      dir: 'packages/elements/dist',
      entryFileNames: 'elements.js',
      chunkFileNames: `elements/[name]-${version}.js`,
      plugins: [minify(), onlyNew],
    }),
    preserveEntrySignatures: 'allow-extension',
  },
  bundle('elements/src/bundle.ts', 'elements/dist/elements.iife.js', 'iife', {
    name: 'Throughline',
    inlineDynamicImports: true,
    // Of a module, terser would take the global's name for one that nobody uses.
    plugins: [minify(false)],
  }),
  bundle('elements/src/survey.ts', 'elements/dist/survey.js', 'es'),
  {
    // The timeline without the panel; weighed, not published.
    ...bundle('elements/src/journey-timeline.ts', 'elements/dist/size/timeline.js', 'es'),
    external: (id) => /\/(tools|own-rows|languages\/\w+)\.ts$/.test(id),
  },
  {
    // The words of a journey without any element; weighed, not published.
    ...bundle('elements/src/view.ts', 'elements/dist/size/view.js', 'es'),
    external: (id) => /\/languages\/\w+\.ts$/.test(id),
  },
  {
    // The page for an iframe: its protocol, over the elements' own file.
    ...bundle('elements/src/panel-bundle.ts', 'elements/dist/panel.js', 'es', {
      paths: () => './elements.js',
    }),
    external: (id) => /\/(journey-panel|define)\.ts$/.test(id),
  },
];
