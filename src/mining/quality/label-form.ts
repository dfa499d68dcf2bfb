/** What of a name does not depend on how it was typed: compatible Unicode form, small letters, one space for what parts words. */
export const labelForm = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[\s\p{Pd}_\u00ad\u200b-\u200d\ufeff]+/gu, ' ')
    .trim();
