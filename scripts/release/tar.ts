/** A file of an archive; folders follow from the paths. */
export interface TarEntry {
  path: string;
  content: Uint8Array;
  executable: boolean;
}

const block = 512;
const encoder = new TextEncoder();

function header(path: string, size: number, mode: number, type: '0' | '5', mtimeSeconds: number): Uint8Array {
  const bytes = new Uint8Array(block);
  const put = (text: string, offset: number): void => bytes.set(encoder.encode(text), offset);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  // ustar splits a long path at a slash: at most 155 bytes before it and 100 after.
  const cut = path.length <= 100 ? -1 : path.indexOf('/', path.length - 101);
  if (path.length - cut - 1 > 100 || cut > 155 || encoder.encode(path).length !== path.length)
    throw new Error(`"${path}" does not fit into a tar header (ASCII, 100 characters after the last slash).`);
  put(path.slice(cut + 1), 0);
  put(octal(mode, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  put(octal(mtimeSeconds, 11), 136);
  put(' '.repeat(8), 148);
  put(type, 156);
  put('ustar\0' + '00', 257);
  put('root', 265);
  put('root', 297);
  if (cut > 0) put(path.slice(0, cut), 345);
  put(
    `${bytes
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return bytes;
}

/**
 * A tar archive that depends on nothing but its arguments: entries sorted, owner root, one time for all. Same input,
 * same bytes, whoever builds it and where.
 */
export function tarOf(entries: readonly TarEntry[], mtimeSeconds: number): Uint8Array {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts: Uint8Array[] = [];
  const folders = new Set<string>();
  for (const { path, content, executable } of sorted) {
    for (let end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end + 1);
      if (folders.has(folder)) continue;
      folders.add(folder);
      parts.push(header(folder, 0, 0o755, '5', mtimeSeconds));
    }
    parts.push(header(path, content.length, executable ? 0o755 : 0o644, '0', mtimeSeconds), content);
    parts.push(new Uint8Array((block - (content.length % block)) % block));
  }
  parts.push(new Uint8Array(2 * block));
  return Buffer.concat(parts);
}
