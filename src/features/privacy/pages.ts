import { Choice, invalid, type Static, Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { orAgain } from '../../platform/http/form-answer.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import { frameOf } from '../../platform/http/page-frame.ts';
import type { Render } from '../../platform/http/render.ts';
import { type Call, page, type Route } from '../../platform/http/route.ts';
import { english, textsIn } from '../../platform/text/texts.ts';
import { MOST_LEAST_GROUP, type Privacy, type WritePrivacy } from './model.ts';
import { forgetPseudonymKey, hasPseudonymKey, renewPseudonymKey } from './pseudonym-key.ts';
import { getPrivacy, type PrivacyParts, setPrivacy } from './use-cases.ts';

const permission = 'admin:policies';
const PATH = '/admin/privacy';
const PrivacyForm = Type.Object({
  personalViews: Type.Optional(Type.Literal('on')),
  personalColumns: Type.String({ maxLength: 100_000, default: '' }),
  leastGroup: Type.String({ maxLength: 10, default: '' }),
});
type PrivacyForm = Static<typeof PrivacyForm>;
const KeyForm = Type.Object({ do: Choice(['renew', 'forget']), sure: Type.Optional(Type.Literal('on')) });
type KeyForm = Static<typeof KeyForm>;

const NOT_SURE = english('This cannot be taken back. Tick that you are sure.');
const BAD_GROUP = english('The smallest group is a whole number from 1 to 10,000, or nothing.');

export const privacyPages = (parts: PrivacyParts, render: Render): Route[] => [
  page({
    ...{ method: 'GET', path: PATH, permission },
    summary: 'What your tenant shows of single people and of small groups.',
    handler: (call) => ({ html: show(parts, render, call, typedOf(getPrivacy(parts, call.actor)), null) }),
  }),
  page({
    ...{ method: 'POST', path: PATH, permission },
    summary: 'Decides what your tenant shows of single people and of small groups.',
    form: PrivacyForm,
    handler: (call) =>
      orAgain(
        () => {
          setPrivacy(parts, call.actor, written(call.body));
          call.reply.flash = textsIn(call.viewer.locale).t('It is decided. It counts from the next question on.');
          return { redirect: PATH };
        },
        (mistakes) => show(parts, render, call, call.body, mistakes),
      ),
  }),
  page({
    ...{ method: 'POST', path: `${PATH}/pseudonyms`, permission },
    summary: 'Renews or forgets the key of pseudonyms.',
    form: KeyForm,
    handler: (call) =>
      orAgain(
        () => {
          changeKey(parts, call.actor, call.body);
          const { t } = textsIn(call.viewer.locale);
          call.reply.flash =
            call.body.do === 'renew'
              ? t('There is a new key. Later loads have other pseudonyms.')
              : t('The key is gone. The pseudonyms that are there lead back to nobody.');
          return { redirect: PATH };
        },
        (mistakes) => show(parts, render, call, typedOf(getPrivacy(parts, call.actor)), mistakes),
      ),
  }),
];

function changeKey(parts: PrivacyParts, actor: Actor, asked: KeyForm): void {
  if (asked.sure === undefined) invalid('privacy.notSure', NOT_SURE, [{ pointer: '/sure', message: 'not ticked' }]);
  if (asked.do === 'renew') renewPseudonymKey(parts, actor);
  else forgetPseudonymKey(parts, actor);
}

const typedOf = ({ personalViews, personalColumns, leastGroup }: Privacy): PrivacyForm => ({
  ...(personalViews ? { personalViews: 'on' as const } : {}),
  personalColumns: personalColumns.join('\n'),
  leastGroup: leastGroup === null ? '' : String(leastGroup),
});

function written({ personalViews, personalColumns, leastGroup }: PrivacyForm): WritePrivacy {
  const text = leastGroup.trim();
  const least = text === '' ? null : Number(text);
  if (least !== null && !(Number.isInteger(least) && least >= 1 && least <= MOST_LEAST_GROUP))
    invalid('privacy.badGroup', BAD_GROUP, [{ pointer: '/leastGroup', message: 'is no such number' }]);
  return { personalViews: personalViews === 'on', personalColumns: personalColumns.split('\n'), leastGroup: least };
}

function show(
  parts: PrivacyParts,
  render: Render,
  call: Call<unknown, unknown>,
  typed: PrivacyForm,
  mistakes: FormMistakes | null,
): string {
  const frame = frameOf(call, { title: textsIn(call.viewer.locale).t('Privacy'), section: 'privacy' });
  return render[call.partial ? 'app' : 'page']('@privacy/privacy', frame, {
    ...{ typed, mistakes, configured: parts.leastGroup(), hasKey: hasPseudonymKey(parts, call.actor) },
  });
}
