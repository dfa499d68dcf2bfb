import { AppError, Type } from '#sdk';
import type { Render } from '../../platform/http/render.ts';
import {
  type Call,
  type OpenForm,
  openFormPage,
  type PageAnswer,
  page,
  type Route,
} from '../../platform/http/route.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { Back } from './beside.ts';
import {
  blank,
  chooser,
  firstOf,
  type House,
  homeOf,
  type Kept,
  type RulePages,
  ruleForm,
  typedIn,
} from './rule-form.ts';
import type { WorkbenchParts } from './use-cases.ts';

/** Forms that add a rule of a kind, change it, switch it on and off, and delete it; without scripts too. */
export function rulePages<R extends Kept>(parts: WorkbenchParts, render: Render, declared: RulePages<R>): Route[] {
  const { section, permission, named } = declared;
  const path = `/datasets/:id/${section}/rules`;
  const house: House<R> = { parts, render, declared };
  return [
    page({
      ...{ method: 'GET', path: `${path}/new`, permission },
      summary: `Choose what kind of rule of ${section} is added, and fill in its form.`,
      query: Type.Object({ back: Back, [named.kind]: Type.Optional(Type.String({ maxLength: 100 })) }),
      handler: async (call) => {
        const { back, [named.kind]: kind } = call.query as Readonly<Record<string, string | undefined>>;
        if (kind === undefined) return { html: chooser(house, call, back) };
        return { html: await ruleForm(house, call, { rule: null, typed: blank(house, kind, back), error: null }) };
      },
    }),
    openFormPage({
      ...{ path, permission },
      summary: `Keeps a new rule of ${section}.`,
      handler: (call) => saveRule(house, call, null),
    }),
    page({
      ...{ method: 'GET', path: `${path}/:${named.rule}/edit`, permission },
      summary: `The form that changes a rule of ${section}.`,
      query: Type.Object({ back: Back }),
      handler: async (call) => {
        const rule = declared.find(call);
        const typed = { ...declared.typedOf(rule), back: call.query.back };
        return { html: await ruleForm(house, call, { rule, typed, error: null }) };
      },
    }),
    openFormPage({
      ...{ path: `${path}/:${named.rule}`, permission },
      summary: `Changes a rule of ${section}, switches it on or off, or deletes it.`,
      handler: (call) => changeRule(house, call),
    }),
  ];
}

async function saveRule<R extends Kept>(house: House<R>, call: Call<OpenForm>, rule: R | null): Promise<PageAnswer> {
  const { t } = textsIn(call.viewer.locale);
  const typed = typedIn(house, call.body);
  try {
    await house.declared.keep(call, typed, rule, firstOf(call.body, 'etag'));
    call.reply.flash = rule ? t('The rule was changed.') : t('The rule is kept.');
    return { redirect: homeOf(house, call, typed.back) };
  } catch (error) {
    if (!(error instanceof AppError) || (error.fault !== 'invalid' && error.fault !== 'conflict')) throw error;
    return { html: await ruleForm(house, call, { rule, typed, error }), fault: error.fault };
  }
}

async function changeRule<R extends Kept>(house: House<R>, call: Call<OpenForm>): Promise<PageAnswer> {
  const { declared } = house;
  const rule = declared.find(call);
  const [wanted, etag] = [firstOf(call.body, 'do'), firstOf(call.body, 'etag')];
  if (wanted === '') return saveRule(house, call, rule);
  const { t } = textsIn(call.viewer.locale);
  try {
    if (wanted === 'delete') declared.remove(call, rule, etag);
    else declared.enable(call, rule, etag, wanted === 'enable');
    call.reply.flash = wanted === 'delete' ? t('The rule was deleted.') : t('The rule was changed.');
  } catch (error) {
    // Somebody changed it meanwhile, or too many are switched on.
    if (!(error instanceof AppError) || error.fault !== 'conflict') throw error;
    call.reply.flash = t(error.message);
  }
  return { redirect: homeOf(house, call, call.body.back?.[0]) };
}
