/** What a load did to the rows of a dataset. */
export interface MergeCounts {
  inserted: number;
  /** Rows that took the place of others with their key. */
  updated: number;
  /** Rows of the load that the dataset already has: equal in all mapped columns, occurrence by occurrence, or under their key. */
  unchanged: number;
  /** Rows of the load that a later one with the same key made void. */
  duplicates: number;
}
