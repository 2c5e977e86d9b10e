import {describe, expect, it} from 'vitest';
import {dataBlock, markup} from './markup.ts';

describe('markup', () => {
  it('escapes what is put into text and attributes', () => {
    expect(markup`<a title="${'"><b>'}">${'<script>'}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;b&gt;">&lt;script&gt;</a>',
    );
  });

  it('keeps markup inside markup, lists of it too', () => {
    const items = ['a', 'b'].map((name) => markup`<li>${name}</li>`);
    expect(markup`<ul>${items}</ul>`.text).toBe('<ul><li>a</li><li>b</li></ul>');
  });

  it('says nothing for what is absent', () => {
    expect(markup`[${undefined}${null}${false}${''}${0}]`.text).toBe('[0]');
  });

  it('holds data that cannot end its block', () => {
    const {text} = dataBlock('data', {name: '</script><script>'});
    expect(text.match(/<\/?script/g)).toHaveLength(2);
    expect(text).toContain('\\u003c/script>');
  });
});
