/** Order of texts by UTF-16 code units: breaks ties in the same way however the dictionary grew. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
