import { invalid } from '#sdk';
import type { Principal, PrincipalKind } from './model.ts';
import type { PrincipalStore } from './store.ts';

/** Who is meant by a name that somebody typed; a fault at the field where nobody of these kinds is called so. */
export function principalCalled(
  { principals }: { readonly principals: Pick<PrincipalStore, 'findPrincipalByName'> },
  tenant: string,
  typed: string,
  kinds: readonly PrincipalKind[],
): Principal {
  const found = principals.findPrincipalByName(tenant, typed);
  if (found && kinds.includes(found.kind)) return found;
  return invalid('principal.nobody', 'There is nobody in this tenant who is called so.', [
    { pointer: '/who', message: 'nobody is called so' },
  ]);
}
