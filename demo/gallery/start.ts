import {startGallery} from './server.ts';

/** `npm run gallery`, until Ctrl-C. */
const {url} = await startGallery(Number(process.argv[2] ?? 4403));
console.log(`gallery: ${url}`);
