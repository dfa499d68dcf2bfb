import { Type } from '#sdk';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { DirectoryReport } from './directory.ts';
import { shownExplanation, shownReport, shownState, shownSync } from './present.ts';
import { type DirectoryUseCases, explain, getSync, listDirectories, requestSync, testDirectory } from './use-cases.ts';

const permission = 'admin:directory';
const PATH = '/admin/directory';

const Shown = Type.Object({
  login: Type.String({ default: '', maxLength: 200, description: 'Whose rights are shown' }),
  test: Type.String({ default: '', maxLength: 32, description: 'The directory that is tried' }),
  sync: Type.String({ default: '', maxLength: 64, description: 'The comparison whose changes are shown' }),
});
const SyncForm = Type.Object({ dryRun: Type.String({ default: '', maxLength: 1 }) });

export const directoryPages = (parts: DirectoryUseCases, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'The directories, how accounts were compared with them, and what a person would get and why.',
    query: Shown,
    handler: async (call) => {
      const { actor, query, signal } = call;
      const states = listDirectories(parts, actor);
      const report: DirectoryReport | null =
        query.test === '' ? null : await testDirectory(parts, actor, query.test, signal);
      const explanation = query.login === '' ? null : await explain(parts, actor, query.login, signal);
      const data = {
        directories: states.map(shownState),
        login: query.login,
        report: report && shownReport(report),
        explanation: explanation && shownExplanation(explanation),
        sync: query.sync === '' ? null : shownSync(getSync(parts, actor, query.sync)),
      };
      const title = textsIn(call.viewer.locale).t('Directories');
      return { html: render.page('@directory/directory', frameOf(call, { title, section: 'directory' }), data) };
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/sync`, permission },
    summary: 'Compares the accounts of a directory with it; a dry run only says what would change.',
    form: SyncForm,
    handler: (call) => {
      requestSync(parts, call.actor, call.params.id!, call.body.dryRun === '1');
      call.reply.flash = textsIn(call.viewer.locale).t(
        'The comparison has begun. Its result stands here when it ends.',
      );
      return { redirect: PATH };
    },
  }),
];
