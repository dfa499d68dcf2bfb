import { Choice, Type } from '#sdk';

export const PRINCIPAL_KINDS = ['user', 'group', 'service'] as const;
export type PrincipalKind = (typeof PRINCIPAL_KINDS)[number];

/** Somebody to whom something can be given: a person, a group, a service account. */
export interface Principal {
  readonly kind: PrincipalKind;
  readonly id: string;
  /** The login of a person, the name of a group or a service account. */
  readonly name: string;
  readonly displayName: string;
}

export const PrincipalView = Type.Object({
  kind: Choice(PRINCIPAL_KINDS),
  id: Type.String(),
  name: Type.String({ description: 'The login of a person, the name of a group or a service account' }),
  displayName: Type.String(),
});
