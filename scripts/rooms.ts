/**
 * `bun run rooms`: holds the arrows between the rooms with dependency-cruiser. Ends with 1 when an import runs against
 * an arrow, and also when no module was seen: with TypeScript 7 and without @swc/core it sees none and reports success.
 */
import { existsSync } from 'node:fs';

interface Violation {
  rule: { name: string };
  from: string;
  to: string;
  cycle?: { name: string }[];
}
interface Cruise {
  summary: { totalCruised: number; violations: Violation[] };
}

const folders = ['src', 'plugins', 'scripts', 'tests'].filter((folder) => existsSync(folder));
const node = Bun.which('node');
if (!node) {
  console.error(
    'The rooms check runs on Node.js (dependency-cruiser does not work in Bun): put node 20 or newer on PATH.',
  );
  process.exit(1);
}
const cruiser = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
const cruise = Bun.spawnSync([
  node,
  '--require',
  './scripts/rooms/using-declarations.cjs',
  cruiser,
  '--config',
  '.dependency-cruiser.cjs',
  '--output-type',
  'json',
  ...folders,
]);
const output = cruise.stdout.toString();
if (!output.startsWith('{')) {
  console.error(`dependency-cruiser gave no report:\n${output}${cruise.stderr.toString()}`);
  process.exit(1);
}

const { summary }: Cruise = JSON.parse(output);
for (const { rule, from, to, cycle } of summary.violations) {
  const path = cycle ? [from, ...cycle.map((step) => step.name)].join(' → ') : `${from} → ${to}`;
  console.error(`${rule.name}: ${path}`);
}
if (summary.totalCruised === 0) console.error('No module was seen: is @swc/core installed?');
console.log(`rooms: ${summary.totalCruised} modules, ${summary.violations.length} against the arrows`);
process.exit(summary.violations.length > 0 || summary.totalCruised === 0 ? 1 : 0);
