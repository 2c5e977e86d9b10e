import type {BatchResult, TouchpointInput} from '@throughline/contracts';
import type {HeardSent, ToldWhen} from '@throughline/sources';
import type {FastifyRequest} from 'fastify';
import {isCrawler} from './crawler.ts';
import type {Arrival, Context, NumbersOf} from './judge.ts';
import type {Services} from './route.ts';
import {budgetOf} from './sending-site.ts';
import type {Tenant} from './store/registry.ts';
import {touchpointOf} from './told.ts';

/** What was heard, and of whom. */
export interface HeardFrom {
  readonly tenant: Tenant;
  /** For the account. */
  readonly site: string;
  /** What the keys are unique in. */
  readonly source: string;
  readonly heard: HeardSent;
  /** What the mapper has read beside the payloads. */
  readonly context?: Context;
  readonly receivedAt: number;
  /** Told by servers with good clocks, perhaps of last month: instants are taken as they stand. */
  readonly history?: boolean;
  readonly wordOf?: Arrival['wordOf'];
  readonly numbersOf?: NumbersOf | undefined;
}

/** Keeps what a request of another system says. Resolves after the commit. */
export const keepHeard = async (
  {
    tenant,
    site,
    source,
    heard,
    context = {},
    receivedAt,
    history = false,
    wordOf = 'page',
    numbersOf,
  }: HeardFrom,
  {headers}: FastifyRequest,
  {budgets, ingest}: Services,
): Promise<BatchResult> => {
  const {touchpoints, unknown, sentAt} = heard;
  const amount = touchpoints.length + unknown.length;
  if (amount === 0) return {stored: 0, duplicates: 0, refused: []};
  budgets.spend(budgetOf(tenant), tenant.touchpointsPerSecond, amount);
  return ingest(tenant.id, {
    site,
    source,
    touchpoints: touchpoints.map((told) => identified(source, told)),
    unknown,
    context,
    sentAt,
    receivedAt,
    crawler: isCrawler(headers),
    history,
    wordOf,
    numbersOf,
  });
};

/** The id of one that has no time of its own must not hold the time at which it came. */
export const identified = (source: string, {undated, ...told}: ToldWhen): TouchpointInput => {
  const touchpoint = touchpointOf(source, told);
  if (!undated) return touchpoint;
  return {...touchpoint, id: touchpointOf(source, {...told, occurredAt: 0}).id};
};
