import { Type } from '#sdk';
import { list, text, whole } from '../setting.ts';

const EXIT_CODE = { pattern: String.raw`^\d{1,3}$`, form: '0' };

const scanner = Type.Object(
  {
    clamd: text(
      'ClamAV’s daemon, which gets the bytes of each file: a socket of this machine, or a port; empty: not asked.',
      '',
      'reload',
      {
        pattern: String.raw`^(tcp://(\[[0-9A-Fa-f:.]+\]|[\w.\-]+):\d{1,5}|unix:/.+)?$`,
        form: 'unix:/run/clamav/clamd.ctl or tcp://scanner.example:3310',
      },
    ),
    command: list(
      'A program that looks at a file, and its arguments; {file} stands for the path. No shell reads them. Empty: none.',
      'reload',
      { form: '/opt/scanner/bin/scan, --quiet, {file}' },
    ),
    clean_exit_codes: list('Exit codes of the program that mean: nothing was found. None: 0.', 'reload', EXIT_CODE),
    infected_exit_codes: list('Exit codes that mean: something was found. None: 1.', 'reload', EXIT_CODE),
    time_limit_seconds: whole('Longest time for one file; what takes longer is refused.', 300, 'reload'),
  },
  { description: 'Files are looked at by a scanner before they are read; what cannot be scanned is refused.' },
);

export const uploads = Type.Object({ scanner }, { description: 'Files that people send.' });
