import { defineFileConnector, KEEPS_SECRETS, Secret, Type } from '#sdk';
import { EVERY_FORMAT, fileChoice } from '../kit/file-choice.ts';
import { HOST, portOf, READS_ONLY } from '../kit/server-settings.ts';

export default defineFileConnector({
  ...{ id: 'sftp', version: 1, title: 'SFTP server', category: 'objects' },
  summary: 'Reads files of a server by SFTP, the file transfer of SSH.',
  params: Type.Object({
    host: HOST,
    port: portOf(22),
    hostKey: Type.String({
      ...{ default: '', pattern: '^(SHA256:[A-Za-z0-9+/]{43}=?)?$' },
      description:
        'Fingerprint of the key of the server, as SHA256:… Leave it empty once: the test says what the server shows, for its administrator to confirm',
    }),
    user: Type.String({ minLength: 1, maxLength: 256, description: READS_ONLY }),
    password: Secret('Password of the account; empty with a private key alone', { optional: true }),
    privateKey: Secret('Private key in OpenSSH or PEM form; empty with a password alone', {
      lines: true,
      optional: true,
    }),
    passphrase: Secret('Passphrase of the private key, where it has one', { optional: true }),
    folder: Type.String({
      ...{ default: '.', minLength: 1, maxLength: 4096, [KEEPS_SECRETS]: true },
      description: 'Folder on the server; one point: where the account begins',
    }),
    ...fileChoice(EVERY_FORMAT),
    quietSeconds: Type.Integer({
      ...{ default: 30, minimum: 0, maximum: 86_400, [KEEPS_SECRETS]: true },
      description: 'A file is read once it has not been written to for so many seconds, by the clocks of both machines',
    }),
  }),
  examples: [],
  verifiedWith: 'OpenSSH 9.2',
  async open(settings, run) {
    const { signedIn } = await import('../kit/sftp-session.ts');
    const { SftpFiles } = await import('../kit/sftp-files.ts');
    return SftpFiles.of(await signedIn(settings, run), settings);
  },
});
