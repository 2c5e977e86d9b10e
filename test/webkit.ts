import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

/** One window of WebKitGTK with a profile of its own, driven by WebDriver. */
export interface WebKit {
  /** Asks the driver; `path` is what follows `/session/ID`. */
  readonly ask: (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ) => Promise<unknown>;
  /** The value of an expression in the page; a promise is waited for. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Presses keys by their names in the DOM, `Shift+Tab` or `a`, one after another. */
  readonly press: (...keys: string[]) => Promise<void>;
  /** Moves the mouse, or uses its first button. */
  readonly point: (
    ...moves: readonly (readonly [x: number, y: number] | 'down' | 'up')[]
  ) => Promise<void>;
  readonly close: () => Promise<void>;
}

const browsers = () => globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser');

/** What of it is not on this machine, as names of Debian's packages. */
export const webkitLacks = (): string[] => [
  ...(existsSync('/usr/bin/WebKitWebDriver') && browsers().length > 0 ? [] : ['webkit2gtk-driver']),
  ...(existsSync('/usr/bin/Xvfb') ? [] : ['xvfb']),
];

/** The driver, on a screen of its own that nobody sees. */
export const startWebKit = async () => {
  const screen = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1200x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [display] = (await once(createInterface({input: screen.stdout}), 'line')) as [string];
  const port = await freePort();
  const config = smallToolbar();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: `:${display}`,
      XDG_CONFIG_HOME: config,
      LIBGL_ALWAYS_SOFTWARE: '1',
      WEBKIT_DISABLE_COMPOSITING_MODE: '1',
      GTK_A11Y: 'none',
    },
  });
  const stop = async () => {
    for (const process of [driver, screen]) await end(process);
    rmSync(config, {recursive: true, force: true});
  };
  process.once('exit', () => [driver, screen].forEach((process) => process.kill()));

  const url = `http://127.0.0.1:${port}`;
  for (const started = Date.now(); !(await isReady(url));) {
    if (Date.now() - started > 30_000) throw new Error('WebKitWebDriver did not start in 30 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** A browser with an empty profile. */
  const open = async (): Promise<WebKit> => {
    const session = {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': {
        binary: browsers()[0],
        args: ['--automation'],
      },
    };
    const {sessionId} = (await ask(url, 'POST', '/session', {
      capabilities: {alwaysMatch: session},
    })) as {sessionId: string};
    return webkit(`${url}/session/${sessionId}`);
  };
  return {open, stop};
};

/** A window is no narrower than its toolbar; a page may have to be. */
const smallToolbar = () => {
  const config = mkdtempSync(join(tmpdir(), 'webkit-'));
  mkdirSync(join(config, 'gtk-3.0'));
  writeFileSync(
    join(config, 'gtk-3.0', 'gtk.css'),
    '* {min-width: 0; margin: 0 -6px; padding: 0; border: 0; font-size: 1px}',
  );
  return config;
};

const webkit = (session: string): WebKit => {
  const here: WebKit['ask'] = (method, path, body) => ask(session, method, path, body);
  return {
    ask: here,
    evaluate: (expression) =>
      here('POST', '/execute/async', {
        // An error crosses as text: the driver knows no other.
        script: `const done = arguments[arguments.length - 1];
          (async () => (${expression}))().then((value) => done({value}), (error) => done({error: String(error)}))`,
        args: [],
      }).then((answer) => {
        const {value, error} = answer as {value?: unknown; error?: string};
        if (error) throw new Error(error);
        return value;
      }),
    async press(...keys) {
      const actions = keys.flatMap((key) => {
        const parts = (key.length > 1 ? key.split('+') : [key]).map((part) => KEYS[part] ?? part);
        return [
          ...parts.map((value) => ({type: 'keyDown', value})),
          ...parts.toReversed().map((value) => ({type: 'keyUp', value})),
        ];
      });
      await here('POST', '/actions', {actions: [{type: 'key', id: 'keyboard', actions}]});
    },
    async point(...moves) {
      const actions = moves.map((move) =>
        typeof move === 'string'
          ? {type: move === 'down' ? 'pointerDown' : 'pointerUp', button: 0}
          : {type: 'pointerMove', duration: 0, x: move[0], y: move[1]},
      );
      await here('POST', '/actions', {
        actions: [{type: 'pointer', id: 'mouse', parameters: {pointerType: 'mouse'}, actions}],
      });
    },
    close: () => here('DELETE', '').then(() => {}),
  };
};

/** WebDriver's own code points for keys without a character. */
const KEYS: Record<string, string | undefined> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  Space: ' ',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

const ask = async (base: string, method: string, path: string, body?: object): Promise<unknown> => {
  const response = await fetch(base + path, {
    method,
    headers: {'content-type': 'application/json'},
    ...(method === 'POST' && {body: JSON.stringify(body ?? {})}),
    // Sooner than a test gives up, which could not say what it waited for.
    signal: AbortSignal.timeout(90_000),
  }).catch((cause: unknown) => {
    throw new Error(`WebKit, ${method} ${path}: no answer`, {cause});
  });
  const {value} = (await response.json()) as {value: unknown};
  if (response.ok) return value;
  const {error, message} = value as {error: string; message: string};
  throw new Error(`WebKit, ${method} ${path}: ${error}: ${message}`);
};

const isReady = (url: string) =>
  ask(url, 'GET', '/status').then(
    (status) => (status as {ready: boolean}).ready,
    () => false, // Not listening yet.
  );

const freePort = async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const {port} = probe.address() as AddressInfo;
  probe.close();
  return port;
};

const end = async (process: ChildProcess) => {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = once(process, 'exit');
  process.kill();
  await gone;
};
