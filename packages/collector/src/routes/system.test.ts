import {expect, it} from 'vitest';
import type {Asked} from '../route.ts';
import {getOpenApi} from './system.ts';
import {routes} from './index.ts';

it('the document of all routes is put together once, however often anybody asks', async () => {
  const route = getOpenApi(() => routes);
  const asked = {} as Asked<unknown, unknown, Record<string, unknown>>;
  const [first, second] = [await route.handle(asked), await route.handle(asked)];
  expect(first).toMatchObject({openapi: '3.1.0'});
  expect(second).toBe(first);
});
