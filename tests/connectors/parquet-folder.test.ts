import parquetFolder from '../../plugins/connectors/parquet-folder.ts';
import { fileCases } from './file-cases.ts';
import { folderHouse } from './folder-house.ts';

fileCases(folderHouse(parquetFolder, 'parquet', 10_000));
