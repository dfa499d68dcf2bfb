import type { Appliance } from './assemble.ts';
import { forgetPseudonymKey, renewPseudonymKey } from './features/privacy/index.ts';
import type { Actor } from './platform/access/actor.ts';
import type { Diagnosis, KeyFiles, Pass, Watch } from './platform/secrets/index.ts';

/** What the operator may ask about the keys of the secrets, as plain data. */
export type SecretsCommand =
  | { do: 'secrets'; action: 'doctor' | 'rotate' | 'reencrypt' | 'export-keys' }
  | { do: 'secrets'; action: 'renew-pseudonyms' | 'forget-pseudonyms' }
  | { do: 'secrets'; action: 'forget'; key: string };

export type SecretsAnswer = {
  doctor: Diagnosis;
  rotate: Pass & { key: string | null };
  reencrypt: Pass;
  'export-keys': KeyFiles;
  forget: { forgotten: string };
  'renew-pseudonyms': { renewed: true };
  'forget-pseudonyms': { forgotten: true };
};

/** Carries out a command about keys. What it does stands in the audit log before it is done: files cannot commit with a row. */
export async function operateSecrets(
  appliance: Appliance,
  actor: Actor,
  command: SecretsCommand,
  watch: Watch,
): Promise<SecretsAnswer[SecretsCommand['action']]> {
  const { rotation, keyFiles, changes } = appliance;
  const record = (action: string, id: string, said: { before?: unknown; after?: unknown } = {}) =>
    changes.make(actor, (change) => change.record({ action: `secrets.${action}`, kind: 'key', id, ...said }));
  switch (command.action) {
    case 'doctor':
      return rotation.diagnose(watch);
    case 'rotate': {
      const started = (before: string, after: string) => record('rotate', after, { before: { current: before } });
      const pass = await rotation.rotate(started, watch);
      record('rewrap', 'all', { after: told(pass) });
      return pass;
    }
    case 'reencrypt': {
      record('reencrypt', 'all');
      return rotation.reencrypt(watch);
    }
    case 'export-keys': {
      const files = keyFiles();
      record('export-keys', 'all', { after: { files: Object.keys(files) } });
      return files;
    }
    case 'forget':
      rotation.forget(command.key, () => record('forget', command.key));
      return { forgotten: command.key };
    case 'renew-pseudonyms':
      renewPseudonymKey(appliance, actor);
      return { renewed: true };
    case 'forget-pseudonyms':
      forgetPseudonymKey(appliance, actor);
      return { forgotten: true };
  }
}

const told = ({ secrets, broken }: Pass) => ({ rewrapped: secrets, broken: broken.map(({ id }) => id) });
