import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, incoming, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {hubspotSamples} from '../../test/samples/surveys.ts';
import {hubspot} from './hubspot.ts';

const url = 'https://collect.example/v1/sources/hubspot';

describe('HubSpot', () => {
  it('tells of a ticket by its id', () => {
    expect(toldOne(hubspot, hubspotSamples.created)).toMatchObject({
      name: 'ticket_created',
      occurredAt: NOW,
      identifiers: [
        {kind: 'hubspot_ticket', value: '1246965'},
        {kind: 'ticket', value: '1246965'},
      ],
    });
    expect(told(hubspot, hubspotSamples.changed)).toMatchObject([
      {name: 'ticket_updated', properties: {changed: 'hs_pipeline_stage'}},
      {name: 'ticket_created'},
    ]);
  });

  it('does not guess about another event', () => {
    expect(reasonOf(hubspot, {body: [{subscriptionType: 'deal.creation'}]})).toContain('type');
  });
});

describeSignature(hubspot, {
  oldest: 300,
  sign: (body, secret, at) => ({
    url,
    headers: {
      'x-hubspot-signature-v3': hmac('sha256', 'base64', secret, `POST${url}${body}${at}`),
      'x-hubspot-request-timestamp': String(at),
    },
    body,
  }),
});

it.each(['?a=b%40c%3Ad', '?a=b@c:d'])('the signature of HubSpot may be over %s', async (query) => {
  const headers = {
    'x-hubspot-signature-v3': hmac('sha256', 'base64', 's', `POST${url}${query}{}${NOW}`),
    'x-hubspot-request-timestamp': String(NOW),
  };
  const asked = `${url}?a=b%40c%3Ad`;
  expect(await hubspot.verify(incoming({url: asked, headers, body: '{}'}), 's')).toBe(true);
  expect(await hubspot.verify(incoming({url, headers, body: '{}'}), 's')).toBe(false);
});
