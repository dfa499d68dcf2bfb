/** As much of it as the tests use; the package has no types of its own. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  export default class Provider {
    constructor(issuer: string, configuration: object);
    /** Whether `X-Forwarded-*` are believed. */
    proxy: boolean;
    callback(): RequestListener;
  }
}
