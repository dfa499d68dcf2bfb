import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One published weakness of a package that is locked. */
export interface Advisory {
  readonly name: string;
  readonly severity: string;
  readonly title: string;
  readonly versions: string;
}

/** What a look for advisories came to. */
export interface AdvisoryRecord {
  /** SHA-256 of the lock file that it is about. */
  readonly lock: string;
  /** Day of the look; null: nothing could be asked. */
  readonly lookedUp: string | null;
  readonly advisories: readonly Advisory[];
}

export const RECORD_FILE = 'docs/security/advisories.md';

export const lockHash = (root: string): string =>
  createHash('sha256')
    .update(readFileSync(join(root, 'bun.lock')))
    .digest('hex');

const cell = (text: string): string => text.replaceAll(/[|\r\n]/g, ' ').trim();

/** The record as a document. */
export function recordText({ lock, lookedUp, advisories }: AdvisoryRecord): string {
  const rows = advisories.map(
    (a) => `| ${cell(a.name)} | ${cell(a.severity)} | ${cell(a.versions)} | ${cell(a.title)} |\n`,
  );
  return `# Advisories about packages

What \`bun run advisories\` found out about the packages of the lock file, all of them: those that ship and those of development.
It is run, where advisories can be asked for, with every change of \`bun.lock\` and before every release. \`bun run generate\` says here
when nobody has looked since the lock file changed; a test fails while this record is about another one. How soon something is mended: [rules.md](rules.md#components).

- Lock file (SHA-256): \`${lock}\`
- Looked up: ${lookedUp ?? 'not yet: no advisories could be asked for from where this was written'}
- Found: ${lookedUp === null ? 'not known' : advisories.length}

| package | severity | versions | what |
|---|---|---|---|
${rows.join('')}`;
}

/** @throws where the text is no record */
export function readRecord(text: string): AdvisoryRecord {
  const [, lock] = /^- Lock file \(SHA-256\): `([0-9a-f]{64})`$/m.exec(text) ?? [];
  const [, looked] = /^- Looked up: (.+)$/m.exec(text) ?? [];
  if (!lock || !looked) throw new Error(`${RECORD_FILE} is no record of advisories. Write it by: bun run advisories`);
  const rows = [...text.matchAll(/^\| (.+?) \| (.+?) \| (.+?) \| (.+) \|$/gm)].slice(1);
  return {
    lock,
    lookedUp: /^\d{4}-\d{2}-\d{2}$/.test(looked) ? looked : null,
    advisories: rows.map(([, name, severity, versions, title]) => ({ name, severity, versions, title }) as Advisory),
  };
}

/** The record as it stands, or, with another lock file, the one that says that nobody has looked yet. */
export function presentRecord(root: string): { path: string; text: string } {
  const known = readRecord(readFileSync(join(root, RECORD_FILE), 'utf8'));
  const lock = lockHash(root);
  return {
    path: RECORD_FILE,
    text: recordText(known.lock === lock ? known : { lock, lookedUp: null, advisories: [] }),
  };
}

/** What `bun audit --json` says: for each package, its advisories. */
export function advisoriesIn(json: string): Advisory[] {
  const found = JSON.parse(json) as Record<string, { title: string; severity: string; vulnerable_versions: string }[]>;
  return Object.entries(found).flatMap(([name, list]) =>
    list.map(({ title, severity, vulnerable_versions }) => ({ name, severity, title, versions: vulnerable_versions })),
  );
}
