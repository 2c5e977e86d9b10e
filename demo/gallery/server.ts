import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {markup} from '../markup.ts';
import {HttpError, folder, guard, sendPage, serve, type Site} from '../web.ts';

const page = markup`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Throughline: every element in every state</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/gallery.css" />
    <script type="module" src="/gallery.js"></script>
  </head>
  <body>
    <header>
      <h1>Every element in every state</h1>
      <p>The data are generated.</p>
      <nav aria-label="Look">
        <a href="?theme=light">Light</a>
        <a href="?theme=dark">Dark</a>
        <a href="?dir=ltr">Left to right</a>
        <a href="?dir=rtl">Right to left</a>
        <a href="?width=240">240 px</a>
        <a href="?width=">420 px</a>
        <a href="?width=1200">1,200 px</a>
      </nav>
    </header>
    <main></main>
  </body>
</html>`;

/**
 * Serves the gallery on the loopback interface, made from the elements' sources as they are now.
 *
 * @param port - 0 for any free one.
 */
export const startGallery = async (port: number): Promise<Site> => {
  const {outputFiles} = await build({
    entryPoints: [fileURLToPath(new URL('gallery.ts', import.meta.url))],
    tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['source'],
    write: false,
  });
  const script = outputFiles[0]!.contents;
  const sendFile = folder(new URL('public/', import.meta.url));

  return serve((_, response, {pathname}) => {
    guard(response, {'trusted-types': 'lit-html', 'img-src': 'data:'});
    if (pathname === '/') return sendPage(response, page);
    if (sendFile(response, pathname)) return;
    if (pathname !== '/gallery.js') throw new HttpError(404, 'There is nothing here.');
    response.writeHead(200, {'content-type': 'text/javascript; charset=utf-8'});
    response.end(script);
  }, port);
};
