import { jwt } from '@elysiajs/jwt';
import { Value } from '@sinclair/typebox/value';
import { type Static, Type } from '#sdk';
import type { Clock } from '../../platform/clock.ts';
import type { AccessTokens } from './model.ts';

const ISSUER = 'adit';
const AUDIENCE = 'adit-api';
const ALGORITHM = 'HS256';

const Claims = Type.Object({
  sub: Type.String(),
  tenant: Type.String(),
  sid: Type.String(),
  jti: Type.String(),
  exp: Type.Number(),
});

/** Access tokens as JWT. The algorithm is fixed: what a token says of its own algorithm is not believed. */
export function jwtAccessTokens(parts: { key: Uint8Array; clock: Clock; newId: () => string }): AccessTokens {
  const { clock, newId } = parts;
  const { sign, verify } = jwt({ secret: parts.key, alg: ALGORITHM }).decorator.jwt;
  return {
    issue: ({ user, tenant, session, roles, permissions }, expiresAtMs) =>
      sign({
        ...{ iss: ISSUER, aud: AUDIENCE, sub: user, tenant, sid: session, jti: newId() },
        ...{ roles: [...roles], permissions: [...permissions], exp: Math.floor(expiresAtMs / 1000) },
      }),
    async read(token) {
      const found = await verify(token, {
        ...{ algorithms: [ALGORITHM], issuer: ISSUER, audience: AUDIENCE, typ: 'JWT' },
        currentDate: new Date(clock.now()),
      });
      if (!found || !Value.Check(Claims, found)) return null;
      const { sub, tenant, sid } = found as Static<typeof Claims>;
      return { user: sub, tenant, session: sid };
    },
  };
}
