import {hearAgain, isHistory, wordOf} from './hear-again.ts';
import {createIngest} from './ingest.ts';
import {identifiersIn, type Arrival, type Context, type NumbersOf} from './judge.ts';
import {identified} from './keep-heard.ts';
import type {Database} from './store/database.ts';
import {namedBy} from './store/identifiers.ts';
import {allInQuarantine, takeOut, type QuarantineRow} from './store/quarantine.ts';

export interface ReplayOptions extends Pick<
  Parameters<typeof createIngest>[1],
  'pepper' | 'changed'
> {
  /**
   * Of this source alone. What is older than the note whose words it is in is tried as payloads of it.
   */
  readonly source?: string | undefined;
}

/**
 * Tries again what waits in quarantine: a touchpoint by the contract, a payload by its source's mapper.
 *
 * What still breaks the contract, or is still not understood, stays in quarantine with the reason it
 * has now. All else is taken out: it is kept, was there already, or is of somebody who was erased.
 */
export const replayQuarantine = async (
  database: Database,
  tenant: number,
  {source, ...how}: ReplayOptions,
): Promise<{stored: number; duplicates: number; refused: number}> => {
  const ingest = createIngest(database, how);
  const totals = {stored: 0, duplicates: 0, refused: 0};
  for await (const row of allInQuarantine(database, tenant)) {
    if (source !== undefined && row.source !== source && row.source !== '') continue;
    const arrival = arrivalOf(row, source);
    if (!arrival) continue;
    const {unknown = []} = arrival;
    const result = await ingest(tenant, {
      ...arrival,
      site: 'replay',
      receivedAt: row.receivedAt,
      crawler: row.crawler,
      numbersOf: row.numbersOf === '' ? undefined : (JSON.parse(row.numbersOf) as NumbersOf),
    });
    // What was read of a payload and then refused is in quarantine as the touchpoint that it is.
    const stays =
      row.context === '' && arrival.unknown === undefined
        ? result.refused.some(({code}) => code === 'invalid_touchpoint')
        : unknown.some(({payload}) => JSON.stringify(payload) === row.body);
    if (!stays) await takeOut(database, tenant, [row.id]);
    totals.stored += result.stored;
    totals.duplicates += result.duplicates;
    totals.refused += result.refused.length;
  }
  return totals;
};

type Again = Omit<Arrival, 'site' | 'receivedAt' | 'crawler' | 'numbersOf'>;

/** What a row says now; undefined where there is nobody to ask, or who is asked does not understand. */
const arrivalOf = (row: QuarantineRow, asked: string | undefined): Again | undefined => {
  const {body, sentAt, receivedAt} = row;
  const payload: unknown = JSON.parse(body);
  // Of an earlier version, which did not note whose words it is in.
  const isOld = row.source === '' && asked !== undefined;
  const source = isOld ? asked : row.source;
  if (row.context === '' && !isOld) {
    const from = {history: isHistory(source), wordOf: wordOf(source), ...(source && {source})};
    const again = {...from, touchpoints: [payload], sentAt};
    // It had been taken, and whom it names told; only a page's word would have to be signed anew.
    const of = namedBy(identifiersIn(payload), row.visitors);
    if (!of) return again;
    return {...again, of, wordOf: from.wordOf === 'page' ? 'source' : from.wordOf};
  }
  const context = JSON.parse(row.context || '{}') as Context;
  const heard = hearAgain({source, payload, context, sentAt, receivedAt});
  if (!heard || (isOld && heard.unknown.length > 0)) return undefined;
  return {
    source,
    context,
    touchpoints: heard.touchpoints.map((told) => identified(source, told)),
    unknown: heard.unknown,
    sentAt,
    history: isHistory(source),
    wordOf: wordOf(source),
  };
};
