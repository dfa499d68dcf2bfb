import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type GeneratedFile, sourcesIn } from './project.ts';

const folders = {
  filters: { type: 'Filter', path: 'src/mining/filters' },
  calculators: { type: 'Calculator', path: 'src/mining/calculators' },
  enrichments: { type: '(ColumnEnrichment | LogEdit)', path: 'src/mining/enrichments' },
  transforms: { type: 'Transform', path: 'src/mining/transforms' },
} as const;

const kernelFolder = 'src/mining/kernels';

const camelCase = (kebab: string): string => kebab.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

interface Import {
  line: string;
  name: string;
}

/** One import per file; the file's name is the plug-in's id, so the order of names is the order of ids. */
function pluginImports(root: string, list: string, folder: string): Import[] {
  return sourcesIn(root, folder).map((file) => {
    const source = readFileSync(resolve(root, folder, `${file}.ts`), 'utf8');
    if (!/^export default /m.test(source))
      throw new Error(
        `${folder}/${file}.ts has no default export. Every file of this folder is one plug-in named after it; move shared code to another folder of src/mining.`,
      );
    const name = `${list}${camelCase(`-${file}`)}`;
    return { name, line: `import ${name} from '../../mining/${folder.split('/').at(-1)}/${file}.ts';` };
  });
}

/** Every `export const x = defineKernel…` of the shared kernels. */
function kernelImports(root: string): Import[] {
  return sourcesIn(root, kernelFolder).flatMap((file) => {
    const source = readFileSync(resolve(root, kernelFolder, `${file}.ts`), 'utf8');
    const names = [...source.matchAll(/^export const (\w+)\s*=\s*defineKernel\b/gm)].map((match) => match[1]!).sort();
    return names.map((name) => ({ name, line: `import { ${name} } from '../../mining/kernels/${file}.ts';` }));
  });
}

const list = (name: string, type: string, items: readonly Import[]): string =>
  items.length === 0
    ? `export const ${name}: readonly ${type}[] = [];\n`
    : `export const ${name}: readonly ${type}[] = [\n${items.map((item) => `  ${item.name},\n`).join('')}];\n`;

/** The static index of built-ins: a compiled binary cannot scan the folders inside itself. */
export function builtInsIndex(root: string): GeneratedFile {
  const lists = Object.entries(folders).map(([name, { type, path }]) => ({
    name,
    type,
    items: pluginImports(root, name.slice(0, -1), path),
  }));
  const kernels = kernelImports(root);
  const text = [
    '// Written by `bun run generate`; do not edit. Sorted by id; a test compares it with the folders.',
    "import type { Calculator, ColumnEnrichment, Filter, Kernel, LogEdit, Transform } from '#sdk';",
    ...[...lists.flatMap(({ items }) => items), ...kernels].map((item) => item.line),
    '',
    ...lists.map(({ name, type, items }) => list(name, type, items)),
    '// biome-ignore lint/suspicious/noExplicitAny: kernels of any parameter and partial',
    list('kernels', 'Kernel<any, any>', kernels),
  ].join('\n');
  return { path: 'src/engine/generated/built-ins.ts', text };
}

/** The index of templates of rules, for the same reason. It stands in mining, where rules are judged. */
export function ruleTemplatesIndex(root: string): GeneratedFile {
  const files = sourcesIn(root, 'src/mining/rules/templates');
  const text = [
    '// Written by `bun run generate`; do not edit. Sorted by id; a test compares it with the folder.',
    "import type { RuleTemplate } from '../rule-template.ts';",
    ...files.map((file) => `import ${camelCase(file)} from '../templates/${file}.ts';`),
    '',
    '// biome-ignore lint/suspicious/noExplicitAny: templates of any parameters and context',
    `export const templates: readonly RuleTemplate<any, any>[] = [\n${files.map((file) => `  ${camelCase(file)},\n`).join('')}];\n`,
  ].join('\n');
  return { path: 'src/mining/rules/generated/templates.ts', text };
}

/** The index of checks of data quality, for the same reason. */
export function qualityChecksIndex(root: string): GeneratedFile {
  const files = sourcesIn(root, 'src/mining/quality/checks');
  const text = [
    '// Written by `bun run generate`; do not edit. Sorted by id; a test compares it with the folder.',
    "import type { QualityCheck } from '../check.ts';",
    ...files.map((file) => `import ${camelCase(file)} from '../checks/${file}.ts';`),
    '',
    '// biome-ignore lint/suspicious/noExplicitAny: checks of any parameters and context',
    `export const checks: readonly QualityCheck<any, any>[] = [\n${files.map((file) => `  ${camelCase(file)},\n`).join('')}];\n`,
  ].join('\n');
  return { path: 'src/mining/quality/generated/checks.ts', text };
}
