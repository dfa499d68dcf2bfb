/**
 * `bun run advisories`: asks for published weaknesses of every locked package and writes what came of it into the record. Ends with 1
 * when something was found, with 3 when nobody could be asked: then the record stays as it was.
 */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AdvisoryRecord, advisoriesIn, lockHash, RECORD_FILE, recordText } from './release/advisories.ts';

const root = resolve(import.meta.dir, '..');
const file = join(root, RECORD_FILE);
const lock = lockHash(root);

const asked = Bun.spawnSync([process.execPath, 'audit', '--json'], { cwd: root, stdout: 'pipe', stderr: 'pipe' });
const answer = asked.stdout.toString().trim();
const record: AdvisoryRecord | null = answer.startsWith('{')
  ? { lock, lookedUp: new Date().toISOString().slice(0, 10), advisories: advisoriesIn(answer) }
  : null;

if (record) {
  writeFileSync(file, recordText(record));
  for (const { name, severity, title } of record.advisories) console.log(`${severity}: ${name}: ${title}`);
  console.log(`${record.advisories.length} advisories, looked up ${record.lookedUp}`);
  process.exit(record.advisories.length > 0 ? 1 : 0);
}
console.log(`Nobody could be asked: ${asked.stderr.toString().trim().split('\n').at(-1)}`);
process.exit(3);
