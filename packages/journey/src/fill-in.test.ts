import {expect, it} from 'vitest';
import {fillIn} from './fill-in.ts';

it.each([
  ['from {page} · {n}', {page: 'Kettles', n: '3'}, 'from Kettles · 3'],
  ['from {page} · {n}', {page: 'غلايات', n: '3'}, 'from \u2068غلايات\u2069 · 3'],
  ['{what} × {n}', {what: 'Pour-over קומקום', n: '1'}, '\u2068Pour-over קומקום\u2069 × 1'],
  ['من \u2068{page}\u2069', {page: 'غلايات'}, 'من \u2068غلايات\u2069'],
  ['{page} {n}', {page: '{n}', n: ''}, '{n} '],
])('fills %s with %o', (text, values: Record<string, string>, filled) => {
  expect(fillIn(text, (name) => values[name]!)).toBe(filled);
});
