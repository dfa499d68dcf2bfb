import { AppError, type Fault } from '#sdk';

/** What a person is told of a sign-in that failed, and beside it what only the log is told. */
export class ProviderFault extends AppError {
  /** For whoever looks after the appliance: what came from the provider, without tokens and codes. */
  readonly detail: string;

  constructor(fault: Fault, code: string, message: string, detail: string) {
    super(fault, code, message);
    this.detail = detail.slice(0, 500);
  }
}

export const providerDown = (detail: string): ProviderFault =>
  new ProviderFault(
    'unavailable',
    'oidc.providerDown',
    'This provider does not answer as it should. Try again later; accounts with a password of ours can sign in meanwhile.',
    detail,
  );

export const badAnswer = (detail: string): ProviderFault =>
  new ProviderFault(
    'unauthenticated',
    'oidc.badAnswer',
    'What the provider sent is not right, and nobody was signed in. Begin again; if it happens again, tell your administrator.',
    detail,
  );
