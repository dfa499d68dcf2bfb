import { AndFilter, EqualityFilter, ExtensibleFilter, type Filter, OrFilter } from 'ldapts';
import { guidToBytes } from '../sid.ts';
import type { Profile } from './profile.ts';

// Values enter filters as objects only, never as text: what stands in a name cannot become a part of the filter.

/** "Member of a member of …", as Active Directory computes it. */
const IN_CHAIN = '1.2.840.113556.1.4.1941';

export const equals = (attribute: string, value: string | Buffer): Filter => new EqualityFilter({ attribute, value });

export const all = (...filters: Filter[]): Filter => new AndFilter({ filters });

export const any = (filters: Filter[]): Filter =>
  filters.length === 1 ? (filters[0] as Filter) : new OrFilter({ filters });

/** People who may sign in by this name. */
export const personByLogin = ({ personFilter, loginAttributes }: Profile, name: string): Filter =>
  all(personFilter, any(loginAttributes.map((attribute) => equals(attribute, name))));

/** The person of this subject; null: no subject looks so. */
export function personBySubject({ personFilter, subjectAttribute }: Profile, subject: string): Filter | null {
  const isGuid = subjectAttribute.toLowerCase() === 'objectguid';
  const value = isGuid ? guidToBytes(subject) : subject;
  return value === null ? null : all(personFilter, equals(subjectAttribute, value));
}

/** Groups that name one of these as their member. */
export const groupsNaming = ({ groups }: Profile, members: readonly string[]): Filter =>
  all(
    groups.filter,
    any(groups.memberAttributes.flatMap((attribute) => members.map((value) => equals(attribute, value)))),
  );

/** Groups of which this DN is a member, over any number of groups between. */
export const groupsInChain = ({ groups }: Profile, dn: string): Filter =>
  all(
    groups.filter,
    new ExtensibleFilter({ matchType: groups.memberAttributes[0] as string, rule: IN_CHAIN, value: dn }),
  );

export const groupsByAny = ({ groups }: Profile, attribute: string, values: readonly (string | Buffer)[]): Filter =>
  all(groups.filter, any(values.map((value) => equals(attribute, value))));
