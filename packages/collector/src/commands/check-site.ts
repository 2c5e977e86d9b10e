import type {Check} from '../check.ts';
import type {Site} from '../store/registry.ts';
import {asking, shown, type AskOptions} from './ask.ts';
import {wayChecks} from './check-way.ts';
import {placeOf, readPage, type PageHtml, type PageTag} from './read-page.ts';
import {attributeChecks, quoted} from './tag-attributes.ts';

export interface CheckSiteOptions extends AskOptions {
  /** The site of a write key, where this installation knows it. */
  readonly siteOf: (key: string) => Promise<Site | undefined>;
}

/**
 * Looks at a page as a browser gets it, for why nothing arrives from there: the page is fetched, the script
 * that its tag names, and the collector that the script would send to. Runs no script, and tells nothing of
 * the page but what is wrong with the tag.
 */
export const checkSite = async (url: URL, options: CheckSiteOptions): Promise<Check[]> => {
  const ask = asking(options);
  const got = await ask(url, {accept: 'text/html'});
  if (typeof got === 'string')
    return [{what: shown(url), fail: `${got}: nothing can be looked at`}];
  const {address: page, headers, text, isWhole} = got;
  const what = shown(page);
  if (got.status !== 200)
    return [
      {
        what,
        fail: `it answers ${got.status}: name a page that anybody may open without logging in`,
      },
    ];
  if (!/\bhtml\b/i.test(headers.get('content-type') ?? ''))
    return [{what, fail: 'it is no HTML: name a page of the website'}];
  const html = readPage(text);
  const tag = html.tags.find(({held}) => !held) ?? html.tags[0];
  const cut: Check[] = isWhole
    ? []
    : [{what, look: 'it is larger than 5 MB, and no more than that was looked at'}];
  if (!tag) return [...cut, untagged(what, html)];
  const checks = [
    ...cut,
    ...twice(html),
    ...held(tag),
    ...attributeChecks(tag.attributes, placeOf(tag)),
  ];
  const {site, fail} = await keyOf(tag, page, options.siteOf);
  if (fail) checks.push({what: `data-key of ${placeOf(tag)}`, fail});
  checks.push(...(await wayChecks(tag, {page, html, headers}, ask)));
  if (checks.some((each) => each.fail)) return checks;
  const waits = tag.attributes.get('data-consent') !== 'granted';
  const fine = `the tag is right, and its key is of the site ${site?.name} of ${site?.tenant.name}`;
  return [...checks, {what: `${what}: ${fine}${waits ? waiting : ''}`}];
};

const waiting =
  '. It asks first: nothing is sent before a visitor agrees (docs/tracker/consent.md)';

const untagged = (what: string, {hidden, mentions}: PageHtml): Check => {
  const [first] = hidden;
  if (first)
    return {
      what,
      fail: `the tag in line ${first.line} is in ${first.where}, where no browser runs it; take it out of there`,
    };
  const [mention] = mentions;
  if (mention)
    return {
      what,
      look: `no tag is in the page’s HTML, but the script in line ${mention.line} names the tracker and may add it; what a script adds is not looked at here`,
    };
  return {
    what,
    fail: 'no tag of the tracker is in the page’s HTML; paste it before </head> (docs/tracker/README.md). What a tag manager or a bundle of scripts adds later is not looked at here',
  };
};

const twice = ({tags}: PageHtml): Check[] => {
  const running = tags.filter(({held}) => !held);
  if (running.length < 2) return [];
  const lines = running.map(({line}) => line).join(' and ');
  return [
    {
      what: `the tag in lines ${lines}`,
      fail: 'it is there more than once, and only the first that loads counts; keep one',
    },
  ];
};

/** A tag that no browser runs as it stands. */
const held = (tag: PageTag): Check[] => {
  if (!tag.held) return [];
  const {attributes} = tag;
  const type = attributes.get('type');
  const why = attributes.has('nomodule')
    ? 'browsers leave out a script with nomodule; take that word out'
    : attributes.get('src')
      ? `its type is ${quoted(type ?? '')}, so no browser runs it before a consent tool or another script has changed that; where it is not meant to wait, take the type out`
      : 'it has no src, so no browser loads it, unless a consent tool or another script gives it one; where it is not meant to wait, write src="https://.../throughline.js"';
  return [{what: placeOf(tag), fail: why}];
};

/** Whose key the tag has, and why nothing would be kept that comes with it. */
const keyOf = async (
  {attributes}: PageTag,
  {origin}: URL,
  siteOf: CheckSiteOptions['siteOf'],
): Promise<{site?: Site; fail?: string}> => {
  const key = attributes.get('data-key');
  if (key === undefined) return {}; // Told of with the other attributes.
  if (/^\s*(?:sk|is)_/.test(key))
    return {
      fail: 'it is a secret, and everybody can read the page: take it out at once and make a new one. The key of a page is the write key, pk_...',
    };
  if (key !== key.trim()) return {fail: 'there are blanks around the key; take them away'};
  const site = await siteOf(key);
  if (!site)
    return {
      fail: 'no site of this installation has this key; `throughline site create SITE --tenant NAME` prints the one of a site, also where the site is there already',
    };
  const {origins, name, tenant} = site;
  if (origins.length === 0 || origins.includes(origin)) return {site};
  const add = `throughline site create ${name} --tenant ${tenant.name} --site-origin ${origin}`;
  return {
    site,
    fail: `it is of the site ${name} of ${tenant.name}, which may not send from ${origin}: ${add}`,
  };
};
