import leven from 'leven';
import type {Check} from '../check.ts';

/** What the tracker reads of its tag; a test compares them with the tracker's own. */
export const tagAttributes = [
  'data-key',
  'data-endpoint',
  'data-consent',
  'data-hold',
  'data-identity',
  'data-plugins',
  'data-query',
  'data-debug',
] as const;

export const tagPlugins = [
  'pages',
  'commerce',
  'help',
  'forms',
  'frustration',
  'woocommerce',
  'vitals',
] as const;

/** Of every script, whoever reads it. */
const scriptAttributes =
  /^(?:src|type|async|defer|crossorigin|integrity|nonce|nomodule|referrerpolicy|fetchpriority|blocking|charset|language|id|class|title|lang|dir|style)$/;

/** What is wrong with the attributes of a tag, by themselves. */
export const attributeChecks = (
  attributes: ReadonlyMap<string, string>,
  /** Where the tag is. */
  where: string,
): Check[] => [...names(attributes, where), ...values(attributes, where)];

const names = (attributes: ReadonlyMap<string, string>, where: string): Check[] => {
  const known: readonly string[] = tagAttributes;
  const unknown = [...attributes.keys()].filter(
    (name) => !known.includes(name) && !scriptAttributes.test(name),
  );
  const foreign = unknown.filter((name) => !nearest(name) && name.startsWith('data-'));
  const checks: Check[] = unknown.flatMap((name) => {
    const meant = nearest(name);
    return meant
      ? [
          {
            what: `${quoted(name)} of ${where}`,
            fail: `the tracker does not know it and takes no notice; write ${meant}`,
          },
        ]
      : [];
  });
  if (!attributes.has('data-key') && !unknown.some((name) => nearest(name) === 'data-key'))
    checks.push({
      what: `data-key of ${where}`,
      fail: 'it is missing, and the tracker does nothing without it; write data-key="pk_...", with the write key of the site',
    });
  if (foreign.length > 0)
    checks.push({
      what: `${foreign.map(quoted).join(', ')} of ${where}`,
      look: `the tracker does not know it; it may stay where another tool reads it. What the tracker knows: ${known.join(', ')}`,
    });
  return checks;
};

const values = (attributes: ReadonlyMap<string, string>, where: string): Check[] => {
  const checks: Check[] = [];
  const fail = (name: string, why: string) =>
    checks.push({what: `${name}=${quoted(attributes.get(name)!)} of ${where}`, fail: why});
  const consent = attributes.get('data-consent');
  if (consent !== undefined && !['granted', 'ask'].includes(consent))
    fail(
      'data-consent',
      'the tracker waits until the visitor agrees, as without it; write data-consent="granted" where the site has the consent already, or take it out',
    );
  const identity = attributes.get('data-identity');
  if (identity !== undefined && !['known', 'session', 'none'].includes(identity))
    fail('data-identity', 'it is taken for known; write known, session or none');
  for (const name of ['data-hold', 'data-debug'])
    if (/^(?:false|0|no|off)$/i.test(attributes.get(name) ?? ''))
      fail(name, 'being there turns it on, whatever it says; take it out');
  const plugins = attributes.get('data-plugins')?.split(/[\s,]+/) ?? [];
  const strange = plugins
    .filter(Boolean)
    .filter((name) => ![...tagPlugins, 'redaction'].includes(name));
  if (strange.length > 0) {
    const meant = strange.map((name) => near(name, tagPlugins)).filter(Boolean);
    const say = meant.length > 0 ? `write ${meant.join(', ')}` : 'take it out';
    fail(
      'data-plugins',
      `there is no plugin ${strange.map(quoted).join(', ')}; ${say}. There are: ${tagPlugins.join(', ')}`,
    );
  }
  return checks;
};

/** The attribute that is meant by one that is not known, also without its `data-`. */
const nearest = (name: string): string | undefined => {
  const bare = name.replace(/^data-?/, '');
  const meant = near(
    bare,
    tagAttributes.map((known) => known.slice('data-'.length)),
  );
  return meant && `data-${meant}`;
};

/** The name that another may be misspelt from: a letter of three is wrong, left out or added, or some are swapped. */
const near = (name: string, names: readonly string[]): string | undefined =>
  names.find((known) => inOrder(known) === inOrder(name)) ??
  names
    .map((known) => ({
      known,
      edits: leven(name, known, {maxDistance: 9}),
      most: Math.floor(known.length / 3),
    }))
    .filter(({edits, most}) => edits <= most)
    .toSorted((a, b) => a.edits - b.edits)[0]?.known;

const inOrder = (name: string) => name.split('').toSorted().join('');

/** A word of the page, as a terminal may be shown it. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text).replace(
    /[^\u0020-\u007e…]/g,
    '?',
  );
