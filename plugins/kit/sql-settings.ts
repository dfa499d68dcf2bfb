import { Secret, type Static, Type } from '#sdk';
import { AUTHORITY, HOST, portOf, READS_ONLY, TLS } from './server-settings.ts';

/** The settings of a connection to a server that speaks SQL. */
export const sqlSettings = (port: number) => ({
  host: HOST,
  port: portOf(port),
  database: Type.String({ minLength: 1, maxLength: 128, description: 'Database that is read' }),
  user: Type.String({
    minLength: 1,
    maxLength: 128,
    description: READS_ONLY,
  }),
  password: Secret('Password of the account'),
  tls: TLS,
  authority: AUTHORITY,
  statementMinutes: Type.Integer({
    ...{ minimum: 1, maximum: 1_440, default: 60 },
    description: 'Minutes after which the server ends one statement of ours',
  }),
});

const settings = Type.Object(sqlSettings(1));
export type SqlSettings = Static<typeof settings>;
