import * as z from 'zod';
import {Refusal} from '../errors.ts';
import {openApi} from '../openapi.ts';
import {route, type Route} from '../route.ts';

export const getHealth = route({
  method: 'GET',
  path: '/healthz',
  summary: 'Whether the process answers',
  authorization: 'open',
  response: z.object({ok: z.literal(true)}),
  handle: async () => ({ok: true}),
});

export const getReady = route({
  method: 'GET',
  path: '/readyz',
  summary: 'Whether touchpoints can be kept now',
  authorization: 'open',
  response: z.object({ok: z.literal(true)}),
  errors: ['store_unavailable', 'overloaded'],

  async handle({services: {ready, stopping}}) {
    if (stopping.begun) throw new Refusal('stopping');
    await ready();
    return {ok: true};
  },
});

export const getJwks = route({
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary: 'The public keys that tokens are signed with',
  authorization: 'open',
  response: z.object({keys: z.array(z.record(z.string(), z.unknown()))}),
  handle: async ({services: {tokens}}) => tokens.jwks(),
});

/** @param routes - The table it describes, itself included. */
export const getOpenApi = (routes: () => readonly Route[]): Route => {
  // Once: it keeps the processor busy for some 20 ms, and anybody may ask.
  let document: ReturnType<typeof openApi> | undefined;
  return route({
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'This document',
    authorization: 'open',
    handle: async () => (document ??= openApi(routes())),
  });
};
