import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer, type AddressInfo} from 'node:net';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {startDesktop, startShop, type Site} from './servers.ts';

/**
 * `npm start`: the collector, the shop and the desktop on three origins of this machine, until
 * Ctrl-C. Prints `shop: URL`, `desktop: URL`, `collector: URL`, then `ready`.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = fileURLToPath(new URL('../packages/collector/bin/throughline.js', import.meta.url));
/** Where the collector keeps its data: the first argument, or a folder of the checkout. */
const DATA = ['--data', process.argv[2] ?? '.throughline'];
const TENANT = 'demo';

interface Keys {
  tenant: string;
  writeKey: string;
  secretKey: string;
}

const main = async () => {
  const [collectorPort, shopPort, desktopPort] = await Promise.all(
    [4400, 4401, 4402].map(freePort),
  );
  const sites: Site[] = [];
  const collector = spawn(
    process.execPath,
    [CLI, 'start', '--port', String(collectorPort), ...DATA],
    // A group of its own: Ctrl-C reaches this process alone, which then stops the collector
    // gently and waits for it.
    {cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], detached: true},
  );
  const gone = once(collector, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let isStopping = false;

  const stop = async (code: number) => {
    if (isStopping) return;
    isStopping = true;
    await Promise.all(sites.map((site) => site.close()));
    if (collector.exitCode === null && collector.signalCode === null) {
      collector.kill('SIGTERM');
      await gone;
    }
    process.exit(code);
  };
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  // Whatever ends this process, the collector does not outlive it.
  process.on('exit', () => collector.kill('SIGTERM'));

  const crashed = gone.then(([code, signal]) => {
    if (isStopping) return;
    console.error(
      `The collector has stopped (${signal ?? `code ${code}`}), so the demo stops too.`,
    );
    return stop(1);
  });

  try {
    const url = await Promise.race([readyUrl(collector.stdout), crashed]);
    if (!url) return;
    const origin = (port: number | undefined) => `http://localhost:${port}`;
    const {writeKey, secretKey} = await demoTenant(origin(shopPort), origin(desktopPort));
    const shop = await startShop({port: shopPort!, collector: url, key: writeKey});
    sites.push(shop);
    const desktop = await startDesktop({
      port: desktopPort!,
      collector: url,
      key: writeKey,
      secretKey,
      tenant: TENANT,
      shop: shop.url,
    });
    sites.push(desktop);
    console.log(`shop: ${shop.url}\ndesktop: ${desktop.url}\ncollector: ${url}\nready`);
  } catch (error) {
    if (!isStopping) console.error(error instanceof Error ? error.message : error);
    await stop(1);
  }
};

/** `port`, or any free one where that is taken. */
const freePort = async (port: number): Promise<number> => {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    return (probe.address() as AddressInfo).port;
  } catch {
    return freePort(0);
  } finally {
    probe.close();
  }
};

/** Waits for the collector's line `ready URL`. What else it prints there (keys) stays unsaid. */
const readyUrl = (output: NodeJS.ReadableStream): Promise<string> =>
  new Promise((resolve) => {
    createInterface({input: output}).on('line', (line) => {
      const [, port] = /^ready https?:\/\/\S+?:(\d+)/.exec(line) ?? [];
      if (port) resolve(`http://localhost:${port}`);
    });
  });

/** The demo's tenant with its keys, made anew when it is there already. */
const demoTenant = async (shop: string, desktop: string): Promise<Keys> => {
  const origins = ['--site-origin', shop, '--panel-origin', desktop];
  const {stdout} = await promisify(execFile)(
    process.execPath,
    [CLI, 'tenant', 'create', TENANT, '--json', ...origins, ...DATA],
    {cwd: ROOT},
  );
  return JSON.parse(stdout) as Keys;
};

await main();
