import { english } from '#sdk';

/**
 * Sentences of faults that name something come as they are said in English, from plug-ins, child processes and what was kept in the
 * database. They are found again in the catalogue by what stands around the names: `{server} refuses what was asked: {said}.`
 */
export interface Sentence {
  readonly english: string;
  readonly values: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly english: string;
  /** What stands before, between and behind the names; one more than there are names. */
  readonly fixed: readonly string[];
  readonly names: readonly string[];
}

/** How sources are called, and what is asked of them, within sentences. */
const PHRASES = [
  ...[english('{title} at {address}'), english('The folder "{path}"'), english('The SQLite file "{name}"')],
  ...[english('The bucket "{bucket}" at {address}'), english('The container "{container}" at {address}')],
  ...[english('The program "{name}"'), english('The SFTP server {address}'), english('The source')],
  ...[
    english('table "{name}"'),
    english('file "{name}"'),
    english('column "{name}"'),
    english('column called "{name}"'),
  ],
  ...[english('an answer'), english('its tables'), english('the columns'), english('the next rows')],
  ...[english('its files'), english('the next bytes')],
  ...[english('it lacks {columns}'), english('it has {columns} besides')],
  ...[english('it lacks {columns}, and it has {more} besides'), english('its columns stand in another order')],
  english('it is {family}, and the first is {first}'),
  // What databases say of themselves, in their own statements, and notes of tables.
  ...[
    english('signed in as {user}'),
    english('signed in as {user}, database {database}'),
    english('database {database}'),
  ],
  ...[
    english('signed in as {user}, container {container}'),
    english('about {count} rows'),
    english('{count} partitions'),
  ],
  ...[english('signed in as {user}, role {role}, warehouse {warehouse}')],
  english('the login may also write: give it db_datareader alone'),
  ...[english('table'), english('view'), english('foreign table'), english('incremental')],
];

/** A sentence of fewer fixed signs would be found in what is none. */
const LEAST_FIXED = 9;
/** Longer ones hold data rather than words. */
const MOST_SIGNS = 4000;

/** Finds sentences of a catalogue. */
export class Sentences {
  readonly #sentences: readonly Pattern[];
  readonly #phrases: readonly Pattern[];

  /** @param keys English texts, of which the sentences are taken */
  constructor(keys: readonly string[]) {
    const patterns = keys.filter((key) => /\{\w+\}/.test(key)).map(patternOf);
    const fitting = patterns.filter((pattern) => fixedSigns(pattern) >= LEAST_FIXED);
    this.#sentences = inOrder(fitting);
    this.#phrases = inOrder(PHRASES.map(patternOf));
  }

  /** The sentence that this is; null: none. */
  find = (said: string): Sentence | null => firstOf(this.#sentences, said);

  /** What a name within a sentence says, where it is a phrase itself. */
  findPhrase = (said: string): Sentence | null => firstOf(this.#phrases, said);
}

function firstOf(patterns: readonly Pattern[], said: string): Sentence | null {
  if (said.length > MOST_SIGNS) return null;
  let best: Sentence | null = null;
  for (const pattern of patterns) {
    const values = valuesIn(pattern, said);
    // Of a sentence that quotes another one, the quoting one finds its first name sooner.
    if (values && (!best || firstLength(values) < firstLength(best.values)))
      best = { english: pattern.english, values };
  }
  return best;
}

const firstLength = (values: Sentence['values']): number => Object.values(values)[0]?.length ?? 0;

function patternOf(key: string): Pattern {
  const pieces = key.split(/\{(\w+)\}/);
  return {
    english: key,
    fixed: pieces.filter((_, i) => i % 2 === 0),
    names: pieces.filter((_, i) => i % 2 === 1),
  };
}

/** The one that says most of a text is the one that is meant. */
const inOrder = (patterns: readonly Pattern[]): readonly Pattern[] =>
  patterns.toSorted((a, b) => fixedSigns(b) - fixedSigns(a));

const fixedSigns = ({ fixed }: Pattern): number => fixed.reduce((signs, text) => signs + text.trim().length, 0);

/** What stands in the places of the names, in time that grows with the length alone; null: it is another sentence. */
function valuesIn({ fixed, names }: Pattern, said: string): Record<string, string> | null {
  const [first, last] = [fixed[0]!, fixed.at(-1)!];
  if (fixed.length === 1) return said === first ? {} : null;
  const end = said.length - last.length;
  if (end < first.length || !said.startsWith(first) || !said.endsWith(last)) return null;
  const values: Record<string, string> = {};
  let at = first.length;
  for (const [i, name] of names.entries()) {
    const next = i === names.length - 1 ? end : said.indexOf(fixed[i + 1]!, at);
    if (next < 0 || next > end) return null;
    const value = said.slice(at, next);
    if (name === 'address' && !/^\S+$/.test(value)) return null;
    values[name] = value;
    at = next + fixed[i + 1]!.length;
  }
  return values;
}
