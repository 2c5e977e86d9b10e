/** One Content-Security-Policy: its directives, each with its list. Several hold together. */
export type ContentPolicy = ReadonlyMap<string, readonly string[]>;

/** The policies of a header, or of a `<meta>`. */
export const policiesOf = (text: string): ContentPolicy[] =>
  text.split(',').map((one) => {
    const policy = new Map<string, readonly string[]>();
    for (const directive of one.split(';')) {
      const [name = '', ...list] = directive.trim().split(/\s+/);
      // Of two by one name, the first holds.
      if (!policy.has(name.toLowerCase())) policy.set(name.toLowerCase(), list);
    }
    return policy;
  });

/** Whether a script of the page's HTML runs, going by these addresses, one redirected to the next. */
export const maySource = (
  policy: ContentPolicy,
  page: URL,
  addresses: readonly URL[],
  {nonce, integrity}: {nonce?: string | undefined; integrity?: string | undefined},
): boolean => {
  const list = listOf(policy, ['script-src-elem', 'script-src', 'default-src']);
  if (!list) return true;
  if (nonce && list.includes(`'nonce-${nonce}'`)) return true;
  const hashes = integrity?.trim().split(/\s+/) ?? [];
  if (hashes.length > 0 && hashes.every((hash) => list.includes(`'${hash}'`))) return true;
  // With it, addresses count for nothing.
  if (has(list, "'strict-dynamic'")) return false;
  return addresses.every((address, at) => isListed(list, page, address, at > 0));
};

/** Whether the page may send to an address. */
export const mayConnect = (policy: ContentPolicy, page: URL, address: URL): boolean => {
  const list = listOf(policy, ['connect-src', 'default-src']);
  return !list || isListed(list, page, address, false);
};

/** Whether the page asks for https in the place of http. */
export const upgrades = (policy: ContentPolicy): boolean => policy.has('upgrade-insecure-requests');

const has = (list: readonly string[], keyword: string) =>
  list.some((source) => source.toLowerCase() === keyword);

const listOf = (policy: ContentPolicy, names: readonly string[]) =>
  names.map((name) => policy.get(name)).find(Boolean);

const isListed = (
  list: readonly string[],
  page: URL,
  address: URL,
  /** A path counts for what the page itself names, lest it tell where a redirect leads. */
  redirected: boolean,
) => list.some((source) => matches(source, page, address, redirected));

const matches = (source: string, page: URL, address: URL, redirected: boolean) => {
  if (source === '*') return /^https?:$/.test(address.protocol);
  if (source.toLowerCase() === "'self'")
    return (
      address.origin === page.origin ||
      (address.hostname === page.hostname &&
        address.port + page.port === '' &&
        isScheme(page.protocol, address))
    );
  if (/^[a-z][a-z\d+.-]*:$/i.test(source)) return isScheme(source.toLowerCase(), address);
  const parts = /^(?:([a-z][a-z\d+.-]*:)\/\/)?([^:/']+)(?::(\d+|\*))?(\/[^?#]*)?$/i.exec(source);
  if (!parts) return false;
  const [, scheme = page.protocol, host = '', port = '', path = ''] = parts;
  return (
    isScheme(scheme.toLowerCase(), address) &&
    isHost(host.toLowerCase(), address.hostname) &&
    isPort(port, address) &&
    (redirected || isPath(path, address.pathname))
  );
};

/** Whoever allows http allows https as well. */
const isScheme = (scheme: string, {protocol}: URL) =>
  scheme === protocol || (scheme === 'http:' && protocol === 'https:');

const isHost = (host: string, hostname: string) =>
  host === '*' || (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host);

const isPort = (port: string, address: URL) =>
  port === '*' ||
  port === portOf(address) ||
  (port === '' && address.port === '') ||
  (port === '80' && portOf(address) === '443');

const portOf = ({port, protocol}: URL) => port || (protocol === 'https:' ? '443' : '80');

const isPath = (path: string, pathname: string) =>
  path === '' ||
  path === '/' ||
  (path.endsWith('/') ? pathname.startsWith(path) : pathname === path);
