/** `bun run attack`: the tools that others would use, against a server of its own. See docs/security/attack-campaign.md. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openTarget } from './attack/target.ts';
import { TOOLS, type Tool } from './attack/tools.ts';

const HELP = `bun run attack FOLDER [--tools ${TOOLS.map(({ name }) => name).join(',')}] [--count 10]

  FOLDER   takes what the tools say, and report.md
  --tools  only these
  --count  how many addresses are tried and how long is searched: 10 is a look of minutes, 1000 a night

Nothing is installed: what is missing is named, and the end is not 0.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tools: { type: 'string' }, count: { type: 'string' }, help: { type: 'boolean' } },
});
const count = Number(values.count ?? 10);
const chosen = TOOLS.filter(({ name }) => !values.tools || values.tools.split(',').includes(name));
if (values.help || positionals.length !== 1 || chosen.length === 0 || !Number.isInteger(count) || count < 1) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}
const folder = resolve(positionals[0]!);
mkdirSync(folder, { recursive: true });
// The server's certificate is signed by an authority of the tests.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

const missing = chosen.filter(({ program }) => !Bun.which(program));
for (const { name, debian } of missing)
  console.log(`${name}: not run, it is not installed (apt-get install ${debian})`);

const target = await openTarget(folder);
const rows: { name: string; seconds: number; wrong: string[] }[] = [];
try {
  for (const tool of chosen.filter((each) => !missing.includes(each))) rows.push(await attackWith(tool));
} finally {
  await target.house.end();
}
writeFileSync(join(folder, 'report.md'), report());
const found = rows.reduce((n, { wrong }) => n + wrong.length, 0);
console.log(`${rows.length} tools, ${found} findings, ${missing.length} not run; ${folder}/report.md`);
process.exit(found > 0 || missing.length > 0 ? 1 : 0);

/** What the tool found, and what the server had to say meanwhile: a defect of ours is a finding whoever caused it. */
async function attackWith(tool: Tool) {
  const started = performance.now();
  const before = logged().length;
  const wrong = [...(await tool.run(target, { folder, count }))];
  const lines = logged().slice(before);
  const defects = lines
    .filter((line) => line.includes('"http.defect"'))
    .map((line) => String(JSON.parse(line).error).slice(0, 300));
  wrong.push(...new Set(defects.map((error) => `defect: ${error || 'without a word'}`)));
  if (!(await fetch(`${target.url}/readyz`)).ok) wrong.push('the server is not ready any more');
  const seconds = Math.round((performance.now() - started) / 1000);
  const requests = lines.filter((line) => line.includes('"http.request"')).length;
  console.log(`${tool.name}: ${wrong.length} findings, ${requests} requests, ${seconds} s`);
  return { name: `${tool.name} (${requests} requests)`, seconds, wrong };
}

function logged(): string[] {
  return readFileSync(join(target.house.folder, 'adit.log'), 'utf8').split('\n').filter(Boolean);
}

function report(): string {
  const lines = rows.map(({ name, seconds, wrong }) => `| ${name} | ${seconds} s | ${wrong.length} |`);
  const findings = rows.flatMap(({ name, wrong }) =>
    wrong.length === 0 ? [] : ['', `## ${name}`, '', ...wrong.map((each) => `- ${each}`)],
  );
  return [
    '# Attack',
    '',
    `count ${count}`,
    '',
    '| tool | time | findings |',
    '|---|---|---|',
    ...lines,
    ...findings,
    '',
  ].join('\n');
}
