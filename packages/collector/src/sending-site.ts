import type {IncomingHttpHeaders} from 'node:http';
import {Refusal} from './errors.ts';
import type {Services} from './route.ts';
import type {Site, Tenant} from './store/registry.ts';

export const budgetOf = (tenant: Tenant): string => `touchpoints ${tenant.id}`;

/** The site that sends with a write key, if it may from there, and its tenant's budget is not spent. */
export const sendingSite = async (
  key: string | undefined,
  {origin}: IncomingHttpHeaders,
  {registry, budgets}: Services,
): Promise<Site> => {
  const site = key === undefined ? undefined : await registry.byWriteKey(key);
  if (!site) throw new Refusal('key_unknown');
  if (origin && site.origins.length > 0 && !site.origins.includes(origin)) {
    throw new Refusal('origin_forbidden');
  }
  budgets.check(budgetOf(site.tenant), site.tenant.touchpointsPerSecond);
  return site;
};

/** The user name of HTTP Basic, as which libraries send a write key. */
export const basicUser = ({authorization = ''}: IncomingHttpHeaders): string | undefined => {
  const coded = /^Basic ([\w+/=-]+)$/i.exec(authorization)?.[1];
  return coded && Buffer.from(coded, 'base64').toString('latin1').split(':')[0];
};
