import { Choice, Type } from '#sdk';
import type { Actor } from '../../../platform/access/actor.ts';
import { SHARED_ROLES } from '../../../platform/access/permissions.ts';
import { orAgain } from '../../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../../platform/http/form-mistakes.ts';
import { frameOf } from '../../../platform/http/page-frame.ts';
import type { Render } from '../../../platform/http/render.ts';
import { type Call, page, type Route } from '../../../platform/http/route.ts';
import { textsIn } from '../../../platform/text/texts.ts';
import {
  endShare,
  listShares,
  type Shareable,
  type SharingParts,
  share,
  shareableDataset,
  shareableProject,
} from './use-cases.ts';

const permission = 'write:sharing';
const Form = Type.Object({
  with: Type.String({ maxLength: 200, default: '' }),
  role: Choice(SHARED_ROLES, { default: SHARED_ROLES[0] }),
});

type AnyCall = Call<unknown, unknown>;
type Find = (parts: SharingParts, actor: Actor, id: string) => Shareable;

export const sharePages = (parts: SharingParts, render: Render): Route[] => [
  ...pagesOf(parts, render, '/projects', shareableProject),
  ...pagesOf(parts, render, '/datasets', shareableDataset),
];

const pagesOf = (parts: SharingParts, render: Render, base: string, find: Find): Route[] => [
  page({
    ...{ method: 'GET', path: `${base}/:id/share`, permission },
    summary: 'To whom it is open beside those who may enter its workspace.',
    handler: (call) => ({ html: sharePage(parts, render, call, find, null) }),
  }),
  page({
    ...{ method: 'POST', path: `${base}/:id/share`, permission },
    summary: 'Opens it to a person or a group.',
    form: Form,
    handler: (call) =>
      orAgain(
        () => {
          const made = share(parts, call.actor, find(parts, call.actor, call.params.id!), call.body);
          const { t } = textsIn(call.viewer.locale);
          call.reply.flash = t('It is open to {name}.', { name: made.principal.displayName });
          return { redirect: `${base}/${call.params.id}/share` };
        },
        (mistakes) => sharePage(parts, render, call, find, { typed: call.body, mistakes }),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${base}/:id/share/:share/end`, permission },
    summary: 'Ends the sharing with somebody.',
    handler: (call) => {
      const ended = endShare(parts, call.actor, find(parts, call.actor, call.params.id!), call.params.share!);
      const { t } = textsIn(call.viewer.locale);
      call.reply.flash = t('It is no more open to {name}.', { name: ended.principal.displayName });
      return { redirect: `${base}/${call.params.id}/share` };
    },
  }),
];

interface Wrong {
  readonly typed: { readonly with: string; readonly role: string };
  readonly mistakes: FormMistakes;
}

function sharePage(parts: SharingParts, render: Render, call: AnyCall, find: Find, wrong: Wrong | null): string {
  const what = find(parts, call.actor, call.params.id!);
  const { t } = textsIn(call.viewer.locale);
  const title = `${t('Share')}: ${what.name}`;
  const data = { what, wrong, shares: listShares(parts, what), back: `/${what.kind}s/${what.id}` };
  const place = { [what.kind]: { id: what.id, name: what.name } };
  return render.page('@sharing/share', frameOf(call, { title, section: 'projects', place }), data);
}
