import {LIMITS} from '@throughline/contracts';
import {hearSegment, SEGMENT_CALLS, type SegmentCall} from '@throughline/sources';
import type {FastifyRequest} from 'fastify';
import * as z from 'zod';
import {keepHeard} from '../keep-heard.ts';
import {route, type Route} from '../route.ts';
import {basicUser, sendingSite} from '../sending-site.ts';
import {hostOf} from './sources.ts';

const Message = z
  .looseObject({
    /** Where it is not the user name of HTTP Basic. */
    writeKey: z.string().optional(),
  })
  .meta({description: 'A message as Segment’s HTTP tracking API takes it.'});

const Messages = z
  .looseObject({
    writeKey: z.string().optional(),
    batch: z.array(z.unknown()).max(LIMITS.batch),
  })
  .meta({description: 'Messages as Segment’s HTTP tracking API takes them, each with its `type`.'});

const Done = z.object({success: z.literal(true)});

/**
 * Keeps what a library of Segment or RudderStack sends. Answers as theirs does, but only after the
 * commit; and a message that is not understood is in quarantine, and does not fail the others.
 */
const postCall = (path: string, call: SegmentCall | 'batch'): Route =>
  route({
    method: 'POST',
    path,
    summary:
      call === 'batch'
        ? 'Keep what a library of Segment or RudderStack has collected'
        : `Keep a call of ${call}() of a library of Segment or RudderStack`,
    authorization: 'open',
    body: call === 'batch' ? Messages : Message,
    query: z.object({writeKey: z.string().optional()}),
    response: Done,
    errors: ['key_unknown', 'origin_forbidden', 'over_budget', 'overloaded'],

    async handle({body, query, request, services}) {
      const receivedAt = Date.now();
      const key = basicUser(request.headers) ?? body.writeKey ?? query.writeKey;
      const {tenant, name, numbersOf} = await sendingSite(key, request.headers, services);
      const heard = hearSegment(call, body, receivedAt);
      await keepHeard(
        {tenant, site: name, source: 'segment', heard, receivedAt, numbersOf},
        request,
        services,
      );
      return {success: true};
    },
  });

/** The calls by their names, and by the first letters that analytics.js shortens them to. */
export const segmentCalls: readonly Route[] = [
  ...SEGMENT_CALLS.flatMap((call) => [
    postCall(`/v1/${call}`, call),
    // `a` is an alias.
    postCall(`/v1/${call[0]}`, call),
  ]),
  ...['/v1/batch', '/v1/b', '/v1/import', '/beacon/v1/batch'].map((path) =>
    postCall(path, 'batch'),
  ),
];

/** What analytics.js counts of itself: of no use here, and nobody's journey. */
export const postSegmentMetrics = route({
  method: 'POST',
  path: '/v1/m',
  summary: 'Take what analytics.js counts of itself, and leave it',
  authorization: 'open',
  response: Done,
  handle: async () => ({success: true}),
});

/**
 * What analytics.js asks its CDN before it starts: no destination but us, so that only its CDN's
 * address has to be changed.
 */
export const getSegmentSettings = route({
  method: 'GET',
  path: '/v1/projects/:writeKey/settings',
  summary: 'What analytics.js asks before it starts',
  authorization: 'open',
  params: z.object({writeKey: z.string()}),
  response: z.looseObject({integrations: z.record(z.string(), z.unknown())}),
  errors: ['key_unknown', 'origin_forbidden', 'over_budget'],

  async handle({params: {writeKey}, request, reply, services}) {
    await sendingSite(writeKey, request.headers, services);
    reply.header('cache-control', 'no-store');
    const protocol = protocolOf(request);
    return {
      integrations: {
        'Segment.io': {apiKey: writeKey, apiHost: `${hostOf(request)}/v1`, protocol},
      },
      plan: {track: {__default: {enabled: true, integrations: {}}}},
      metrics: {sampleRate: 0},
      remotePlugins: [],
    };
  },
});

/** Behind whatever ends TLS: a page that came by https can ask nothing but https. */
const protocolOf = ({headers, protocol}: FastifyRequest) => {
  const forwarded = String(headers['x-forwarded-proto'] ?? '');
  return headers.origin?.startsWith('https:') || forwarded.startsWith('https') ? 'https' : protocol;
};

/** What RudderStack's library asks its control plane before it starts. */
const getSourceConfig = (path: string) =>
  route({
    method: 'GET',
    path,
    summary: 'What the library of RudderStack asks before it starts',
    authorization: 'open',
    query: z.object({writeKey: z.string().optional()}),
    response: z.looseObject({source: z.record(z.string(), z.unknown())}),
    errors: ['key_unknown', 'origin_forbidden', 'over_budget'],

    async handle({query, request, reply, services}) {
      const key = basicUser(request.headers) ?? query.writeKey;
      const {name} = await sendingSite(key, request.headers, services);
      reply.header('cache-control', 'no-store');
      const off = {enabled: false};
      return {
        source: {
          id: name,
          name,
          writeKey: key,
          enabled: true,
          workspaceId: name,
          config: {statsCollection: {errors: off, metrics: off}},
          connections: [],
          destinations: [],
        },
      };
    },
  });

export const sourceConfigs: readonly Route[] = ['/sourceConfig', '/sourceConfig/'].map(
  getSourceConfig,
);
