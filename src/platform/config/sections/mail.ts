import { type Static, Type } from '#sdk';
import { isLoopback } from '../../addresses.ts';
import { choice, path, secret, text, whole } from '../setting.ts';

const ADDRESS = String.raw`[^\s<>()\[\]\\,;:"@]+@[^\s<>()\[\]\\,;:"@]+`;

export const mail = Type.Object(
  {
    host: text('The relay that takes mail (SMTP); empty: no mail is sent.', '', 'reload', {
      pattern: String.raw`^[0-9A-Za-z.:_\-]*$`,
      form: 'relay.corp.example',
    }),
    port: whole(
      'Port of the relay: usually 587 for STARTTLS, 465 for TLS from the first byte, 25 without.',
      587,
      'reload',
      {
        minimum: 1,
        maximum: 65_535,
      },
    ),
    tls: choice(
      'starttls: TLS is demanded before anything is said, and never done without; implicit: TLS from the first byte; none: readable on the way.',
      ['starttls', 'implicit', 'none'],
      'starttls',
      'reload',
    ),
    ca_file: path(
      'File with the certificates (PEM) of the authority of the relay, beside those of this machine and "egress.ca_file".',
      '',
      'reload',
    ),
    user: text('Name under which Adit signs in at the relay; empty: it does not.', '', 'reload'),
    password: secret('Password for that name.', 'reload'),
    from: text('Address in whose name mail is sent.', '', 'reload', {
      pattern: `^(${ADDRESS})?$`,
      form: 'adit@corp.example',
    }),
    language: choice('Language of mails to people who have chosen none.', ['en', 'de'], 'en', 'reload'),
    per_person_per_hour: whole(
      'Notices that one person gets by mail in an hour; what is more comes together in one.',
      20,
      'reload',
      { minimum: 1, maximum: 1000 },
    ),
    max_attempts: whole(
      'Attempts to send one mail, with waits that grow to an hour between them, before it is given up.',
      40,
      'reload',
      { minimum: 1, maximum: 1000 },
    ),
  },
  { description: 'Notices and links by e-mail, by a relay of your own.' },
);

/** What does not fit together: the name of the setting, and why. */
export function mailProblems(
  { host, tls, user, password, from }: Static<typeof mail>,
  publicUrl: string,
): { name: string; message: string }[] {
  if (host === '') return [];
  const problems: { name: string; message: string }[] = [];
  const problem = (name: string, message: string) => problems.push({ name: `mail.${name}`, message });
  if (from === '') problem('host', '"mail.host" needs "mail.from": the address in whose name mail is sent.');
  if (publicUrl === '')
    problem('host', '"mail.host" needs "server.public_url": links in mails must say where people reach this server.');
  if (user === '' && password !== '') problem('password', '"mail.password" needs "mail.user".');
  if (user !== '' && tls === 'none' && !isLoopback(host) && host !== 'localhost')
    problem(
      'tls',
      'With "mail.tls" = "none" the password would cross the network readable. Use "starttls" or "implicit", or leave "mail.user" empty.',
    );
  return problems;
}
