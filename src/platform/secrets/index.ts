export { type KeyRing, keyId, keyRing, open, rewrap, type SecretPlace, seal } from './envelope.ts';
export { openKey } from './key-file.ts';
export { type SecretStore, secretStore } from './secret-store.ts';
