import { needed, text } from '../setting.ts';

/** What a group of a directory or of a provider means here; each section adds whose groups it speaks of. */
export const roleRule = (group: string, form: string) => ({
  group: needed(group, 'restart', { pattern: '.', form, example: form }),
  role: needed('Role that its members have.', 'restart', { pattern: '.', form: 'analyst', example: 'analyst' }),
  tenant: text('Tenant in which they have it, by its name; empty: the first one.', '', 'restart'),
  workspace: text('Workspace in which they have it, by its name; "*": the whole tenant.', '*', 'restart', {
    pattern: '.',
    form: 'Claims',
  }),
});
