import type { DirectoryRule } from '../src/features/directory/model.ts';
import type { Passwords } from '../src/features/sign-in/index.ts';
import { type Appliance, exampleAppliance } from './example-appliance.ts';
import { exampleFoundations } from './example-foundations.ts';
import { FakeDirectory } from './fake-directory.ts';

const rule = (group: string, role: string, where: Partial<DirectoryRule> = {}): DirectoryRule => ({
  ...{ group, role, tenant: '', workspace: '*', server: '' },
  ...where,
});
export const directoryRule = rule;

/** An appliance with one directory, or as many as are given, whose groups `Analysts` and `Viewers` mean the roles of these names. */
export async function directoryAppliance(
  options: { directories?: FakeDirectory[]; rules?: DirectoryRule[]; passwords?: Passwords; graceHours?: number } = {},
): Promise<Appliance & { corp: FakeDirectory }> {
  const { directories = [new FakeDirectory()], passwords } = options;
  const foundations = exampleFoundations();
  foundations.config.ldap.role_map = options.rules ?? [rule('Analysts', 'analyst'), rule('Viewers', 'viewer')];
  foundations.config.ldap.sync.grace_hours = options.graceHours ?? 24;
  const house = await exampleAppliance({ foundations, directories, ...(passwords ? { passwords } : {}) });
  return { ...house, corp: directories[0]! };
}
