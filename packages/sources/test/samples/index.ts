/** Everything that any vendor says in the tests, by source. */
import type {Sample} from '../kit.ts';
import {amazonConnectSamples, genesysSamples, twilioSamples} from './calls.ts';
import {emailSamples, mailgunSamples, postmarkSamples, sendgridSamples} from './mail.ts';
import {chatwootSamples, livechatSamples, whatsappSamples} from './messages.ts';
import {shopifySamples, stripeSamples, woocommerceSamples} from './shop.ts';
import {
  helpScoutSamples,
  hubspotSamples,
  satismeterSamples,
  surveySamples,
  survicateSamples,
} from './surveys.ts';
import {
  freshdeskSamples,
  intercomSamples,
  requestTrackerSamples,
  zammadSamples,
  zendeskSamples,
} from './tickets.ts';

export const samples: Readonly<Record<string, Readonly<Record<string, Sample>>>> = {
  stripe: stripeSamples,
  shopify: shopifySamples,
  woocommerce: woocommerceSamples,
  zendesk: zendeskSamples,
  zammad: zammadSamples,
  freshdesk: freshdeskSamples,
  intercom: intercomSamples,
  'request-tracker': requestTrackerSamples,
  twilio: twilioSamples,
  'amazon-connect': amazonConnectSamples,
  genesys: genesysSamples,
  chatwoot: chatwootSamples,
  whatsapp: whatsappSamples,
  livechat: livechatSamples,
  sendgrid: sendgridSamples,
  postmark: postmarkSamples,
  mailgun: mailgunSamples,
  email: emailSamples,
  survey: surveySamples,
  satismeter: satismeterSamples,
  survicate: survicateSamples,
  'help-scout': helpScoutSamples,
  hubspot: hubspotSamples,
};
