/** Words that programs and people write where a value is missing. */
const WORDS: ReadonlySet<string> = new Set([
  ...['', '-', '--', '?', '.', '#n/a', '#na', '#null!', '#ref!', '#value!', 'n/a', 'n.a.', 'na', 'nan', 'nil', 'none'],
  ...['null', '(null)', '<null>', '[null]', 'undefined', 'unknown', '(blank)', '(empty)', 'tbd', 'xxx'],
]);

/** The longest word counts so many units: longer texts are not looked at. */
const LONGEST = Math.max(...[...WORDS].map((word) => word.length));

/** Whether a text stands for a missing value, whatever the case of its letters and the spaces around it. */
export const isPlaceholder = (text: string): boolean => {
  const trimmed = text.trim();
  return trimmed.length <= LONGEST && WORDS.has(trimmed.toLowerCase());
};

/** Short words that are ids as well: of cases they stand for nothing less often than for a case. */
const IDS: ReadonlySet<string> = new Set(['na', 'nan', 'nil', 'none', 'tbd', 'xxx', '.']);

export const isPlaceholderId = (id: string): boolean => isPlaceholder(id) && !IDS.has(id.trim().toLowerCase());
