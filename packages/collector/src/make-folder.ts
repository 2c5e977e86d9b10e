import {mkdir, stat} from 'node:fs/promises';
import {dirname} from 'node:path';

/**
 * Makes a folder for us alone, with all above it; nothing where it is there. Node's own `recursive` asks
 * without end where what is above takes no folders (`/proc`), and says of a disk that cannot be written
 * to that the folder is not there.
 */
export const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, {mode: 0o700});
  } catch (error) {
    if (await isFolder(folder)) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const above = dirname(folder);
    if (await isFolder(above))
      throw new Error(`${folder} cannot be made: ${above} takes no folders. Name another one.`);
    await makeFolder(above);
    await makeFolder(folder);
  }
};

const isFolder = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
