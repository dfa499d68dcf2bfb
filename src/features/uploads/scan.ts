import { AppError } from '#sdk';
import type { Upload, UploadScan } from './model.ts';
import type { UploadParts } from './use-cases.ts';

/** Shows a file of which all bytes are here to every scanner. Faults: something was found, or no verdict could be had. */
export async function scanFile(parts: UploadParts, upload: Upload, path: string): Promise<UploadScan | null> {
  const scanners = parts.scanners();
  if (scanners.length === 0) return null;
  parts.scanning.add(upload.id);
  try {
    for (const scanner of scanners) {
      const verdict = await scanner.scan(path).catch((error) => {
        parts.log.error('upload.notScanned', { upload: upload.id, scanner: scanner.name, error });
        throw notScanned(scanner.name);
      });
      if (verdict.infected) throw infected(scanner.name, verdict.signature);
    }
    return { by: scanners.map(({ name }) => name).join(', '), atMs: parts.clock.now() };
  } finally {
    parts.scanning.delete(upload.id);
  }
}

const infected = (scanner: string, signature: string) =>
  new AppError(
    'invalid',
    'upload.infected',
    `${scanner} found malware in this file (${signature}). It was removed. Have the machine that it comes from looked at.`,
    [{ pointer: '/content', message: signature }],
  );

const notScanned = (scanner: string) =>
  new AppError(
    'unavailable',
    'upload.notScanned',
    `The file could not be scanned for malware (${scanner} gave no verdict), and is not taken unscanned. Tell your administrator, and send it again later.`,
  );
