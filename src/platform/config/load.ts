import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError, type TObject } from '#sdk';
import { type Checked, checkSection, type SecretFile } from './check.ts';
import { emptyTable, type Origin, originText, type Problem, type TableNode } from './node.ts';
import { overlayEnv } from './read-env.ts';
import { readToml } from './read-toml.ts';
import { checkRules } from './rules.ts';
import { type Config, configSchema } from './schema.ts';
import { kindOf, settingsIn } from './setting.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface LoadedConfig {
  readonly config: Config;
  /** The file that was read; null: defaults and environment only. */
  readonly file: string | null;
  /** Where each effective value came from, by dotted name. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Findings that do not stop the start. */
  readonly warnings: readonly string[];
}

/** The file to read when none is named: `ADIT_CONFIG`, `adit.toml` here, `/etc/adit/adit.toml`, else none. */
export function findConfigFile(env: Env, cwd = process.cwd()): string | null {
  if (env.ADIT_CONFIG) return resolve(cwd, env.ADIT_CONFIG);
  return [resolve(cwd, 'adit.toml'), '/etc/adit/adit.toml'].find((file) => existsSync(file)) ?? null;
}

/**
 * Defaults, then the TOML file, then the environment. Any unknown key, wrong type, value out of range or key set twice
 * ends in one fault that lists every problem with file, line and column (or the variable) and the nearest spelling.
 */
export function loadConfig(options: { file?: string | null; env?: Env; cwd?: string } = {}): LoadedConfig {
  const cwd = options.cwd ?? process.cwd();
  const file = options.file ? resolve(cwd, options.file) : null;
  const { root, problems } = file
    ? readToml(readText(file), file)
    : { root: emptyTable({ kind: 'default' }) as TableNode, problems: [] };
  refuse(problems);
  const schema: TObject = configSchema;
  const checked: Checked = { root: schema, problems: [], origins: new Map(), secretFiles: [] };
  checked.problems.push(...overlayEnv(root, schema, options.env ?? {}));
  const config = checkSection(schema, root, '', checked) as Config;
  const originOf = (name: string): Origin => checked.origins.get(name) ?? { kind: 'default' };
  const base = (name: string) => (originOf(name).kind === 'env' || !file ? cwd : dirname(file));
  resolvePaths(config, schema, base);
  const warnings = readSecrets(config, checked, (secret) => (secret.at.kind === 'env' || !file ? cwd : dirname(file)));
  refuse(checked.problems);
  refuse(checkRules(config, originOf));
  return { config, file, origins: checked.origins, warnings };
}

function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof TypeError)
      throw new AppError('invalid', 'config.notUtf8', `The configuration file "${file}" is not UTF-8 text.`);
    const code = (error as { code?: string }).code;
    if (code === 'ENOENT')
      throw new AppError('not_found', 'config.missing', `There is no configuration file "${file}".`);
    throw new AppError('invalid', 'config.unreadable', `The configuration file "${file}" cannot be read (${code}).`);
  }
}

/** Throws when there is a problem; the fault's message is the first one, its details are all of them. */
function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  const details = problems.toSorted(byPlace).map((problem) => ({
    ...(problem.name ? { pointer: `/${problem.name.replaceAll('.', '/')}` } : {}),
    ...(problem.at.kind === 'file' ? { line: problem.at.line, column: problem.at.column } : {}),
    message: `${originText(problem.at)}: ${problem.message}`,
  }));
  const count = details.length === 1 ? '1 problem' : `${details.length} problems`;
  throw new AppError('invalid', 'config.invalid', `The configuration has ${count}:`, details);
}

const lineOf = (problem: Problem) => (problem.at.kind === 'file' ? problem.at.line : Number.POSITIVE_INFINITY);
const byPlace = (a: Problem, b: Problem) => (lineOf(a) === lineOf(b) ? 0 : lineOf(a) - lineOf(b));

/** Relative paths stand on the folder of the file, or on the working folder for the environment. */
function resolvePaths(config: Config, schema: TObject, base: (name: string) => string): void {
  for (const { name, schema: setting } of settingsIn(schema, config)) {
    const at = placeOf(config, name);
    const absolute = (path: string) => (path === '' ? '' : resolve(base(name), path));
    const value = at.section[at.key];
    if (setting.path) at.section[at.key] = absolute(value as string);
    else if (setting.items?.path) at.section[at.key] = (value as string[]).map(absolute);
    else if (kindOf(setting) === 'by-name' && Object.values<{ path?: true }>(setting.patternProperties)[0]?.path)
      for (const [key, path] of Object.entries(value as object))
        (value as Record<string, string>)[key] = absolute(path);
  }
}

/** Reads the files of secrets; one line end at their end is not part of the secret. Returns warnings. */
function readSecrets(config: Config, checked: Checked, base: (secret: SecretFile) => string): string[] {
  const warnings: string[] = [];
  for (const secret of checked.secretFiles) {
    const file = resolve(base(secret), secret.file);
    const at = placeOf(config, secret.name);
    try {
      at.section[at.key] = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
      if (statSync(file).mode & 0o004)
        warnings.push(`"${file}" (${secret.name}) can be read by every user of this machine.`);
    } catch (error) {
      const message = `The file "${file}" of "${secret.name}" cannot be read (${(error as { code?: string }).code}).`;
      checked.problems.push({ at: secret.at, name: `${secret.name}_file`, message });
    }
  }
  return warnings;
}

/** The section that holds a setting, and its key there. */
export function placeOf(config: Config, name: string): { section: Record<string, unknown>; key: string } {
  const path = name.split('.');
  let section = config as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) section = section[key] as Record<string, unknown>;
  return { section, key: path.at(-1) as string };
}
