import {existsSync} from 'node:fs';
import {Launcher} from 'chrome-launcher';
import {installPackage} from './debian.ts';

/**
 * The path of a Chrome or Chromium already on the machine. On Debian and Ubuntu, as root, the
 * distribution's own is installed when there is none; nothing is downloaded from elsewhere.
 */
export const chromePath = (): string => {
  const found = find() ?? install();
  if (found) return found;
  throw new Error(
    'The browser tests need Chrome or Chromium. Install one (Debian, Ubuntu: sudo apt-get install chromium), or set CHROME_PATH to its executable.',
  );
};

/** Flags that keep a test browser quiet on the network and alike on every machine. */
export const chromeArgs = (): string[] => [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
  '--font-render-hinting=none',
];

const find = () =>
  [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
    (path) => path && existsSync(path),
  ) ?? installed();

const installed = () => {
  try {
    return Launcher.getInstallations()[0];
  } catch {
    return undefined; // On Linux the finder throws where there is none.
  }
};

const install = () => {
  installPackage('chromium');
  return find();
};
