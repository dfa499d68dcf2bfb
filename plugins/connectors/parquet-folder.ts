import { folderConnector } from '../kit/file-folder.ts';

export default folderConnector({
  id: 'parquet-folder',
  title: 'Parquet files in a folder',
  summary: 'Reads Parquet files of a folder on this server, new and changed ones with each load.',
  pattern: '*.parquet',
});
