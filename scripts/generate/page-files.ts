import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from './project.ts';

const TARGET = 'src/platform/http/generated/page-files.ts';
const UP = '../../../..';

/** Browser libraries by the name they are served under; taken as their packages ship them. */
export const LIBRARIES: Readonly<Record<string, string>> = {
  'alpine.js': '@alpinejs/csp/dist/cdn.min.js',
  'cytoscape.js': 'cytoscape/dist/cytoscape.min.js',
  'echarts.js': 'echarts/dist/echarts.common.min.js',
  'htmx.js': 'htmx.org/dist/htmx.min.js',
  'htmx-sse.js': 'htmx.org/dist/ext/hx-sse.min.js',
};

const filesBelow = (root: string, folder: string, ends: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => ends.test(path))
    .sort();

/** One for every path, so that a new file is one new line. */
const identifierOf = (kind: string, path: string): string => `${kind}_${path.replaceAll(/[^a-z0-9]/gi, '_')}`;

/** The templates of `views/`, the files of `public/` and the browser libraries, as text inside the program. */
export function pageFiles(root: string): GeneratedFile {
  const views = filesBelow(root, 'views', /\.eta$/);
  const files = filesBelow(root, 'public', /\.(css|js|svg|webmanifest)$/);
  const libraries = Object.entries(LIBRARIES);
  const importOf = (name: string, path: string) => `import ${name} from '${UP}/${path}' with { type: 'text' };`;
  const lines = [
    '// Written by `bun run generate` from views/, public/ and the list of browser libraries. Do not edit.',
    ...views.map((path) => importOf(identifierOf('view', path), `views/${path}`)),
    ...files.map((path) => importOf(identifierOf('file', path), `public/${path}`)),
    ...libraries.map(([name, path]) => importOf(identifierOf('library', name), `node_modules/${path}`)),
    '',
    '/** Name of a template. */',
    `export type ViewName = \`@\${string}\`;`,
    '',
    '/** Templates by name: `views/sign-in/set-up.eta` is `@sign-in/set-up`. */',
    'export const VIEWS: Readonly<Record<ViewName, string>> = {',
    ...views.map((path) => `  '@${path.replace(/\.eta$/, '')}': ${identifierOf('view', path)},`),
    '};',
    '',
    '/** Files of public/ by their path below it. */',
    'export const FILES: Readonly<Record<string, string>> = {',
    ...files.map((path) => `  '${path}': ${identifierOf('file', path)} as unknown as string,`),
    '};',
    '',
    '/** Browser libraries by the name they are served under. */',
    'export const LIBRARIES: Readonly<Record<string, string>> = {',
    ...libraries.map(([name]) => `  '${name}': ${identifierOf('library', name)} as unknown as string,`),
    '};',
    '',
  ];
  return { path: TARGET, text: lines.join('\n') };
}
