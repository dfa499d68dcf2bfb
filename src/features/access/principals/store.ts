import type { Principal } from './model.ts';

export interface PrincipalStore {
  findPrincipal(tenant: string, id: string): Principal | null;
  /** As somebody types it: the login of a person or service account, or the name of a group; a login goes before. */
  findPrincipalByName(tenant: string, name: string): Principal | null;
}
