/** JSON with sorted keys: equal values give equal text. `undefined` members are left out; NaN and infinities are refused. */
export function canonical(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError('only finite numbers have a canonical form');
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`);
  return `{${members.join(',')}}`;
}

/** SHA-256 of the canonical form, in hex. */
export const hashOf = (value: unknown): string => new Bun.CryptoHasher('sha256').update(canonical(value)).digest('hex');
