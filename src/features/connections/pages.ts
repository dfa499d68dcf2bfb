import { Type } from '#sdk';
import type { ConnectorType } from '../../engine/connect/connector-types.ts';
import { mayIn } from '../../platform/access/guard.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { dataPages } from './data-pages.ts';
import { formPages } from './form-pages.ts';
import type { Connection } from './model.ts';
import { type AnyCall, type ConnectionPageParts, PATH, show, testAndBack } from './page-parts.ts';
import { PUSH_PATH } from './push-door.ts';
import { settingFields } from './settings-form.ts';
import { deleteConnection, getConnection, lastPushesOf, listConnections, usesOf } from './use-cases.ts';

const read = { permission: 'read:connections' } as const;
const write = { permission: 'write:connections' } as const;
const PAGE_SIZE = 50;
const Page = Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 100_000 }) });
const DeleteForm = Type.Object({ etag: Type.String({ maxLength: 64 }) });

export const connectionPages = (parts: ConnectionPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, ...read },
    summary: 'Connections to sources of data, and how their last tests went.',
    query: Page,
    handler: (call) => ({ html: listPage(parts, call, call.query.page) }),
  }),
  ...formPages(parts),
  ...onePages(parts),
  ...dataPages(parts),
];

const onePages = (parts: ConnectionPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, ...read },
    summary: 'A connection: its settings without secrets, its last test, what reads from it.',
    handler: (call) => ({ html: onePage(parts, call) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/test`, ...write, effort: 'calculation' },
    summary: 'Tests a connection.',
    handler: (call) => testAndBack(parts, call, call.params.id!),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/:id/delete`, ...write },
    summary: 'Asks whether a connection shall be deleted.',
    handler: (call) => ({ html: deleteForm(parts, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/delete`, ...write },
    summary: 'Deletes a connection and its secrets.',
    form: DeleteForm,
    handler: (call) =>
      orAgain(
        () => {
          const { name } = getConnection(parts, call.actor, call.params.id!, 'write:connections');
          deleteConnection(parts, call.actor, call.params.id!, call.body.etag);
          call.reply.flash = textsIn(call.viewer.locale).t('The connection "{name}" was deleted.', { name });
          return { redirect: PATH };
        },
        (mistakes) => deleteForm(parts, call, mistakes),
      ),
  }),
];

function listPage(parts: ConnectionPageParts, call: AnyCall, number: number): string {
  const request = { limit: PAGE_SIZE, after: null, offset: (number - 1) * PAGE_SIZE };
  const { items, total } = listConnections(parts, call.actor, request);
  const rows = items.map(({ id, name, connector, lastTest }) => ({
    ...{ id, name, lastTest, type: parts.types.get(connector)?.title ?? null, connector },
  }));
  const href = (wanted: number) => `${PATH}?page=${wanted}`;
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
  return show(parts, call, '@connections/connections', 'Connections', { rows, total, page: number, pages, href });
}

function onePage(parts: ConnectionPageParts, call: AnyCall): string {
  const connection = getConnection(parts, call.actor, call.params.id!);
  const { id, name, etag, lastTest, connector } = connection;
  const type = parts.types.get(connector) ?? null;
  return show(parts, call, '@connections/connection', name, {
    ...{ id, name, etag, lastTest, connector, uses: usesOf(parts, connection) },
    type: type && {
      title: type.title,
      summary: type.summary,
      verifiedWith: type.verifiedWith,
      delivers: type.delivers,
    },
    ...(type?.push && {
      address: `${call.site}${PUSH_PATH}/${id}`,
      example: type.push.example(connection.settings as never, `${call.site}${PUSH_PATH}/${id}`),
      pushes: lastPushesOf(parts, call.actor, connection),
    }),
    settings: type ? shownSettings(type, connection, call) : [],
    mayChange: mayIn(call.actor, 'write:connections', connection),
  });
}

/** Settings in the order of the form, as people read them; of secrets, that there is one. */
const shownSettings = (type: ConnectorType, { settings, secrets }: Connection, call: AnyCall) =>
  settingFields(type.params, settings, { kept: secrets, errors: new Map() }, wordsFor(call.viewer)).flatMap((field) => {
    const isKept = secrets.includes(`/${field.name}`);
    const chosen = field.options.find(({ value }) => value === field.value)?.text;
    const text = Array.isArray(field.value) ? field.value.join(', ') : String(chosen ?? field.value);
    if (!isKept && (text === '' || field.type === 'password')) return [];
    return [{ label: field.label, text, isSecret: isKept, isFlag: field.kind === 'flag' }];
  });

function deleteForm(parts: ConnectionPageParts, call: AnyCall, mistakes: FormMistakes | null): string {
  const connection = getConnection(parts, call.actor, call.params.id!, 'write:connections');
  const { id, name, etag } = connection;
  const uses = usesOf(parts, connection);
  const stale = mistakes !== null && mistakes.code === 'change.stale';
  return show(parts, call, '@connections/delete', 'Delete the connection', {
    of: { id, name, etag },
    uses,
    mistakes,
    stale,
  });
}
