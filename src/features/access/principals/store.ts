import type { Principal } from './model.ts';

export interface PrincipalStore {
  findPrincipal(tenant: string, id: string): Principal | null;
  /** As somebody types it: the login of a person, or else the name of a group or a service account. */
  findPrincipalByName(tenant: string, name: string): Principal | null;
}
