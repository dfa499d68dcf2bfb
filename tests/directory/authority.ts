import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A private authority in a folder, and what it has signed. Made anew for each run: nothing here outlives a test. */
export interface Authority {
  readonly caFile: string;
  /** Signs and writes `<name>.crt` and `<name>.key`. */
  sign(name: string, extensions: string): { readonly certFile: string; readonly keyFile: string };
}

export function makeAuthority(folder: string, name = 'ca'): Authority {
  const caFile = join(folder, `${name}.crt`);
  const caKey = join(folder, `${name}.key`);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-keyout', caKey, '-out', caFile, '-days', '2', '-subj', `/CN=Example ${name}`);
  return {
    caFile,
    sign(subject, extensions) {
      const [certFile, keyFile, request] = ['crt', 'key', 'csr'].map((end) => join(folder, `${subject}.${end}`)) as [
        string,
        string,
        string,
      ];
      const extensionFile = join(folder, `${subject}.ext`);
      writeFileSync(extensionFile, extensions);
      openssl('req', ...newKey, '-keyout', keyFile, '-out', request, '-subj', `/CN=${subject}`);
      const signed = ['-in', request, '-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-days', '2'];
      openssl('x509', '-req', ...signed, '-extfile', extensionFile, '-out', certFile);
      chmodSync(keyFile, 0o600);
      return { certFile, keyFile };
    },
  };
}

function openssl(...args: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(['openssl', ...args]);
  if (exitCode !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}
