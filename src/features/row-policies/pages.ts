import { Value } from '@sinclair/typebox/value';
import { invalid, type Static, Type } from '#sdk';
import { orAgain } from '../../platform/http/form-answer.ts';
import { type FormMistakes, formMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import type { Dataset } from '../datasets/index.ts';
import type { Tenancy } from '../tenancy/index.ts';
import { type ConditionRow, conditionFields, conditionsOf, rowsOf, typedRows } from './condition-form.ts';
import { HOLDER_KINDS, type Preview, type SeenPolicy, WritePolicy } from './model.ts';
import {
  changePolicy,
  createPolicy,
  deletePolicy,
  getPolicy,
  listPolicies,
  openPolicies,
  previewAs,
  type RowPolicyParts,
} from './use-cases.ts';

export interface RowPolicyPageParts extends RowPolicyParts {
  readonly render: Render;
  readonly getProject: Tenancy['getProject'];
}
type AnyCall = Call<unknown, unknown>;

const permission = 'admin:policies';
const PATH = '/datasets/:id/policies';
const PreviewQuery = Type.Object({ person: Type.Optional(Type.String({ maxLength: 200 })) });
const PolicyForm = Type.Object({
  name: Type.String({ maxLength: 500, default: '' }),
  holderKind: Type.String({ maxLength: 20, default: 'role' }),
  holder: Type.String({ maxLength: 200, default: '' }),
  ...conditionFields,
  etag: Type.String({ maxLength: 64, default: '' }),
});
type PolicyForm = Static<typeof PolicyForm>;
const DeleteForm = Type.Object({ etag: Type.String({ maxLength: 64 }) });

export const rowPolicyPages = (parts: RowPolicyPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'Who sees which cases of a dataset, and what somebody would see.',
    query: PreviewQuery,
    handler: (call) => listPage(parts, call, call.query.person?.trim() ?? ''),
  }),
  page({
    ...{ method: 'GET', path: `${PATH}/new`, permission },
    summary: 'The form that makes a row policy.',
    handler: (call) => ({ html: form(parts, call, null, blank(), null) }),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/new`, permission },
    summary: 'Makes a row policy.',
    form: PolicyForm,
    handler: (call) =>
      orAgain(
        async () => {
          await createPolicy(parts, call.actor, call.params.id!, written(call.body));
          return done(call, textsIn(call.viewer.locale).t('The policy is there. It counts from the next question on.'));
        },
        (mistakes) => form(parts, call, null, typed(call.body), mistakes),
      ),
  }),
  ...onePages(parts),
];

const onePages = (parts: RowPolicyPageParts): Route[] => [
  page({
    ...{ method: 'GET', path: `${PATH}/:policy`, permission },
    summary: 'One row policy, as a form.',
    handler: (call) => {
      const policy = own(parts, call);
      return { html: form(parts, call, policy, kept(policy), null) };
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:policy`, permission },
    summary: 'Changes a row policy.',
    form: PolicyForm,
    handler: (call) => {
      const policy = own(parts, call);
      return orAgain(
        async () => {
          await changePolicy(parts, call.actor, policy.id, call.body.etag, written(call.body));
          return done(
            call,
            textsIn(call.viewer.locale).t('The policy is changed. It counts from the next question on.'),
          );
        },
        (mistakes) => form(parts, call, own(parts, call), typed(call.body), mistakes),
      );
    },
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/:policy/delete`, permission },
    summary: 'Deletes a row policy.',
    form: DeleteForm,
    handler: (call) => {
      const policy = own(parts, call);
      return orAgain(
        () => {
          deletePolicy(parts, call.actor, policy.id, call.body.etag);
          return done(call, textsIn(call.viewer.locale).t('The policy is deleted.'));
        },
        (mistakes) => form(parts, call, own(parts, call), kept(policy), mistakes),
      );
    },
  }),
];

/** Of this dataset: an address that joins it with another one’s policy leads nowhere. */
function own(parts: RowPolicyPageParts, { actor, params }: AnyCall): SeenPolicy {
  openPolicies(parts, actor, params.id!);
  return getPolicy(parts, actor, params.policy!, params.id!);
}

function done(call: AnyCall, flash: string): PageAnswer {
  call.reply.flash = flash;
  return { redirect: `/datasets/${call.params.id}/policies` };
}

async function listPage(parts: RowPolicyPageParts, call: AnyCall, person: string): Promise<PageAnswer> {
  const dataset = openPolicies(parts, call.actor, call.params.id!);
  let preview: Preview | null = null;
  let mistakes: FormMistakes | null = null;
  try {
    if (person !== '') preview = await previewAs(parts, call.actor, dataset.id, person, call.signal);
  } catch (error) {
    mistakes = formMistakes(error);
  }
  const data = {
    ...{ dataset, person, mistakes, policies: listPolicies(parts, call.actor, dataset.id) },
    preview: preview && { ...preview, attributes: [...preview.attributes] },
  };
  const html = show(parts, call, 'list', dataset, data);
  return mistakes ? { html, fault: mistakes.fault } : { html };
}

interface Shown {
  readonly name: string;
  readonly holderKind: string;
  readonly holder: string;
  readonly rows: readonly ConditionRow[];
}
const blank = (): Shown => ({ name: '', holderKind: 'role', holder: '', rows: rowsOf([]) });
const kept = ({ name, holderKind, holder, holderName, conditions }: SeenPolicy): Shown => ({
  ...{ name, holderKind, holder: holderName ?? holder, rows: rowsOf(conditions) },
});
const typed = (sent: PolicyForm): Shown => ({
  ...{ name: sent.name, holderKind: sent.holderKind, holder: sent.holder, rows: typedRows(sent) },
});

/** What the form says, checked as the API checks it. */
function written(sent: PolicyForm): WritePolicy {
  const { name, holderKind, holder } = sent;
  const conditions = conditionsOf(typedRows(sent));
  const wanted = { name, holderKind, holder: holderKind === 'everyone' ? '' : holder.trim(), conditions };
  if (Value.Check(WritePolicy, wanted)) return wanted;
  const [first] = [...Value.Errors(WritePolicy, wanted)];
  return invalid('row-policy.badForm', SAYS[first?.path.split('/').at(-1) ?? ''] ?? OTHER, [
    { pointer: first?.path ?? '', message: 'is not right' },
  ]);
}

const OTHER = english(
  'A condition needs a column, and a value or an attribute. Attributes are words of letters and digits.',
);
const SAYS: Readonly<Record<string, string>> = { name: english('Give the policy a name.') };

function form(
  parts: RowPolicyPageParts,
  call: AnyCall,
  policy: SeenPolicy | null,
  shown: Shown,
  mistakes: FormMistakes | null,
): string {
  const dataset = openPolicies(parts, call.actor, call.params.id!);
  return show(parts, call, 'form', dataset, { dataset, policy, shown, mistakes, kinds: HOLDER_KINDS });
}

function show(
  { render, getProject }: RowPolicyPageParts,
  call: AnyCall,
  view: 'list' | 'form',
  dataset: Dataset,
  data: object,
): string {
  const { t } = textsIn(call.viewer.locale);
  const { id, name } = getProject(call.actor, dataset.project, 'read:projects');
  const place = { project: { id, name }, dataset: { id: dataset.id, name: dataset.name } };
  const title = view === 'list' ? t('Who sees what') : t('Row policy');
  const frame = frameOf(call, { title, section: 'dataset', place });
  return render[call.partial ? 'app' : 'page'](`@row-policies/${view}`, frame, data);
}
