/** What is wrong with a catalogue; empty lists where nothing is. */
export interface Comparison {
  /** Texts of pages without an entry, each with a place where it stands. */
  readonly missing: readonly (readonly [text: string, place: string])[];
  /** Entries that no page shows. */
  readonly unused: readonly string[];
  /** Entries that do not fill in what the English fills in. */
  readonly otherPlaceholders: readonly string[];
  /** Entries that say nothing. */
  readonly empty: readonly string[];
}

const placeholders = (text: string): string => (text.match(/\{\w+\}/g) ?? []).sort().join(' ');

/** Compares the texts of pages with a catalogue whose keys are English. */
export function compareTexts(
  texts: ReadonlyMap<string, string>,
  catalogue: Readonly<Record<string, string>>,
): Comparison {
  const entries = Object.entries(catalogue);
  return {
    missing: [...texts].filter(([text]) => !Object.hasOwn(catalogue, text)),
    unused: entries.flatMap(([english]) => (texts.has(english) ? [] : [english])),
    otherPlaceholders: entries.flatMap(([english, other]) =>
      placeholders(english) === placeholders(other) ? [] : [english],
    ),
    empty: entries.flatMap(([english, other]) => (other.trim() === '' ? [english] : [])),
  };
}
