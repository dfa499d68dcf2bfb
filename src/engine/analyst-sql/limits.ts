/** Longest statement, characters. */
export const MOST_CHARACTERS = 20_000;
/** Rows of an answer; where there are more, it says so. */
export const MOST_ROWS = 10_000;
/** Largest answer, bytes of its texts and numbers. */
export const MOST_BYTES = 16e6;
