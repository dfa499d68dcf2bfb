import { Type } from '#sdk';
import { list, path } from '../setting.ts';

export const egress = Type.Object(
  {
    allow: list(
      'Targets that connectors, webhooks and model providers may reach, each with its port: a name, subdomains, an address or a network. What other settings name is allowed by that. Empty: nothing else is reached.',
      'reload',
      { form: 'erp-db.corp:1521, *.corp.example:443 or 10.20.0.0/16:443' },
    ),
    ca_file: path('Authorities (PEM) that are trusted beside those of the system.', '', 'reload'),
  },
  { description: 'Connections that leave this machine.' },
);
