import { english, type Texts } from '../../platform/text/texts.ts';
import type { Facts, Kind, Way } from './model.ts';

const TITLES: Readonly<Record<Facts['form'], string>> = {
  loaded: english('“{name}” is loaded.'),
  'loaded-refused': english('“{name}” is loaded; rows that were refused: {count}.'),
  'load-failed': english('A file could not be loaded into “{name}”.'),
  'job-done': english('“{name}” is done.'),
  'job-failed': english('“{name}” has ended without success.'),
  'pushes-missed': english('“{name}” does not take what is pushed to it: its dataset is in the bin.'),
  shared: english('“{name}” was shared with you.'),
  quality: english('The quality of “{name}” is lower than before.'),
  schema: english('The columns of “{name}” have changed.'),
  'webhook-paused': english('The webhook “{name}” is paused: its receiver failed too often.'),
  'webhook-gone': english('The webhook “{name}” was switched off: its receiver is gone.'),
};

/** What an entry says, in the reader's language. The name of a kind of job is a text of ours, any other stands as it is. */
export const titleOf = ({ form, name, count }: Facts, { t }: Pick<Texts, 't'>): string =>
  t(TITLES[form], { name: form.startsWith('job-') ? t(name) : name, count: String(count ?? 0) });

export const KIND_TITLES: Readonly<Record<Kind, string>> = {
  load: english('Loads that you began'),
  job: english('Jobs that you began'),
  share: english('What is shared with you'),
  quality: english('Lower quality of what you loaded'),
  schema: english('Other columns in what you loaded'),
  webhook: english('Webhooks of yours that were paused'),
};

export const WAY_TITLES: Readonly<Record<Way, string>> = {
  inbox: english('In the inbox'),
  email: english('By e-mail'),
  both: english('In the inbox and by e-mail'),
  none: english('Not at all'),
};
