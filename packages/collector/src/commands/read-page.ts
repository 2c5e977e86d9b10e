import {parse, type DefaultTreeAdapterTypes as Tree} from 'parse5';

/** A tag of the tracker, as it stands in a page. */
export interface PageTag {
  readonly line: number;
  /** Where in the page it begins. */
  readonly offset: number;
  readonly attributes: ReadonlyMap<string, string>;
  /** Browsers do not run it as it stands. */
  readonly held: boolean;
}

/** What a page's HTML says of the tracker. */
export interface PageHtml {
  readonly tags: readonly PageTag[];
  /** Where its tag stands without being one. */
  readonly hidden: readonly {readonly where: string; readonly line: number}[];
  /** Scripts in the page that name the tracker, and may add its tag. */
  readonly mentions: readonly {readonly line: number}[];
  readonly policies: readonly {readonly offset: number; readonly content: string}[];
  /** What addresses in the page are relative to, where it says so. */
  readonly base: string | undefined;
}

const file = /throughline(?:-debug)?\.js/;
const runnable =
  /^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:javascript1\.\d|jscript|livescript))?$/;

/** Reads a page as a browser does, without running anything of it. */
export const readPage = (html: string): PageHtml => {
  const scripts: (PageTag & {readonly text: string})[] = [];
  const hidden: {where: string; line: number}[] = [];
  const policies: {offset: number; content: string}[] = [];
  let base: string | undefined;
  for (const {node, within} of nodesOf(parse(html, {sourceCodeLocationInfo: true}))) {
    const {startLine: line, startOffset: offset} = node.sourceCodeLocation ?? nowhere;
    if ('data' in node && isMention(node.data)) hidden.push({where: 'a comment', line});
    if (!('tagName' in node)) continue;
    const attributes = new Map(node.attrs.map(({name, value}) => [name, value]));
    const text = textOf(node);
    if (node.tagName === 'noscript' && isMention(text)) hidden.push({where: '<noscript>', line});
    if (node.tagName === 'script') {
      if (within) {
        if (isTracker(attributes)) hidden.push({where: '<template>', line});
      } else scripts.push({line, offset, attributes, held: isHeld(attributes), text});
    }
    if (within) continue;
    if (node.tagName === 'base') base ??= attributes.get('href');
    const isPolicy = attributes.get('http-equiv')?.toLowerCase() === 'content-security-policy';
    if (node.tagName === 'meta' && isPolicy && isIn(node, 'head'))
      policies.push({offset, content: attributes.get('content') ?? ''});
  }
  const sure = scripts.filter(({attributes}) => isTracker(attributes));
  return {
    // Others name an attribute data-key as well: such a tag counts where there is no better one.
    tags: sure.length > 0 ? sure : scripts.filter(({attributes}) => attributes.has('data-key')),
    hidden,
    mentions: scripts.filter(({text}) => file.test(text)),
    policies,
    base,
  };
};

/** Of what a browser adds by itself, such as `<head>`. */
const nowhere = {startLine: 0, startOffset: 0};

const isMention = (text: string) => file.test(text) || /data-key=["']?pk_/.test(text);

/** By its file's name, wherever a consent tool has put that, or by a key of ours. */
const isTracker = (attributes: ReadonlyMap<string, string>) =>
  [...attributes.values()].some(
    (value) =>
      /throughline(?:-debug)?\.js(?:[?#]|$)/.test(value) ||
      /^(?:pk_[\w-]{24}|sk_[\w-]{32}|is_[\w-]{43})$/.test(value),
  );

const isHeld = (attributes: ReadonlyMap<string, string>) => {
  const type = attributes.get('type')?.trim().toLowerCase() ?? '';
  return (
    !attributes.get('src') ||
    !runnable.test(type) ||
    (attributes.has('nomodule') && type !== 'module')
  );
};

const textOf = (node: Tree.Element) =>
  node.childNodes.map((child) => ('value' in child ? child.value : '')).join('');

const isIn = (node: Tree.Element, tagName: string) =>
  node.parentNode !== null && 'tagName' in node.parentNode && node.parentNode.tagName === tagName;

/** In the order of the page; `within` is what no browser looks into before a script asks it to. */
function* nodesOf(document: Tree.Document): Generator<{node: Tree.ChildNode; within: boolean}> {
  const waiting: {node: Tree.ChildNode; within: boolean}[] = [];
  const push = (nodes: readonly Tree.ChildNode[], within: boolean) => {
    for (const node of nodes.toReversed()) waiting.push({node, within});
  };
  push(document.childNodes, false);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    yield next;
    const {node, within} = next;
    if ('content' in node) push(node.content.childNodes, true);
    if ('childNodes' in node) push(node.childNodes, within);
  }
}

/** Where it stands, for whoever mends it. */
export const placeOf = ({line}: {readonly line: number}) => `the tag in line ${line}`;
