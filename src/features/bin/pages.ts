import { Type } from '#sdk';
import { demandTypedName, orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import type { Restored } from './model.ts';
import { type BinParts, getBinItem, listBin, purge, restore } from './use-cases.ts';

export interface BinPageParts extends BinParts {
  readonly render: Render;
}
type AnyCall = Call<unknown, unknown>;

const ROWS = 50;
const DAY_MS = 86_400_000;
const PageQuery = Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }) });
const PurgeForm = Type.Object({
  typed: Type.String({ maxLength: 500, default: '' }),
  etag: Type.String({ maxLength: 64, default: '' }),
});

export const binPages = (parts: BinPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: '/bin', permission: 'delete:datasets' },
    summary: 'What was deleted and can be restored.',
    query: PageQuery,
    handler: (call) => {
      const number = call.query.page;
      const list = listBin(parts, call.actor, { limit: ROWS, after: null, offset: (number - 1) * ROWS });
      const data = {
        ...{ items: list.items, total: list.total, page: number, pages: Math.max(1, Math.ceil(list.total / ROWS)) },
        ...{ days: Math.round(parts.keepMs() / DAY_MS), href: (to: number) => (to > 1 ? `/bin?page=${to}` : '/bin') },
      };
      return { html: show(parts, call, '@bin/bin', 'Bin', data) };
    },
  }),
  page({
    ...{ method: 'POST', path: '/bin/:id/restore', permission: 'delete:datasets' },
    summary: 'Restores a project or dataset and leads to it.',
    handler: (call) => {
      const restored = restore(parts, call.actor, call.params.id!);
      call.reply.flash = told(call, restored);
      return { redirect: restored.kind === 'project' ? `/projects/${restored.id}` : `/datasets/${restored.id}` };
    },
  }),
  page({
    ...{ method: 'GET', path: '/bin/:id/purge', permission: 'delete:datasets' },
    summary: 'Asks whether something shall be removed for good.',
    handler: (call) => ({ html: purgeForm(parts, call, '', null) }),
  }),
  page({
    ...{ method: 'POST', path: '/bin/:id/purge', permission: 'delete:datasets' },
    summary: 'Removes a deleted project or dataset for good, once its name was typed.',
    form: PurgeForm,
    handler: (call) => {
      const { typed, etag } = call.body;
      return orAgain(
        async () => {
          const { id, name } = getBinItem(parts, call.actor, call.params.id!);
          demandTypedName(typed, name);
          await purge(parts, call.actor, id, etag);
          call.reply.flash = textsIn(call.viewer.locale).t('"{name}" is removed for good.', { name });
          return { redirect: '/bin' };
        },
        (mistakes) => purgeForm(parts, call, typed, mistakes),
      );
    },
  }),
];

const purgeForm = (parts: BinPageParts, call: AnyCall, typed: string, mistakes: FormMistakes | null): string =>
  show(parts, call, '@bin/purge', 'Remove for good', {
    ...{ item: getBinItem(parts, call.actor, call.params.id!), typed, mistakes },
  });

function told(call: AnyCall, { kind, name, renamedFrom }: Restored): string {
  const { t } = textsIn(call.viewer.locale);
  if (renamedFrom !== null)
    return t('"{was}" is back as "{name}": another one has its former name by now.', { was: renamedFrom, name });
  return kind === 'project'
    ? t('The project "{name}" is back.', { name })
    : t('The dataset "{name}" is back.', { name });
}

const show = (
  { render }: BinPageParts,
  call: AnyCall,
  view: Parameters<Render['page']>[0],
  title: string,
  data: object,
): string =>
  render[call.partial ? 'app' : 'page'](
    view,
    frameOf(call, { title: textsIn(call.viewer.locale).t(title), section: 'bin' }),
    data,
  );
