/** The certificates in use: the server's own first, then who vouches for whom. */
export interface CertificateChain {
  readonly chain: readonly {
    readonly subject: string;
    readonly issuer: string;
    readonly names: readonly string[];
    readonly endsAtMs: number;
    readonly fingerprint: string;
    readonly key: string;
  }[];
}
