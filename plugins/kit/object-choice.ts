import { KEEPS_SECRETS, Type } from '#sdk';
import { EVERY_FORMAT, fileChoice } from './file-choice.ts';
import { AUTHORITY } from './server-settings.ts';

/** The settings by which objects are chosen. */
export const objectChoice = {
  prefix: Type.String({
    default: '',
    maxLength: 1024,
    [KEEPS_SECRETS]: true,
    description: 'Only names that begin so, such as exports/2024/; paths are told from its last slash on',
  }),
  ...fileChoice(EVERY_FORMAT),
  authority: AUTHORITY,
};
