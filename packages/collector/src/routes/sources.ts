import {BatchResult} from '@throughline/contracts';
import {sources, type Incoming, type Source} from '@throughline/sources';
import type {FastifyRequest} from 'fastify';
import * as z from 'zod';
import {Refusal} from '../errors.ts';
import {keepHeard} from '../keep-heard.ts';
import {route, type Services} from '../route.ts';
import {budgetOf} from '../sending-site.ts';
import type {Site} from '../store/registry.ts';

const Params = z.object({source: z.string().max(64)});
const Query = z.object({
  /** A write key of the tenant: it says whose this is. What proves it is the signature. */
  key: z.string().max(128),
});

/**
 * What another system tells of customers, in its own words and with its own signature. Answers 200 only
 * when it is kept; what is not understood is in quarantine. Told twice, it is kept once.
 */
export const postSource = route({
  method: 'POST',
  path: '/v1/sources/:source',
  summary: 'Take what another system tells, with its signature',
  authorization: 'open',
  bytes: true,
  params: Params,
  query: Query,
  response: BatchResult,
  errors: ['source_unknown', 'key_unknown', 'signature_invalid', 'over_budget', 'overloaded'],

  async handle({bytes, params, query, request, services}) {
    const {source, site, secrets} = await openedSource(params.source, query.key, services);
    const incoming = incomingOf(request, bytes);
    const verified = await Promise.all(
      secrets.map((secret) => source.verify(incoming, secret).catch(() => false)),
    );
    if (!verified.includes(true)) throw new Refusal('signature_invalid');

    const {tenant} = site;
    services.budgets.check(budgetOf(tenant), tenant.touchpointsPerSecond);
    const {receivedAt} = incoming;
    const heard = {...source.hear(incoming), sentAt: receivedAt};
    const from = {
      tenant,
      site: `source ${source.name}`,
      source: source.name,
      wordOf: 'source',
      // Two helpdesks of one vendor have a site each.
      numbersOf: source.issues && {
        system: site.name === 'main' ? source.name : `${source.name} ${site.name}`,
        kinds: source.issues,
      },
    } as const;
    const context = contextOf(source, incoming);
    return keepHeard({...from, heard, context, receivedAt, history: true}, request, services);
  },
});

/** What some vendors ask before they send anything. */
export const getSource = route({
  method: 'GET',
  path: '/v1/sources/:source',
  summary: 'Answer what a source asks before it sends',
  authorization: 'open',
  params: Params,
  query: Query.loose(),
  errors: ['source_unknown', 'key_unknown', 'signature_invalid'],

  async handle({params, query, request, reply, services}) {
    const {source, secrets} = await openedSource(params.source, query.key, services);
    // Intercom only looks whether somebody is there before it takes the address.
    if (request.method === 'HEAD' && secrets[0]) {
      await reply.send();
      return;
    }
    const incoming = incomingOf(request, new Uint8Array());
    const answer = secrets
      .map((secret) => source.greet?.(incoming, secret))
      .find((text) => text !== undefined);
    if (answer === undefined) throw new Refusal('signature_invalid');
    await reply.type('text/plain').send(answer);
  },
});

/** The headers that the mapper reads, and no other: those that prove the sender are not kept. */
const contextOf = ({headers: names = []}: Source, {headers}: Incoming) =>
  Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );

const openedSource = async (
  name: string,
  key: string,
  {registry}: Services,
): Promise<{source: Source; site: Site; secrets: readonly string[]}> => {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (!source) throw new Refusal('source_unknown');
  const site = await registry.byWriteKey(key);
  if (!site) throw new Refusal('key_unknown');
  return {source, site, secrets: await registry.sourceSecrets(site.tenant.id, name)};
};

/** By what name we are asked, which a proxy may have changed to one of its own. */
export const hostOf = ({headers, host}: FastifyRequest): string =>
  String(headers['x-forwarded-host'] ?? host)
    .split(',')[0]!
    .trim();

const incomingOf = (request: FastifyRequest, body: Uint8Array): Incoming => {
  const text = (header: string) => {
    const value = request.headers[header];
    return Array.isArray(value) ? value[0] : value;
  };
  const scheme = text('x-forwarded-proto')?.split(',')[0]?.trim() ?? request.protocol;
  return {
    url: `${scheme}://${hostOf(request)}${request.url}`,
    headers: Object.fromEntries(Object.keys(request.headers).map((name) => [name, text(name)])),
    body,
    receivedAt: Date.now(),
  };
};
