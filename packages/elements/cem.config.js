/** What begins with an underscore is nobody's business but the element's. */
const isPublic = ({name, fieldName}) => !(fieldName ?? name ?? '').startsWith('_');
/** The analyzer takes the first word given to an event's class for its name; `@fires` says the true one. */
const isFired = ({description}) => description !== undefined;
const withoutInternals = {
  name: 'without-internals',
  packageLinkPhase({customElementsManifest}) {
    for (const {declarations = []} of customElementsManifest.modules) {
      for (const declaration of declarations) {
        for (const list of ['attributes', 'members']) {
          if (declaration[list]) declaration[list] = declaration[list].filter(isPublic);
        }
        if (declaration.events) declaration.events = declaration.events.filter(isFired);
      }
    }
  },
};

/** The custom-elements manifest: run in this folder, it writes custom-elements.json. */
export default {
  globs: ['src/**/*.ts'],
  exclude: ['src/**/*.test.ts', 'src/bundle.ts', 'src/panel-bundle.ts', 'src/panel-page.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [withoutInternals],
};
