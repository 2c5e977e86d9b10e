import {ErrorBody, TouchpointInput} from '@throughline/contracts';
import * as z from 'zod';
import {errors, type ErrorCode} from './errors.ts';
import type {Route} from './route.ts';

/** The OpenAPI 3.1 document, made from the route table and its schemas. */
export const openApi = (routes: readonly Route[]) => ({
  openapi: '3.1.0',
  info: {
    title: 'Throughline collector',
    version: '1',
    description:
      'Keeps touchpoints and shows them as journeys. Every error is `{error: {code, message, hint, requestId}}`.',
    license: {name: 'Apache-2.0', identifier: 'Apache-2.0'},
  },
  components: {
    securitySchemes: {
      agent: {
        type: 'http',
        scheme: 'bearer',
        description: 'A token of POST /v1/tokens, 5 minutes at most.',
      },
      secret: {
        type: 'http',
        scheme: 'bearer',
        description: 'A tenant’s secret key, sk_...; never in a browser.',
      },
    },
    schemas: {
      ErrorBody: schemaOf(ErrorBody, 'output'),
      // Each touchpoint of a batch is checked by itself, after its envelope.
      TouchpointInput: schemaOf(TouchpointInput, 'input'),
    },
  },
  paths: Object.fromEntries(
    Object.entries(Object.groupBy(routes, pathOf)).map(([path, list]) => [
      path,
      Object.fromEntries(list!.map((route) => [route.method.toLowerCase(), operation(route)])),
    ]),
  ),
});

const pathOf = ({path}: Route) => path.replace(/:(\w+)/g, '{$1}');

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const {$schema: _, ...rest} = z.toJSONSchema(schema, {io, unrepresentable: 'any'});
  return rest;
};

const operation = (route: Route) => ({
  summary: route.summary,
  ...(route.authorization === 'open' ? {} : {security: [{[route.authorization]: []}]}),
  parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
  ...(route.body && {
    requestBody: {
      required: true,
      content: {'application/json': {schema: schemaOf(route.body, 'input')}},
    },
  }),
  ...(route.bytes && {requestBody: {required: true, content: {'*/*': {}}}}),
  responses: {
    200: {
      description: 'Done.',
      ...(route.response && {
        content: {'application/json': {schema: schemaOf(route.response, 'output')}},
      }),
    },
    ...errorResponses(errorsOf(route)),
  },
});

const parameters = (schema: z.ZodType | undefined, where: 'path' | 'query') => {
  if (!schema) return [];
  const {properties = {}, required = []} = schemaOf(schema, 'input');
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
};

/** What a route can refuse with: what it says, and what its kind of authorization and input bring. */
const errorsOf = (route: Route): ErrorCode[] => [
  ...(route.body ? (['invalid_json'] as const) : []),
  ...(route.body || route.bytes ? (['body_too_large', 'unsupported_encoding'] as const) : []),
  ...(route.authorization !== 'open' || route.body || route.query || route.params
    ? (['invalid_request'] as const)
    : []),
  ...(route.authorization === 'open' ? [] : (['token_missing', 'token_invalid'] as const)),
  ...(route.authorization === 'agent' ? (['token_expired', 'over_budget'] as const) : []),
  ...(route.roles ? (['forbidden'] as const) : []),
  ...(route.errors ?? []),
  'internal',
  'stopping',
  'store_unavailable',
];

const errorResponses = (codes: ErrorCode[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(new Set(codes), (code) => errors[code][0])).map(
      ([status, list]) => [
        status,
        {
          description: list!.map((code) => `\`${code}\`: ${errors[code][1]}`).join(' '),
          content: {'application/json': {schema: {$ref: '#/components/schemas/ErrorBody'}}},
        },
      ],
    ),
  );
