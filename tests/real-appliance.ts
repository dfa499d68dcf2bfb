import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Appliance, type AssembleOptions, assemble } from '../src/assemble.ts';
import { STRICT, sqlitePrivacyStore } from '../src/features/privacy/index.ts';
import { argon2Passwords } from '../src/features/sign-in/index.ts';
import { openFoundations } from '../src/foundations.ts';
import { type OperatorCommand, operate } from '../src/operator.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { type Started, start } from '../src/start.ts';
import { SOURCE_FOLDER } from './connection-house.ts';
import { addUser, PASSWORD } from './example-appliance.ts';
import { NO_LIMITS } from './example-foundations.ts';
import { HttpClient, listening } from './http-client.ts';
import { NOWHERE } from './webhook-house.ts';

export interface RealAppliance {
  readonly appliance: Appliance;
  readonly server: Started['server'];
  readonly folder: string;
  /** Where it listens, with the path below which it lives, without a slash at the end. */
  readonly url: string;
  /** Path of the link that makes the first administrator. */
  readonly setupPath: string;
  /** A browser of the first administrator, who is made by the printed link. */
  signIn(): Promise<HttpClient>;
  /** A browser of somebody who only looks: a new user of the home tenant with the role viewer. */
  signInViewer(): Promise<HttpClient>;
  /** Loads a CSV file as the operator does, times in UTC; gives the dataset's id. */
  load(dataset: string, csv: string): Promise<string>;
  /** What the operator's command answers. */
  operate(command: OperatorCommand): Promise<unknown>;
  /** Stops it and removes its folder. */
  end(): Promise<void>;
}

/** Decides for the home tenant that single people may be seen, as most tests want to; they are not until somebody does. */
export function showPeople({ db, tenancy }: Pick<Appliance, 'db' | 'tenancy'>): void {
  const { tenant } = tenancy.ensureHome();
  db.transaction((tx) => sqlitePrivacyStore(db).save(tx, tenant.id, { ...STRICT, personalViews: true }, 0));
}

/**
 * The appliance as `adit serve` starts it, in this process, with a data folder of its own and any free port.
 * @param file a configuration file for what no environment variable can say
 */
export async function realAppliance(
  env: Record<string, string> = {},
  file?: string,
  options: AssembleOptions = {},
): Promise<RealAppliance> {
  const folder = mkdtempSync(join(tmpdir(), 'adit-real-'));
  const config = loadConfig({
    ...(file === undefined ? {} : { file }),
    env: {
      ADIT__DATA__FOLDER: folder,
      ADIT__SERVER__PORT: '0',
      ADIT__SERVER__DRAIN_SECONDS: '0',
      ADIT__LOG__FILE: join(folder, 'adit.log'),
      ADIT__ENGINE__THREADS: '2',
      ADIT__ENGINE__MEMORY_BYTES: String(512 * 1_048_576),
      ADIT__ENGINE__DEFAULT_K: '0',
      ADIT__EGRESS__ALLOW: JSON.stringify([NOWHERE]),
      ADIT__CONNECTORS__FOLDERS: JSON.stringify([SOURCE_FOLDER]),
      ...NO_LIMITS,
      ...env,
    },
  });
  const appliance = await assemble(openFoundations(config, 'a test'), options);
  const started = await start(appliance);
  showPeople(appliance);
  const url = started.server.url + config.config.server.base_path;
  const house: RealAppliance = {
    ...{ appliance, folder, url, server: started.server, setupPath: started.setupLink!.path },
    async signIn() {
      const browser = new HttpClient(listening(url));
      const password = 'an orchard full of quiet bees';
      const token = started.setupLink!.path.split('/').at(-1);
      await browser.post('/api/v1/auth/setup', { token, login: 'root', password });
      await browser.post('/api/v1/auth/login', { login: 'root', password });
      return browser;
    },
    async signInViewer() {
      const tenant = appliance.tenancy.ensureHome().tenant.id;
      const passwords = argon2Passwords({ memoryKiB: 64, passes: 1 });
      await addUser({ ...appliance, passwords } as never, { login: 'vic', tenant, role: 'viewer' });
      const browser = new HttpClient(listening(url));
      await browser.post('/api/v1/auth/login', { login: 'vic', password: PASSWORD });
      return browser;
    },
    async load(dataset, csv) {
      const file = join(folder, `${dataset}.csv`);
      writeFileSync(file, csv);
      const found = await house.operate({
        ...({ do: 'import', mode: 'replace', mapping: null, timeZone: 'UTC' } as const),
        ...{ file, dataset },
      });
      return (found as { dataset: { id: string } }).dataset.id;
    },
    async operate(command) {
      let result: unknown;
      await operate(
        appliance,
        command,
        (line) => {
          if ('result' in line) result = line.result;
        },
        new AbortController().signal,
      );
      return result;
    },
    async end() {
      await started.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return house;
}
