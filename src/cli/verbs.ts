import { AppError, nearest } from '#sdk';
import type { Verb } from './verb.ts';

type Load = () => Promise<{ default: Verb }>;

/** What a person may type. Loaded when called, so that `adit version` does not load the engine. */
const VERBS: Record<string, Load> = {
  mine: () => import('./mine.ts'),
  convert: () => import('./convert.ts'),
  demo: () => import('./demo.ts'),
  serve: () => import('./serve.ts'),
  import: () => import('./import.ts'),
  dataset: () => import('./dataset.ts'),
  job: () => import('./job.ts'),
  schedule: () => import('./schedule.ts'),
  user: () => import('./user.ts'),
  secrets: () => import('./secrets.ts'),
  audit: () => import('./audit.ts'),
  connector: () => import('./connector.ts'),
  egress: () => import('./egress.ts'),
  ldap: () => import('./ldap.ts'),
  oidc: () => import('./oidc.ts'),
  mail: () => import('./mail.ts'),
  'check-config': () => import('./check-config.ts'),
  config: () => import('./config.ts'),
  pipeline: () => import('./pipeline.ts'),
  plugin: () => import('./plugin.ts'),
  version: () => import('./version.ts'),
};

/** What the program calls of itself. */
const HOSTS: Record<string, Load> = {
  'analyst-sql-host': () => import('./analyst-sql-host.ts'),
  'connector-host': () => import('./connector-host.ts'),
  'export-host': () => import('./export-host.ts'),
  'import-host': () => import('./import-host.ts'),
  'pipeline-host': () => import('./pipeline-host.ts'),
  'plugin-host': () => import('./plugin-host.ts'),
  'pool-host': () => import('./pool-host.ts'),
  'sql-host': () => import('./sql-host.ts'),
  'verify-host': () => import('./verify-host.ts'),
};

/** The verb of this name, or the fault that there is none. */
export async function findVerb(word: string): Promise<Verb | AppError> {
  const load = VERBS[word === '--version' || word === '-v' ? 'version' : word] ?? HOSTS[word];
  if (load) return (await load()).default;
  const near = nearest(word, Object.keys(VERBS));
  const hint = near ? ` Did you mean "${near}"?` : '';
  return new AppError('invalid', 'cli.unknownVerb', `There is no command "${word}".${hint} Try "adit --help".`);
}

export async function overview(): Promise<string> {
  const verbs = await Promise.all(Object.values(VERBS).map(async (load) => (await load()).default));
  const width = Math.max(...verbs.map((v) => v.name.length));
  return [
    'adit: process mining on your own server',
    '',
    'Usage: adit COMMAND [ARGUMENTS]',
    '',
    ...verbs.map((v) => `  ${v.name.padEnd(width)}  ${v.summary}`),
    '',
    'Every command takes --help.',
    '',
  ].join('\n');
}
