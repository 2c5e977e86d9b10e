import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from '@typescript/typescript6';
import {check} from 'recheck';
import {describe, expect, it} from 'vitest';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/** Every regular expression of the product, and a file that it stands in. */
const expressions = new Map<string, string>();
for (const name of readdirSync(packages)) {
  for (const file of readdirSync(join(packages, name, 'src'), {
    recursive: true,
    encoding: 'utf8',
  })) {
    if (!file.endsWith('.ts') || file.includes('.test.')) continue;
    const text = readFileSync(join(packages, name, 'src', file), 'utf8');
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) expressions.set(node.text, `${name}/src/${file}`);
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  }
}

describe('regular expressions', () => {
  it('are all found', () => {
    expect(expressions.size).toBeGreaterThan(90);
  });

  // What a page or a sender writes goes through them: none may take longer than its text is long.
  // Judged by the characters that are read, not by the time it takes: that is the machine's.
  const judged = {timeout: 170_000, attackTimeout: null, incubationTimeout: null};
  const statusOf = async (text: string) => {
    const end = text.lastIndexOf('/');
    return (await check(text.slice(1, end), text.slice(end + 1), judged)).status;
  };
  it.concurrent.each([...expressions])(
    '%s of %s takes linear time',
    {timeout: 180_000},
    async (text) => {
      expect(await statusOf(text)).toBe('safe');
    },
  );

  it.each(['/^(a+)+$/', '/\\w+\\w+@/'])('%s would be noticed', async (text) => {
    expect(await statusOf(text)).toBe('vulnerable');
  });
});
