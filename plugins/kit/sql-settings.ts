import { Choice, Secret, type Static, type TlsOptions, Type } from '#sdk';

/** The settings of a connection to a server that speaks SQL. */
export const sqlSettings = (port: number) => ({
  host: Type.String({ minLength: 1, maxLength: 253, description: 'Name or address of the server' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535, default: port, description: 'Port of the server' }),
  database: Type.String({ minLength: 1, maxLength: 128, description: 'Database that is read' }),
  user: Type.String({
    minLength: 1,
    maxLength: 128,
    description: 'Account that is signed in with. It needs to read, nothing else',
  }),
  password: Secret('Password of the account'),
  tls: Choice(['required', 'off'], {
    default: 'required',
    titles: { required: 'required: the certificate is verified', off: 'off: password and data travel readable' },
    description: 'Encryption of the connection',
  }),
  authority: Type.String({
    ...{ default: '', maxLength: 65_536 },
    description:
      'Certificate of a private authority (PEM), where the IT administrator has not named it in egress.ca_file',
  }),
  statementMinutes: Type.Integer({
    ...{ minimum: 1, maximum: 1_440, default: 60 },
    description: 'Minutes after which the server ends one statement of ours',
  }),
});

const settings = Type.Object(sqlSettings(1));
export type SqlSettings = Static<typeof settings>;

export const tlsOptions = ({ authority }: Pick<SqlSettings, 'authority'>): TlsOptions =>
  authority ? { ca: [authority] } : {};

/** As faults name a server. */
export const serverAt = (title: string, { host, port }: Pick<SqlSettings, 'host' | 'port'>): string =>
  `${title} at ${host.includes(':') ? `[${host}]` : host}:${port}`;
