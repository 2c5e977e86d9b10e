import type {Sql} from './database.ts';

/**
 * Which of these customers objected to being inferred about. The one place that says so: what is kept
 * of how they feel, and what their journey says, both ask here. Nobody can object yet.
 */
export const objectors = async (
  _sql: Sql,
  _tenant: number,
  _customers: Iterable<string>,
): Promise<ReadonlySet<string>> => new Set<string>();
