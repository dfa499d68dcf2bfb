import { folderConnector } from '../kit/file-folder.ts';

export default folderConnector({
  id: 'xes-folder',
  title: 'XES event logs in a folder',
  summary: 'Reads XES event logs of a folder on this server, new and changed ones with each load.',
  pattern: '*.{xes,xes.gz}',
});
