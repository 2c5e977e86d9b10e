import {expect, it, vi} from 'vitest';
import type {Asked} from '../route.ts';
import {getElementsPart, getTracker} from './files.ts';

const failing = vi.hoisted(() => ({next: false}));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    async readFile(...what: Parameters<typeof real.readFile>) {
      if (failing.next) {
        failing.next = false;
        throw new Error('too many open files');
      }
      return real.readFile(...what);
    },
  };
});

const asked = (params: object) => {
  const reply = {header: () => reply, code: () => reply, send: () => 'sent'};
  return {params, request: {headers: {}}, reply} as unknown as Asked<
    unknown,
    unknown,
    Record<string, unknown>
  >;
};

it('a file that could not be read once is read when it is asked for again', async () => {
  const {readdir} = await import('node:fs/promises');
  const folder = new URL('elements/', import.meta.resolve('@throughline/elements/elements.js'));
  const file = (await readdir(folder)).find((name) => name.endsWith('.js'));
  for (const [route, params] of [
    [getTracker, {}],
    [getElementsPart, {file}],
  ] as const) {
    failing.next = true;
    await expect(route.handle(asked(params))).rejects.toThrow('too many');
    expect(await route.handle(asked(params))).toBe('sent');
  }
});
