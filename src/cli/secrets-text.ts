import type { SecretsAnswer, SecretsCommand } from '../operator-secrets.ts';
import type { Diagnosis, Pass } from '../platform/secrets/index.ts';

/** An answer with what was asked, so that it can be said in words. */
export type Answer =
  | { [A in SecretsCommand['action']]: { action: A; result: SecretsAnswer[A] } }[
      | 'doctor'
      | 'rotate'
      | 'reencrypt'
      | 'forget'
      | 'renew-pseudonyms'
      | 'forget-pseudonyms']
  | { action: 'exported'; result: { file: string; keys: string[] } }
  | { action: 'restored'; result: { folder: string; written: string[]; there: string[] } };

/** What came of a command about secrets, in words. */
export function secretsText(answer: Answer): string {
  switch (answer.action) {
    case 'doctor':
      return doctorText(answer.result);
    case 'rotate': {
      const { key } = answer.result;
      const first =
        key === null
          ? 'An earlier rotation is finished; no further key was made.'
          : `The key ${key} was made and is the current one.`;
      return `${first} ${count(answer.result.secrets)} wrapped with it.\n${brokenText(answer.result)}${AFTER_ROTATION}`;
    }
    case 'reencrypt':
      return `${count(answer.result.secrets)} encrypted anew.\n${brokenText(answer.result)}`;
    case 'forget':
      return `The key ${answer.result.forgotten} is gone.\n`;
    case 'renew-pseudonyms':
      return 'There is a new key of pseudonyms; the former one is gone. Later loads give the same people and cases other pseudonyms.\n';
    case 'forget-pseudonyms':
      return 'The key of pseudonyms is gone, but for backups of the database. The next load that needs one makes another.\n';
    case 'exported':
      return `${answer.result.file}: ${answer.result.keys.join(', ')}, under the passphrase. Keep file and passphrase apart, and both apart from the backups.\n`;
    case 'restored': {
      const { folder, written, there } = answer.result;
      const lines = [
        ...written.map((name) => `${name}: written`),
        ...there.map((name) => `${name}: was there already`),
      ];
      return `${folder}\n${lines.map((line) => `  ${line}\n`).join('')}`;
    }
  }
}

const AFTER_ROTATION =
  'The former key is kept, for backups need it. "adit secrets export-keys" copies all keys; "adit secrets doctor" tells which are in use.\n';

const count = (n: number): string => (n === 1 ? '1 secret' : `${n.toLocaleString('en')} secrets`);

function doctorText(found: Diagnosis): string {
  const place = ({ source }: Diagnosis['keys'][number]) =>
    source === null ? 'NOBODY HAS IT' : 'file' in source ? source.file : `the setting "${source.setting}"`;
  const keys = found.keys.map((key) => {
    const use = key.isCurrent ? 'current, ' : '';
    return `${key.id}  ${use}wraps ${count(key.secrets)}  ${place(key)}\n`;
  });
  const older = found.keys.filter((key) => !key.isCurrent && key.source !== null);
  const waiting = older.reduce((n, key) => n + key.secrets, 0);
  const hints = [
    ...(waiting > 0 ? [`${count(waiting)} wait for the current key: "adit secrets rotate" goes on.`] : []),
    ...older
      .filter((key) => key.secrets === 0)
      .map((key) => `Nothing needs ${key.id} but backups of earlier days; then: adit secrets forget ${key.id}`),
  ];
  const verdict = found.broken.length === 0 ? `${count(found.secrets)}, all open.\n` : brokenText(found);
  return `${keys.join('')}${verdict}${hints.map((hint) => `${hint}\n`).join('')}`;
}

function brokenText({ broken }: Pass): string {
  if (broken.length === 0) return '';
  const lines = broken.map(({ id, tenant, name }) => `  ${name} (${id}, tenant ${tenant})\n`);
  return `${count(broken.length)} cannot be opened: changed, moved, or without their key. Set them anew:\n${lines.join('')}`;
}
