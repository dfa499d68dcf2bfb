/** `S-1-5-21-…` from the bytes of objectSid or tokenGroups ([MS-DTYP] 2.4.2.2). Null: they are none. */
export function sidFromBytes(bytes: Buffer): string | null {
  const count = bytes[1];
  if (count === undefined || bytes[0] !== 1 || count > 15 || bytes.length !== 8 + 4 * count) return null;
  const parts = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(8 + 4 * i));
  return ['S', 1, bytes.readUIntBE(2, 6), ...parts].join('-');
}

/** The bytes by which a SID is searched for. */
export function sidToBytes(sid: string): Buffer | null {
  const parts = /^S-1-(\d{1,15})((?:-\d{1,10}){0,15})$/i.exec(sid);
  if (!parts) return null;
  const authority = Number(parts[1]);
  const subs = (parts[2] as string).split('-').slice(1).map(Number);
  if (authority >= 2 ** 48 || subs.some((sub) => sub >= 2 ** 32)) return null;
  const bytes = Buffer.alloc(8 + 4 * subs.length);
  bytes[0] = 1;
  bytes[1] = subs.length;
  bytes.writeUIntBE(authority, 2, 6);
  for (const [i, sub] of subs.entries()) bytes.writeUInt32LE(sub, 8 + 4 * i);
  return bytes;
}

/** The SID of the primary group: the domain of the person's own SID, and `primaryGroupID`. */
export function primaryGroupSid(ownSid: string, primaryGroupId: string): string | null {
  const domain = /^(S-1-5-21-\d+-\d+-\d+)-\d+$/.exec(ownSid)?.[1];
  return domain && /^\d{1,10}$/.test(primaryGroupId) ? `${domain}-${primaryGroupId}` : null;
}

/** The usual text of an objectGUID, whose first three fields stand in little-endian order ([MS-DTYP] 2.3.4.2). */
export function guidFromBytes(bytes: Buffer): string | null {
  if (bytes.length !== 16) return null;
  const hex = reordered(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The bytes by which an objectGUID is searched for. */
export function guidToBytes(guid: string): Buffer | null {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid)) return null;
  return reordered(Buffer.from(guid.replaceAll('-', ''), 'hex'));
}

/** From one order to the other; done twice it is the same again. */
function reordered(bytes: Buffer): Buffer {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map((i) => bytes[i] as number));
}
