import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

/**
 * Installs a package of the distribution, on Debian and Ubuntu and as root; else does nothing. What a
 * test cannot do without it, it says itself.
 */
export const installPackage = (name: string): void => {
  if (!isDebian() || process.getuid?.() !== 0) return;
  const env = {...process.env, DEBIAN_FRONTEND: 'noninteractive'};
  const apt = (...args: readonly string[]) =>
    spawnSync('apt-get', args, {stdio: 'inherit', env}).status === 0;
  const install = () => apt('install', '-y', '--no-install-recommends', name);
  if (!install() && apt('update')) install();
};

const isDebian = () => {
  try {
    return /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false; // No such file: not Linux.
  }
};
