import xesFolder from '../../plugins/connectors/xes-folder.ts';
import { fileCases } from './file-cases.ts';
import { folderHouse } from './folder-house.ts';

fileCases(folderHouse(xesFolder, 'xes.gz', 10_000));
