import { AppError, type Fault } from '#sdk';

/** Ends the reading of a broken or hostile document, naming the place. Lines and columns count from 1, columns in characters. */
export function xmlFault(code: string, message: string, line: number, column: number, fault: Fault = 'invalid'): never {
  throw new AppError(fault, code, `Line ${line}, column ${column}: ${message}`, [{ line, column, message }]);
}

/** The document is not well-formed XML. */
export const notWellFormed = (message: string, line: number, column: number): never =>
  xmlFault('import.xmlNotWellFormed', `the file is not well-formed XML: ${message}.`, line, column);

/** A document type declaration: refused whatever is in it, so that no entity is ever expanded and nothing fetched. */
export const refuseDoctype = (line: number, column: number): never =>
  xmlFault(
    'import.xmlDoctype',
    'the file has a document type declaration (<!DOCTYPE), which is refused because entities declared there can be harmful. Remove the declaration.',
    line,
    column,
  );

/** Bytes that are not what the file declares, or UTF-8 where it declares nothing. */
export function notUtf8(line: number): never {
  const message = `Line ${line}: the bytes are not UTF-8, though the file declares it or nothing else. If it was written in another encoding, declare that in the first line, for example <?xml version="1.0" encoding="windows-1252"?>.`;
  throw new AppError('invalid', 'import.notUtf8', message, [{ line, message: 'not UTF-8' }]);
}
