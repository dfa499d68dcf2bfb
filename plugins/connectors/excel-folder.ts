import { folderConnector } from '../kit/file-folder.ts';

export default folderConnector({
  id: 'excel-folder',
  title: 'Excel workbooks in a folder',
  summary: 'Reads Excel workbooks of a folder on this server, new and changed ones with each load.',
  pattern: '*.xlsx',
});
