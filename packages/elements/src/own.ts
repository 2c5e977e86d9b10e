/** Reads a table by a key that came from outside: `constructor` is a name like any other. */
export const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
