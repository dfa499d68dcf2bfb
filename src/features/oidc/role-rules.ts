import type { RoleRule } from '../accounts/index.ts';

/** The group that a rule means, among those that a provider sends: the very name, or the first by `*`. */
export const groupByRule =
  (groups: readonly string[]) =>
  ({ group }: RoleRule): string | null => {
    if (!group.includes('*')) return groups.includes(group) ? group : null;
    const pattern = new RegExp(`^${group.split('*').map(RegExp.escape).join('[^]*')}$`, 'u');
    return groups.find((name) => pattern.test(name)) ?? null;
  };
