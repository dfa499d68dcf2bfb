import excelFolder from '../../plugins/connectors/excel-folder.ts';
import { fileCases } from './file-cases.ts';
import { folderHouse } from './folder-house.ts';

fileCases(folderHouse(excelFolder, 'xlsx', 10_000));
