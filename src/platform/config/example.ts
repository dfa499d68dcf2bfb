import type { TObject, TSchema } from '#sdk';
import { expected } from './check.ts';
import { configSchema } from './schema.ts';
import { aboutOf, isSecret, kindOf } from './setting.ts';

const HEAD = `# Adit: every setting with its default. Generated from the schema ("adit config example"); do not edit by hand.
# A line that begins with "#" and a letter is a setting: remove the "#" to change it. Sections must stay in place.
# Lines that begin with "#:" are tables, any number of them: copy the block below the rest and remove the "#: ".
# The environment overrides the file: ADIT__SERVER__PORT=9000; lists and tables by name as JSON.
# "reload": taken over when the server gets SIGHUP; "restart": only by a new start.
`;

/** The whole example file; without its comments it is the defaults, and so it is with every setting uncommented. */
export const configExample = (): string => `${HEAD}${sectionText(configSchema, '')}`;

function sectionText(section: TObject, name: string): string {
  const entries = Object.entries(section.properties);
  const settings = entries.filter(([, schema]) => kindOf(schema) !== 'section');
  const sections = entries.filter(([, schema]) => kindOf(schema) === 'section');
  const head = name ? `\n# ${aboutOf(section).description}\n[${name}]\n` : '';
  const body = settings.map(([key, schema]) => settingText(name, key, schema)).join('\n');
  const inner = sections.map(([key, schema]) => sectionText(schema as TObject, name ? `${name}.${key}` : key));
  return head + body + inner.join('');
}

function settingText(name: string, key: string, schema: TSchema): string {
  const about = aboutOf(schema);
  if (kindOf(schema) === 'tables') return tablesText(name, key, schema);
  const lines = [`# ${about.description}`, `# ${expected(schema)} · since ${about.since} · ${about.change}`];
  if (isSecret(schema)) lines.push(`# or by file: ${key}_file = "/run/credentials/adit.service/NAME"`);
  lines.push(`#${key} = ${toml(schema.default ?? schema.example)}`);
  return `${lines.join('\n')}\n`;
}

/** One table as a block of its own: its lines are no settings of the section in which it stands. */
function tablesText(name: string, key: string, schema: TSchema): string {
  const body = sectionText(schema.items as TObject, '')
    .trimEnd()
    .split('\n');
  const lines = [`[[${name}.${key}]]`, ...body.map((line) => (/^#[a-z]/.test(line) ? line.slice(1) : line))];
  return `# ${aboutOf(schema).description}\n${lines.map((line) => `#: ${line}`.trimEnd()).join('\n')}\n`;
}

/** A default as TOML; JSON's texts, numbers, booleans and lists are TOML's too. */
const toml = (value: unknown): string =>
  typeof value === 'object' && !Array.isArray(value)
    ? `{${Object.entries(value as object)
        .map(([key, item]) => ` ${JSON.stringify(key)} = ${toml(item)} `)
        .join(',')}}`
    : JSON.stringify(value);
