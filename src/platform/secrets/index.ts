export { type KeyRing, keyId, keyRing, open, rewrap, type SecretPlace, seal } from './envelope.ts';
export { type KeyFiles, openKeys, sealKeys } from './key-backup.ts';
export { openKey } from './key-file.ts';
export { restoreKeys } from './restore-keys.ts';
export { type Diagnosis, type Pass, Rotation, type Watch } from './rotation.ts';
export { holdsSecrets, type SecretStore, secretStore } from './secret-store.ts';
export { WrappingKeys } from './wrapping-keys.ts';
