/** The bytes of base64, of the alphabet for addresses as well; undefined where it is none. */
export const unpacked = (base64: string): Uint8Array | undefined => {
  try {
    const bytes = atob(base64.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(bytes, (each) => each.charCodeAt(0));
  } catch {
    return undefined;
  }
};
