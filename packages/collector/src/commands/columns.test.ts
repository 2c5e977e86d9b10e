import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Touchpoint} from '@throughline/contracts';
import {expect, it} from 'vitest';
import {columns} from './columns.ts';

const all = columns({withAddresses: true});

it.each([
  ['/kettle', {url: 'https://shop.example/kettle?page=2'}],
  ['/said', {url: 'https://shop.example/kettle', path: '/said'}],
  ['kettle', {url: 'kettle'}],
])('page_path is the path of a page: %s', (path, page) => {
  const column = all.find(({name}) => name === 'page_path')!;
  expect(column.of({page} as Touchpoint, {customer: 'c', touchpoints: []})).toBe(path);
});

it('docs/sources/history.md has every column of a table', () => {
  const page = readFileSync(
    fileURLToPath(new URL('../../../../docs/sources/history.md', import.meta.url)),
    'utf8',
  );
  const [, list] = /^One row a touchpoint: ([^.]+)\./m.exec(page)!;
  expect([...list!.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(
    all.map(({name}) => name),
  );
});
