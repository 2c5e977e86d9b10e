import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {Launcher} from 'chrome-launcher';

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
  if (!isDebian() || process.getuid?.() !== 0) return undefined;
  const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'};
  const options = {stdio: 'inherit', env} as const;
  const apt = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
  if (apt().status !== 0) {
    execFileSync('apt-get', ['update'], options);
    apt();
  }
  return find();
};

const isDebian = () => {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false; // No such file: not Linux.
  }
};
