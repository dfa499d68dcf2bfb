import { Choice, type Static, Type } from '#sdk';
import { EVENTS } from '../../platform/events/index.ts';
import { demandTypedName, orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { listDeliveries, resend, sendTest } from './deliveries.ts';
import { SENDABLE, sendableBy, type Webhook } from './model.ts';
import type { WebhookParts } from './parts.ts';
import {
  addWebhook,
  changeWebhook,
  getWebhook,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  setWebhookState,
} from './use-cases.ts';

const permission = 'admin:webhooks';
const PATH = '/admin/webhooks';
const SHOWN = 50;

const Form = Type.Object({
  name: Type.String({ maxLength: 200 }),
  url: Type.String({ maxLength: 2000 }),
  types: Type.Array(Choice(SENDABLE), { default: [], maxItems: SENDABLE.length, uniqueItems: true }),
  workspaceId: Type.String({ default: '', maxLength: 60 }),
});
const StateForm = Type.Object({ state: Choice(['on', 'off']) });
const RotateForm = Type.Object({ overlapHours: Choice(['0', '24', '168'], { default: '24' }) });
const DeleteForm = Type.Object({ typed: Type.String({ maxLength: 200 }) });

type View = '@webhooks/webhooks' | '@webhooks/webhook' | '@webhooks/issued';
type AnyCall = Call<unknown, unknown>;
type Typed = Static<typeof Form>;
interface Again {
  readonly typed?: Typed;
  readonly mistakes: FormMistakes;
}

export const webhookPages = (parts: WebhookParts, render: Render): Route[] => [
  ...listPages(parts, render),
  ...onePages(parts, render),
  ...deedPages(parts, render),
];

const listPages = (parts: WebhookParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'Webhooks: which programs are told of which events.',
    handler: (call) => ({ html: list(parts, render, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: PATH, permission },
    summary: 'Makes a webhook, and shows its secret once.',
    form: Form,
    handler: (call) =>
      orAgain(
        async () => issued(render, call, await addWebhook(parts, call.actor, sent(call.body))),
        (mistakes) => list(parts, render, call, { typed: call.body, mistakes }),
      ),
  }),
];

const onePages = (parts: WebhookParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: `${PATH}/:id`, permission },
    summary: 'One webhook: what it tells, and what came of it.',
    handler: (call) => ({ html: one(parts, render, call, null) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id`, permission },
    summary: 'Changes a webhook.',
    form: Form,
    handler: (call) =>
      orAgain(
        async () => {
          await changeWebhook(parts, call.actor, call.params.id!, sent(call.body));
          return back(call, textsIn(call.viewer.locale).t('The webhook is changed.'));
        },
        (mistakes) => one(parts, render, call, { typed: call.body, mistakes }),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/delete`, permission },
    summary: 'Deletes a webhook whose name was typed.',
    form: DeleteForm,
    handler: (call) =>
      orAgain(
        () => {
          const { name } = getWebhook(parts, call.actor, call.params.id!);
          demandTypedName(call.body.typed, name);
          removeWebhook(parts, call.actor, call.params.id!);
          call.reply.flash = textsIn(call.viewer.locale).t('The webhook is deleted.');
          return { redirect: PATH };
        },
        (mistakes) => one(parts, render, call, { mistakes }),
      ),
  }),
];

const deedPages = (parts: WebhookParts, render: Render): Route[] => [
  page({
    ...{ method: 'POST', path: `${PATH}/:id/state`, permission },
    summary: 'Switches a webhook off or on.',
    form: StateForm,
    handler: (call) => {
      const { t } = textsIn(call.viewer.locale);
      const { state } = setWebhookState(parts, call.actor, call.params.id!, call.body.state);
      return back(call, state === 'on' ? t('The webhook is on.') : t('The webhook is off; it is told nothing.'));
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/rotate`, permission },
    summary: 'Gives a webhook a new secret, and shows it once.',
    form: RotateForm,
    handler: (call) =>
      issued(render, call, rotateWebhookSecret(parts, call.actor, call.params.id!, Number(call.body.overlapHours))),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/test`, permission },
    summary: 'Sends a message for trial.',
    handler: (call) => {
      sendTest(parts, call.actor, call.params.id!);
      return back(
        call,
        textsIn(call.viewer.locale).t(
          'A message for trial is on its way. Load this page again to see what came of it.',
        ),
      );
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:id/deliveries/:delivery/resend`, permission },
    summary: 'Sends a message once more.',
    handler: (call) => {
      resend(parts, call.actor, call.params.id!, call.params.delivery!);
      return back(call, textsIn(call.viewer.locale).t('The message is on its way once more.'));
    },
  }),
];

const sent = ({ workspaceId, ...rest }: Typed) => ({ ...rest, workspaceId: workspaceId || null });

function back(call: AnyCall, said: string): PageAnswer {
  call.reply.flash = said;
  return { redirect: `${PATH}/${call.params.id!}` };
}

function list(parts: WebhookParts, render: Render, call: AnyCall, again: Again | null): string {
  const { items } = listWebhooks(parts, call.actor, { limit: SHOWN, after: null, offset: 0 });
  return framed(render, call, textsIn(call.viewer.locale).t('Webhooks'), '@webhooks/webhooks', {
    ...{ path: PATH, webhooks: items, mistakes: again?.mistakes ?? null },
    form: formShown(parts, call, PATH, again?.typed ?? { name: '', url: '', types: [], workspaceId: '' }, again),
  });
}

function one(parts: WebhookParts, render: Render, call: AnyCall, again: Again | null): string {
  const webhook = getWebhook(parts, call.actor, call.params.id!);
  const { items, total } = listDeliveries(parts, call.actor, webhook.id, { limit: SHOWN, after: null, offset: 0 });
  const path = `${PATH}/${webhook.id}`;
  return framed(render, call, webhook.name, '@webhooks/webhook', {
    ...{ path, webhook, total, mistakes: again?.mistakes ?? null },
    isFormerValid: (webhook.formerSecretUntilMs ?? 0) > parts.clock.now(),
    deliveries: items.map((delivery) => ({ ...delivery, last: delivery.attempts.at(-1) ?? null })),
    form: formShown(parts, call, path, again?.typed ?? typedOf(webhook), again?.typed ? again : null),
  });
}

const typedOf = ({ name, url, types, workspace }: Webhook): Typed => ({
  ...{ name, url, types: [...types], workspaceId: workspace ?? '' },
});

const formShown = (parts: WebhookParts, call: AnyCall, action: string, typed: Typed, again: Again | null) => ({
  ...{ action, typed, mistakes: again?.mistakes ?? null },
  types: sendableBy(call.actor).map((type) => ({ type, summary: EVENTS[type].summary })),
  workspaces: parts.listWorkspaces(call.actor).map(({ id, name }) => ({ value: id, text: name })),
});

const issued = (
  render: Render,
  call: AnyCall,
  { webhook, secret }: { webhook: Webhook; secret: string },
): PageAnswer => ({
  html: framed(render, call, webhook.name, '@webhooks/issued', {
    ...{ name: webhook.name, secret, back: `${PATH}/${webhook.id}` },
  }),
});

const framed = (render: Render, call: AnyCall, title: string, view: View, data: object): string =>
  render.page(view, frameOf(call, { title, section: 'webhooks' }), data);
