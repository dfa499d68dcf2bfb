/**
 * Name of a variant: of its activities in order, and of nothing else. The same in every dataset, version and filter, so that a link
 * to a variant stays right. 128 bits of SHA-256, in hex.
 */
export const variantId = (activities: readonly string[]): string =>
  new Bun.CryptoHasher('sha256').update(JSON.stringify(activities)).digest('hex').slice(0, 32);
