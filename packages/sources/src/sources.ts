import type {Source} from './source.ts';
import {amazonConnect} from './webhooks/amazon-connect.ts';
import {chatwoot} from './webhooks/chatwoot.ts';
import {email} from './webhooks/email.ts';
import {freshdesk} from './webhooks/freshdesk.ts';
import {genesys} from './webhooks/genesys.ts';
import {helpScout} from './webhooks/help-scout.ts';
import {hubspot} from './webhooks/hubspot.ts';
import {intercom} from './webhooks/intercom.ts';
import {livechat} from './webhooks/livechat.ts';
import {mailgun} from './webhooks/mailgun.ts';
import {postmark} from './webhooks/postmark.ts';
import {requestTracker} from './webhooks/request-tracker.ts';
import {satismeter} from './webhooks/satismeter.ts';
import {sendgrid} from './webhooks/sendgrid.ts';
import {shopify} from './webhooks/shopify.ts';
import {stripe} from './webhooks/stripe.ts';
import {survey} from './webhooks/survey.ts';
import {survicate} from './webhooks/survicate.ts';
import {twilio} from './webhooks/twilio.ts';
import {whatsapp} from './webhooks/whatsapp.ts';
import {woocommerce} from './webhooks/woocommerce.ts';
import {zammad} from './webhooks/zammad.ts';
import {zendesk} from './webhooks/zendesk.ts';

const all: readonly Source[] = [
  stripe,
  shopify,
  woocommerce,
  zendesk,
  zammad,
  freshdesk,
  intercom,
  requestTracker,
  twilio,
  amazonConnect,
  genesys,
  chatwoot,
  whatsapp,
  livechat,
  sendgrid,
  postmark,
  mailgun,
  email,
  survey,
  satismeter,
  survicate,
  helpScout,
  hubspot,
];

/** Every system that can tell us of customers, by the name in `POST /v1/sources/NAME`. */
export const sources: Readonly<Record<string, Source>> = Object.fromEntries(
  all.map((source) => [source.name, source]),
);
