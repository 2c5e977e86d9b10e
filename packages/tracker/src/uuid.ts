/**
 * A UUIDv7 (RFC 9562): `at` in ms since the epoch, then random bits. The tracker imports only
 * types from contracts, so it brings its own.
 */
export const uuidV7 = (at: number): string => {
  const time = at.toString(16).padStart(12, '0');
  // Its last 19 characters are random but for the variant. An insecure page has no randomUUID, but
  // the browser names blobs by UUIDs everywhere.
  const uuid = crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${uuid.slice(15)}`;
};
