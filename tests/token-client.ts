import type { Appliance } from './example-appliance.ts';
import { PASSWORD } from './example-appliance.ts';
import { type Got, HttpClient } from './http-client.ts';

/** Sends what a token needs in its header. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** What a token says of itself. */
export const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());

/** A program at an appliance: no cookies, none of the headers that our pages send. */
export class TokenClient extends HttpClient {
  constructor(at: Pick<Appliance, 'app'>) {
    super(at.app, {});
  }

  signIn = (login = 'ann', fields: object = {}): Promise<Got> =>
    this.post('/api/v1/auth/token', { login, password: PASSWORD, ...fields });

  refresh = (refreshToken: string): Promise<Got> => this.post('/api/v1/auth/refresh', { refreshToken });

  me = (token: string): Promise<Got> => this.get('/api/v1/auth/me', bearer(token));

  /** 200 while the token holds. */
  statusOf = async (token: string): Promise<number> => (await this.me(token)).status;
}
