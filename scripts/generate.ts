/**
 * `bun run generate`: writes every file that is derived from the source. `--check` writes nothing and ends with 1 when
 * one of them is stale. The index comes first: the other generators load it.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { builtInsIndex, qualityChecksIndex, ruleTemplatesIndex } from './generate/built-ins.ts';
import { commonPasswordsFile } from './generate/common-passwords.ts';
import { iconSprite } from './generate/icons.ts';
import { noticesFile } from './generate/notices.ts';
import { pageFiles } from './generate/page-files.ts';
import { expressionsReference, transformsReference } from './generate/pipeline-reference.ts';
import { type GeneratedFile, projectRoot } from './generate/project.ts';
import { eventsReference, qualityReference, referenceTable, rulesReference } from './generate/reference.ts';
import { presentRecord } from './release/advisories.ts';

const check = process.argv.includes('--check');
const stale: string[] = [];

const settle = ({ path, text }: GeneratedFile): void => settleBytes({ path, bytes: Buffer.from(text) });

function settleBytes({ path, bytes }: { path: string; bytes: Buffer }): void {
  const target = resolve(projectRoot, path);
  if (existsSync(target) && readFileSync(target).equals(bytes)) return;
  stale.push(path);
  if (check) return;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
}

settle(ruleTemplatesIndex(projectRoot));
settle(qualityChecksIndex(projectRoot));
settle(builtInsIndex(projectRoot));
settle(iconSprite(projectRoot));
settle(pageFiles(projectRoot));
settle(noticesFile(projectRoot));
settle(presentRecord(projectRoot));
settleBytes(commonPasswordsFile(projectRoot));
const { filters, calculators, transforms } = await import('../src/engine/generated/built-ins.ts');
settle(referenceTable('filters', filters));
settle(referenceTable('calculators', calculators));
settle(transformsReference(transforms));
const { FUNCTIONS } = await import('../src/mining/expressions/functions.ts');
settle(expressionsReference([...FUNCTIONS.values()]));
const { ruleTemplates } = await import('../src/mining/rules/rule.ts');
settle(rulesReference(ruleTemplates()));
const { qualityChecks } = await import('../src/mining/quality/settings.ts');
settle(qualityReference(qualityChecks()));
const { EVENTS } = await import('../src/platform/events/index.ts');
settle(eventsReference(EVENTS));
const { configExample } = await import('../src/platform/config/index.ts');
settle({ path: 'config.example.toml', text: configExample() });

for (const path of stale) console.log(check ? `stale: ${path}` : `written: ${path}`);
if (check && stale.length > 0) {
  console.error('Run `bun run generate` and commit the result.');
  process.exit(1);
}
