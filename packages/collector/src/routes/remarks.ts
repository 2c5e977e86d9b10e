import {Remark, Remarked, uuidV7, type TouchpointInput} from '@throughline/contracts';
import {Refusal} from '../errors.ts';
import {route} from '../route.ts';
import {erasureLock} from '../store/erase.ts';
import {shownAs} from '../store/identifiers.ts';
import {storedId} from '../store/partitions.ts';
import {bestName} from '../store/read.ts';
import {CustomerParams, reachable, recordLook, unreachable} from './customers.ts';
import {talks} from './identity.ts';

/** Keeps what an agent says of a customer as a touchpoint of theirs, which every panel then shows. */
export const postRemarks = route({
  method: 'POST',
  path: '/v1/customers/:customer/remarks',
  summary: 'Keep a note, an answer to a suggestion, or a feeling set right',
  authorization: 'agent',
  roles: talks,
  params: CustomerParams,
  body: Remark,
  response: Remarked,
  errors: [...unreachable, 'overloaded'],

  async handle({params, body: remark, access, services}) {
    const {agent, tenant} = access;
    const customer = await reachable(services, access, params.customer);
    await recordLook(services, access, 'remark', customer);
    const {database, ingest} = services;
    const now = Date.now();
    const name = await database.tenant(tenant, async (sql) => {
      // An erasure under way ends first, so that one which comes after it is after this instant too.
      await sql.query('select pg_advisory_xact_lock_shared($1, $2)', [erasureLock, tenant]);
      if (remark.type === 'feeling') {
        const ids = [remark.touchpoint.toLowerCase(), storedId(remark.touchpoint, 0)];
        if (!(await database.touchpoints.locate(sql, tenant, customer, ids)))
          throw new Refusal('invalid_request', {detail: 'touchpoint: is not of this customer'});
      }
      return bestName(sql, tenant, customer);
    });
    if (!name) throw new Refusal('customer_not_found'); // Erased meanwhile.

    const id = remark.id ?? uuidV7(now);
    const touchpoint: TouchpointInput = {
      id,
      ...told(remark),
      occurredAt: now,
      channel: 'crm',
      direction: 'internal',
      mode: 'assisted',
      identifiers: [shownAs(name)],
      relations: [{type: 'agent', id: agent}],
    };
    const {stored, duplicates, refused} = await ingest(tenant, {
      site: 'panel',
      touchpoints: [touchpoint],
      sentAt: now,
      receivedAt: now,
      wordOf: 'source',
      of: [name],
    });
    if (stored + duplicates > 0) return {touchpoint: id};
    if (refused[0]?.code === 'customer_erased') throw new Refusal('customer_not_found');
    throw new Refusal('invalid_request', {detail: refused[0]!.reason});
  },
});

const told = (remark: Remark): Pick<TouchpointInput, 'name' | 'properties'> => {
  switch (remark.type) {
    case 'note':
      return {name: 'agent_note_added', properties: {note: remark.text}};
    case 'action':
      return {
        name: remark.verdict === 'accepted' ? 'next_action_accepted' : 'next_action_rejected',
        properties: {action: remark.action},
      };
    case 'feeling':
      return {
        name: 'feeling_corrected',
        properties: {touchpoint: remark.touchpoint, valence: remark.valence},
      };
  }
};
