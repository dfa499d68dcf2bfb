import { KEEPS_SECRETS, Type } from '#sdk';
import { fileChoice } from './file-choice.ts';

/** The settings by which objects are chosen. */
export const objectChoice = {
  prefix: Type.String({
    default: '',
    maxLength: 1024,
    [KEEPS_SECRETS]: true,
    description: 'Only names that begin so, such as exports/2024/; paths are told from its last slash on',
  }),
  ...fileChoice('*.{csv,tsv,txt,json,jsonl,ndjson,csv.gz,xlsx,parquet,xes,xes.gz}'),
  authority: Type.String({
    ...{ default: '', maxLength: 65_536 },
    description:
      'Certificate of a private authority (PEM), where the IT administrator has not named it in egress.ca_file',
  }),
};
