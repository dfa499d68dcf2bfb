import { Choice, type TlsOptions, Type } from '#sdk';

/** Settings that connectors of servers share, each in the words that every form shows. */
export const HOST = Type.String({ minLength: 1, maxLength: 253, description: 'Name or address of the server' });

export const portOf = (usual: number) =>
  Type.Integer({ minimum: 1, maximum: 65_535, default: usual, description: 'Port of the server' });

/** Several servers, as host:port, a host of IPv6 in brackets. */
export const serverList = (description: string) =>
  Type.Array(Type.String({ pattern: '^[^\\s:/@]+:\\d{1,5}$|^\\[[0-9A-Fa-f:.]+\\]:\\d{1,5}$', maxLength: 300 }), {
    ...{ minItems: 1, maxItems: 20, description },
  });

export const READS_ONLY = 'Account that is signed in with. It needs to read, nothing else';

export const TLS_TITLES = {
  required: 'required: the certificate is verified',
  off: 'off: password and data travel readable',
};
export const TLS = Choice(['required', 'off'], {
  default: 'required',
  titles: TLS_TITLES,
  description: 'Encryption of the connection',
});

export const AUTHORITY = Type.String({
  ...{ default: '', maxLength: 65_536 },
  description:
    'Certificate of a private authority (PEM), where the IT administrator has not named it in egress.ca_file',
});

export const CERTIFICATE_NAME = Type.String({
  ...{ default: '', maxLength: 253 },
  description: 'Name in the certificate of the server, where it is not the name above',
});

/** A server of a list. */
export function hostAndPort(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}

/** The authority of this connection alone, where there is one. */
export const trusting = ({ authority }: { readonly authority: string }): Pick<TlsOptions, 'ca'> =>
  authority.trim() ? { ca: [authority] } : {};

/** As faults name a server. */
export const serverAt = (title: string, { host, port }: { readonly host: string; readonly port: number }): string =>
  `${title} at ${host.includes(':') ? `[${host}]` : host}:${port}`;
