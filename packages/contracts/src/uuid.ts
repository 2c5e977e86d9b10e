const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether `value` is a UUID of version 7 (RFC 9562), in any letter case. */
export const isUuidV7 = (value: string): boolean => pattern.test(value);

/** The instant inside a UUIDv7, in ms since the epoch. */
export const uuidV7Time = (id: string): number =>
  Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

const hexOf = Array.from({length: 256}, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * Makes a UUIDv7 (RFC 9562): `at` in ms, then 74 random bits.
 *
 * @param bytes - 10 random bytes; the same instant and bytes give the same id, which is how an
 * import makes ids that do not change when it runs twice.
 */
export const uuidV7 = (
  at: number,
  bytes: Uint8Array = crypto.getRandomValues(new Uint8Array(10)),
): string => {
  let hex = '';
  for (let index = 0; index < 10; index += 1) hex += hexOf[bytes[index]!]!;
  const time = at.toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(hex[3]!, 16) & 3) | 8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
};
