import csvFolder from '../../plugins/connectors/csv-folder.ts';
import { fileCases } from './file-cases.ts';
import { folderHouse } from './folder-house.ts';

fileCases(folderHouse(csvFolder, 'csv', 100_000));
