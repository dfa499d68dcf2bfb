import { folderConnector } from '../kit/file-folder.ts';

export default folderConnector({
  id: 'csv-folder',
  title: 'CSV and text files in a folder',
  summary: 'Reads delimited text files of a folder on this server, new and changed ones with each load.',
  pattern: '*.{csv,tsv,txt,csv.gz,tsv.gz,txt.gz,json,jsonl,ndjson}',
});
