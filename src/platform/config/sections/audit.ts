import { Type } from '#sdk';
import { choice, path, secret, text, whole } from '../setting.ts';

const FORMATS = ['json', 'cef'] as const;

export const audit = Type.Object(
  {
    key: secret(
      'Key of the audit log: 32 bytes as base64. Not set: made at the first start as audit.key in the data folder.',
      'restart',
    ),
    checkpoint_file: path(
      'File to which the signed checkpoints are appended, best on another machine; empty: audit-checkpoints.txt in the data folder.',
      '',
      'restart',
    ),
    keep_days: whole(
      'Days for which audit rows are kept; 0: for ever. Older ones go by whole segments, once every receiver has them.',
      0,
      'reload',
      { minimum: 0, maximum: 36_500 },
    ),
    syslog: Type.Object(
      {
        target: text(
          'Receiver by TLS (whose authority egress.ca_file may name), by TCP, or at a stream socket of this machine; empty: none.',
          '',
          'restart',
          {
            pattern: String.raw`^((tls|tcp)://(\[[0-9A-Fa-f:.]+\]|[\w.\-]+):\d{1,5}|unix:/.+)?$`,
            form: 'tls://siem.example:6514 or unix:/run/siem.sock',
          },
        ),
        format: choice('What stands in a message: JSON, or CEF.', FORMATS, 'json', 'restart'),
      },
      { description: 'The audit log sent on by syslog (RFC 5424).' },
    ),
    file: Type.Object(
      {
        path: path('File to which every row is appended as well; empty: none.', '', 'restart'),
        format: choice('A line of JSON or of CEF for each row.', FORMATS, 'json', 'restart'),
      },
      { description: 'The audit log written to a file as well.' },
    ),
  },
  { description: 'The audit log.' },
);
