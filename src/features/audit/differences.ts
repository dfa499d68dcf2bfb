/** One value that an act changed, by its path: what was, and what is. */
export interface Difference {
  readonly path: string;
  /** As JSON; null where there was none. */
  readonly before: string | null;
  readonly after: string | null;
  readonly changed: boolean;
}

const MOST = 500;

/** The values of two JSON texts side by side, path by path; a text that is none stands as it is. */
export function differences(before: string | null, after: string | null): Difference[] {
  const [was, is] = [leaves(before), leaves(after)];
  return [...new Set([...was.keys(), ...is.keys()])].slice(0, MOST).map((path) => {
    const [old, now] = [was.get(path) ?? null, is.get(path) ?? null];
    return { path, before: old, after: now, changed: old !== now };
  });
}

function leaves(text: string | null): Map<string, string> {
  const found = new Map<string, string>();
  if (text !== null) collect(parsed(text), '', found);
  return found;
}

function collect(value: unknown, path: string, found: Map<string, string>): void {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) found.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  for (const [key, part] of entries) collect(part, path === '' ? key : `${path}.${key}`, found);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
