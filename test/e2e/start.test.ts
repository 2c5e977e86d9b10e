import {fileURLToPath} from 'node:url';
import {expect, it} from 'vitest';
import {dataFolder, start} from './processes.ts';

const demo = fileURLToPath(new URL('../../demo/start.ts', import.meta.url));

it('npm start prints where the three are, then `ready`, and stops with all it started', async () => {
  const {data, remove} = await dataFolder();
  const running = start(demo, [data]);
  await running.line(/^ready$/);
  expect(running.lines).toEqual([
    expect.stringMatching(/^shop: http:\/\/localhost:\d+$/),
    expect.stringMatching(/^desktop: http:\/\/localhost:\d+$/),
    expect.stringMatching(/^collector: http:\/\/localhost:\d+$/),
    'ready',
  ]);
  const urls = running.lines.slice(0, 3).map((line) => line.split(' ')[1]!);
  for (const url of urls) {
    const path = url === urls[2] ? '/readyz' : '/';
    expect((await fetch(url + path)).status, url).toBe(200);
  }
  expect(await running.stop('SIGINT')).toBe(0);
  for (const url of urls) await expect(fetch(url)).rejects.toThrow('fetch failed');
  await remove();
});
