import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '#sdk';
import type { SecretsCommand } from '../operator-secrets.ts';
import type { LoadedConfig } from '../platform/config/index.ts';
import { lockDataFolder } from '../platform/lock.ts';
import { type KeyFiles, openKeys, restoreKeys, sealKeys } from '../platform/secrets/index.ts';
import { answeringVerb, noAction } from './answering-verb.ts';
import { configOf, PLACE_FLAGS, PLACE_OPTIONS } from './config-flags.ts';
import { runOperator } from './open-appliance.ts';
import { type Answer, secretsText } from './secrets-text.ts';
import { EXIT, type Flags } from './verb.ts';

const about = {
  name: 'secrets',
  summary: 'Checks stored secrets, gives them new keys while the server runs, and copies the keys under a passphrase.',
  usage:
    'secrets doctor | rotate | reencrypt | forget KEY | renew-pseudonyms | forget-pseudonyms | export-keys FILE | restore-keys FILE [--passphrase-file FILE] [--data DIR] [--config FILE] [--json]',
  flags: [
    {
      flag: '--passphrase-file FILE',
      does: 'with export-keys and restore-keys: its first line; "-" is standard input',
    },
    ...PLACE_FLAGS,
  ],
  examples: [
    {
      call: 'secrets doctor',
      does: 'opens every secret, and tells which key wraps how many; ends with 1 when one is broken',
    },
    { call: 'secrets rotate', does: 'makes a new key and wraps all secrets with it; one that was cut off is finished' },
    { call: 'secrets reencrypt', does: 'encrypts all secrets anew, each with a new key of its own' },
    {
      call: 'secrets renew-pseudonyms',
      does: 'a new key of pseudonyms for the first tenant: later loads do not meet the people and cases of earlier ones',
    },
    {
      call: 'secrets forget-pseudonyms',
      does: 'removes that key: nobody can tell any more to whom a pseudonym belongs',
    },
    {
      call: 'secrets export-keys adit-keys.json --passphrase-file passphrase.txt',
      does: 'the keys as a file to keep apart from the backups, under a passphrase',
    },
    {
      call: 'secrets restore-keys adit-keys.json --passphrase-file passphrase.txt',
      does: 'puts them back into the data folder while no server runs; keys that are there stay',
    },
  ],
};

const options = { ...PLACE_OPTIONS, 'passphrase-file': { type: 'string' } } as const;

export default answeringVerb(about, { options }, async (flags, io) => {
  const asked = readCall(flags);
  if (typeof asked === 'string') return asked;
  const done = await carryOut(configOf(flags, io), asked);
  const isBroken = 'broken' in done.result && done.result.broken.length > 0;
  return { document: done.result, text: secretsText(done), exit: isBroken ? EXIT.problem : EXIT.ok };
});

type Call = SecretsCommand | { do: 'export-keys' | 'restore-keys'; file: string; passphraseFile: string };

/** What is asked for, or what is wrong with the call. */
function readCall({ positionals, values }: Flags): Call | string {
  const [action, object] = positionals;
  const passphraseFile = values['passphrase-file'] as string | undefined;
  switch (action) {
    case 'doctor':
    case 'rotate':
    case 'reencrypt':
    case 'renew-pseudonyms':
    case 'forget-pseudonyms':
      return object === undefined ? { do: 'secrets', action } : `The argument "${object}" has no place here.`;
    case 'forget':
      return object === undefined ? 'Say which key: adit secrets forget KEY.' : { do: 'secrets', action, key: object };
    case 'export-keys':
    case 'restore-keys':
      if (object === undefined) return `Say which file: adit secrets ${action} FILE.`;
      if (passphraseFile === undefined) return `${action} needs --passphrase-file FILE, or --passphrase-file - .`;
      return { do: action, file: resolve(object), passphraseFile };
    default:
      return noAction(action);
  }
}

async function carryOut(loaded: LoadedConfig, call: Call): Promise<Answer> {
  if (call.do === 'secrets') {
    const result = await runOperator(loaded, call);
    return { action: call.action, result } as Answer;
  }
  const passphrase = readPassphrase(call.passphraseFile);
  if (call.do === 'restore-keys') {
    const keys = await openKeys(readText(call.file), passphrase);
    return { action: 'restored', result: restoreInto(resolve(loaded.config.data.folder), keys) };
  }
  const keys = (await runOperator(loaded, { do: 'secrets', action: 'export-keys' })) as KeyFiles;
  const text = await sealKeys(keys, passphrase, new Date().toISOString());
  writeNew(call.file, text);
  return { action: 'exported', result: { file: call.file, keys: Object.keys(keys) } };
}

function restoreInto(folder: string, keys: KeyFiles) {
  const lock = lockDataFolder(folder, { purpose: 'adit secrets restore-keys' });
  try {
    return { folder, ...restoreKeys(folder, keys) };
  } finally {
    lock.release();
  }
}

const readPassphrase = (file: string): string => readText(file === '-' ? '/dev/stdin' : file).split(/\r?\n/)[0]!;

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError('invalid', 'cli.noFile', `"${file}" cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new AppError(
        'conflict',
        'secrets.fileExists',
        `"${file}" is there already; a copy of keys is never overwritten.`,
      );
    throw new AppError('invalid', 'cli.noFile', `"${file}" cannot be written (${code}).`);
  }
}
