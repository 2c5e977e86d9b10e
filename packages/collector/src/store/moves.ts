import type {Sql} from './database.ts';
import type {Key} from './touchpoints.ts';

/** A touchpoint that a person has said is another customer's than its identifier's. */
export interface Move extends Key {
  /** Whose it would be; null where they are gone. */
  readonly from: string | null;
  /** Whose it is; null where they were erased: then it is shown to nobody, though it come again. */
  readonly to: string | null;
  readonly movedBy: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** The touchpoints that were moved to one of these customers, or away, oldest move first. */
export const movesOf = async (
  sql: Sql,
  tenant: number,
  customers: readonly string[],
): Promise<Move[]> => {
  const rows = await sql.prepared<Omit<Move, 'at'> & {at: string}>(
    `select m.visitor, m.id, m.moved_by as "movedBy", m.at, i.customer as "from",
            coalesce(c.merged_into, c.id) as "to"
     from (
       select m.* from throughline.identifier i
       join throughline.moved m on m.tenant = $1 and m.visitor = i.visitor
       where i.tenant = $1 and i.customer = any($2)
       union
       select m.* from throughline.customer c
       join throughline.moved m on m.tenant = $1 and m.customer = c.id
       where c.tenant = $1 and (c.id = any($2) or c.merged_into = any($2))
     ) m
     left join throughline.identifier i on i.tenant = $1 and i.visitor = m.visitor
     left join throughline.customer c on c.tenant = $1 and c.id = m.customer
     where i.customer is distinct from coalesce(c.merged_into, c.id)
     order by m.at, m.visitor, m.id`,
    [tenant, customers],
  );
  return rows.map((row) => ({...row, at: Number(row.at)}));
};

/** A customer's moved touchpoints: those that are not theirs any more, and those that are. */
export interface Moved {
  readonly away: readonly Key[];
  readonly here: readonly Key[];
}

export const movedOf = async (sql: Sql, tenant: number, customer: string): Promise<Moved> => {
  const moves = await movesOf(sql, tenant, [customer]);
  return {
    away: moves.filter(({from}) => from === customer),
    here: moves.filter(({to}) => to === customer),
  };
};

/** SQL on `identifier i` of tenant `$1`: whether something was moved to its customer, or to one who has become it. */
export const hasMovedHere = `exists (
  select from throughline.moved m
  join throughline.customer c on c.tenant = $1 and c.id = m.customer
  where m.tenant = $1 and coalesce(c.merged_into, c.id) = i.customer)`;

/** A row in one text, as both stores compare it. */
export const keyText = ({visitor, id}: Key): string => `${visitor} ${id}`;
