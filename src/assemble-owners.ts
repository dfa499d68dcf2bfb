import type { IdentityFeatures } from './assemble-identity.ts';
import { ownerAs } from './features/service-accounts/index.ts';
import type { Actor } from './platform/access/actor.ts';

/** Who an account stands for at this moment, for work that goes on in its name; null: nothing may be done in it. */
export const ownersOf =
  ({ signIn }: Pick<IdentityFeatures, 'signIn'>) =>
  async (tenant: string, user: string): Promise<Actor | null> => {
    const standing = await signIn.goodStanding({ tenant, user });
    return standing && ownerAs(standing, { ip: null, requestId: null });
  };
