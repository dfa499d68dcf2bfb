import { Nullable, type Static, Type } from '#sdk';
import { setCookie } from '../../platform/http/cookies.ts';
import { type Reply, type Route, route } from '../../platform/http/route.ts';
import { confirmIdentity } from './confirm.ts';
import { Code, Confirmation } from './model.ts';
import {
  activateSecondFactor,
  beginSecondFactor,
  getOwnSecondFactor,
  type OwnSecondFactor,
  removeOwnSecondFactor,
  renewRecoveryCodes,
} from './own-second-factor.ts';
import type { SignInParts } from './parts.ts';

const tag = 'auth';
const PATH = '/api/v1/auth';
/** Answers with a secret must not be kept for a repetition. */
const idempotent = false;

const SecondFactorView = Type.Object({
  active: Type.Boolean(),
  since: Nullable(Type.String()),
  recoveryCodesLeft: Type.Integer({ minimum: 0 }),
  pending: Type.Boolean({ description: 'A secret was made and waits for its first code' }),
  needed: Type.Boolean({ description: 'One of your roles needs a second factor' }),
});
const EnrolmentView = Type.Object({
  secret: Type.String({ description: 'Base32, to be typed into an authenticator app' }),
  uri: Type.String({ description: 'The same as such apps read it from a QR code' }),
});
const RecoveryCodes = Type.Object({
  recoveryCodes: Type.Array(Type.String(), { description: 'Each opens once in the place of a code; not shown again' }),
});
const CodeBody = Type.Object({ code: Code });

const present = ({ active, pending, isNeeded }: OwnSecondFactor): Static<typeof SecondFactorView> => ({
  active: active !== null,
  since: active && new Date(active.sinceMs).toISOString(),
  recoveryCodesLeft: active?.recoveryCodesLeft ?? 0,
  ...{ pending: pending !== null, needed: isNeeded },
});

/** A session that goes on under a new name needs its new cookie. */
export function keepSession(reply: Reply, secret: string | null): void {
  if (secret) reply.cookies.push(setCookie('session', secret));
}

export const secondFactorRoutes = (parts: SignInParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/confirm`, permission: 'write:self', tag, idempotent },
    summary:
      'Proves again who you are, which changes of e-mail, second factor and keys need; a browser’s session gets a new cookie.',
    body: Confirmation,
    handler: async ({ actor, body, reply }) => {
      keepSession(reply, await confirmIdentity(parts, actor, body));
      return undefined;
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/second-factor`, permission: 'read:self', tag },
    summary: 'Whether you have a second factor, and whether your roles need one.',
    response: SecondFactorView,
    handler: ({ actor }) => present(getOwnSecondFactor(parts, actor)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/second-factor`, permission: 'write:self', tag, idempotent },
    summary: 'Makes a secret for an authenticator app; it holds as soon as its first code was sent.',
    response: EnrolmentView,
    success: 'created',
    handler: ({ actor }) => beginSecondFactor(parts, actor),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/second-factor/activate`, permission: 'write:self', tag, idempotent },
    summary: 'The first code of the app: from now on signing in needs one. Your other sessions end.',
    body: CodeBody,
    response: RecoveryCodes,
    handler: ({ actor, body, reply }) => {
      const { recoveryCodes, secret } = activateSecondFactor(parts, actor, body.code);
      keepSession(reply, secret);
      return { recoveryCodes: [...recoveryCodes] };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/second-factor/recovery-codes`, permission: 'write:self', tag, idempotent },
    summary: 'Fresh recovery codes; those before are void.',
    response: RecoveryCodes,
    handler: ({ actor }) => ({ recoveryCodes: [...renewRecoveryCodes(parts, actor)] }),
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/second-factor`, permission: 'write:self', tag, idempotent },
    summary: 'Takes your second factor away, where no role of yours needs it.',
    handler: ({ actor }) => removeOwnSecondFactor(parts, actor) as undefined,
  }),
];
