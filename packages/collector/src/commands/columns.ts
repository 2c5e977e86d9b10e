import type {Touchpoint} from '@throughline/contracts';
import type {Journey} from './exported.ts';

/** A column of a table with a touchpoint a row. */
export interface Column {
  readonly name: string;
  /** `instant`: ms since the epoch; `minor`: an amount in minor units. */
  readonly type: 'text' | 'instant' | 'minor' | 'number' | 'json';
  readonly of: (
    touchpoint: Touchpoint,
    journey: Journey,
  ) => string | number | Touchpoint | undefined;
}

/** Not every sender tells it apart. */
const pathOf = (url: string) => URL.parse(url)?.pathname ?? url;

/** The customer's addresses or numbers that are known in clear, with a space between. */
const known = (kind: 'email' | 'phone'): Column['of'] => {
  return (_, {identity}) =>
    identity?.identifiers
      .filter((each) => each.kind === kind && !each.value.includes('•••'))
      .map(({value}) => value)
      .join(' ') || undefined;
};

const addresses: readonly Column[] = [
  {name: 'emails', type: 'text', of: known('email')},
  {name: 'phones', type: 'text', of: known('phone')},
];

/** What has no column of its own is in the last, with all else. */
export const columns = ({withAddresses}: {withAddresses: boolean}): readonly Column[] => [
  {name: 'id', type: 'text', of: ({id}) => id},
  {name: 'customer', type: 'text', of: (_, {customer}) => customer},
  {name: 'occurred_at', type: 'instant', of: ({occurredAt}) => occurredAt},
  {name: 'name', type: 'text', of: ({name}) => name},
  {name: 'channel', type: 'text', of: ({channel}) => channel},
  {name: 'direction', type: 'text', of: ({direction}) => direction},
  {name: 'mode', type: 'text', of: ({mode}) => mode},
  {name: 'session_id', type: 'text', of: ({sessionId}) => sessionId},
  {name: 'page_path', type: 'text', of: ({page}) => page && (page.path ?? pathOf(page.url))},
  {name: 'order_id', type: 'text', of: ({commerce}) => commerce?.orderId},
  {name: 'value_minor', type: 'minor', of: ({commerce}) => commerce?.valueMinor},
  {name: 'currency', type: 'text', of: ({commerce}) => commerce?.currency},
  {name: 'contact_id', type: 'text', of: ({contact}) => contact?.id},
  {name: 'outcome', type: 'text', of: ({outcome}) => outcome?.status},
  {name: 'score', type: 'number', of: ({survey}) => survey?.score},
  ...(withAddresses ? addresses : []),
  {name: 'touchpoint', type: 'json', of: (touchpoint) => touchpoint},
];
