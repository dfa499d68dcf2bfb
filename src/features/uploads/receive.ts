import { AppError, invalid } from '#sdk';
import { detectFile } from '../../engine/import/detect.ts';
import { checksumOf } from '../../engine/import/keep-raw.ts';
import { demandOneFile } from '../../engine/import/zipped-log.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { appendChunks } from './files.ts';
import type { Upload } from './model.ts';
import { scanFile } from './scan.ts';
import {
  about,
  beginUpload,
  cancelUpload,
  changedMeanwhile,
  getUpload,
  type NewUpload,
  receivedBytes,
  tooLarge,
  type UploadParts,
} from './use-cases.ts';

/** Bytes of one request, and what its sender said of them. */
export interface SentBytes extends AsyncIterable<Uint8Array> {
  readonly announcedBytes: number | null;
  /** A chunk was dealt with: its memory is free for the next ones. */
  giveBack(chunk: Uint8Array): void;
  /** Whoever waits for the next bytes waits no longer. */
  stop(): void;
}

/** From so many bytes on it is told what kind of file comes. */
const ENOUGH_TO_TELL = 65_536;

/**
 * Takes the next bytes of an upload, from `offset` on, which must be where it stands. What it answers is on disk; what came before a
 * fault is kept too, so that the sender asks where it stands and goes on. When the last byte has come, or the first 64 KiB say that
 * this is no event log, the upload ends to be received: `complete` or `refused`. Without a length said beforehand, the first
 * request that comes whole is the end of the file.
 */
export async function receiveContent(
  parts: UploadParts,
  actor: Actor,
  id: string,
  offset: number | null,
  sent: SentBytes,
): Promise<Upload> {
  getUpload(parts, actor, id);
  return parts.receivers.alone(id, takenOver(), async (signal) => {
    const upload = getUpload(parts, actor, id);
    demandReceiving(upload);
    const { maxBytes } = parts.settings();
    const room = await roomFor(parts, upload, offset, sent, maxBytes);
    const path = parts.files.path(upload);
    const startsAt = await receivedBytes(parts, upload);
    // Where files are scanned, nothing looks into them before.
    const scanned = parts.scanners().length > 0;
    let kind: string | null = null;
    const onBytes = async (bytes: number) => {
      if (scanned) return;
      if (kind === null && startsAt < ENOUGH_TO_TELL && bytes >= ENOUGH_TO_TELL) kind = await detectFile(path);
    };
    const { minFreeBytes } = parts.settings().import;
    signal.addEventListener('abort', () => sent.stop(), { once: true });
    const folder = parts.files.folder(upload);
    try {
      const bytes = await appendChunks(sent, { path, folder, offset: startsAt, room, minFreeBytes, signal, onBytes });
      if (upload.bytes !== null && bytes < upload.bytes) return upload;
      const scan = await scanFile(parts, upload, path);
      kind ??= await detectFile(path);
      if (kind === 'zip') await demandOneFile(path);
      return complete(parts, actor, { ...upload, bytes, scan, kind });
    } catch (error) {
      if (error instanceof AppError && isOfContent(error)) await refuse(parts, actor, upload, error);
      // Who was stopped hears why, not that its bytes were no longer wanted.
      throw signal.aborted ? signal.reason : error;
    }
  });
}

/** A whole file in one request; when it does not come whole, nothing of it stays, for its sender knows no name to go on with. */
export async function receiveFile(
  parts: UploadParts,
  actor: Actor,
  sent: NewUpload,
  bytes: SentBytes,
): Promise<Upload> {
  const begun = await beginUpload(parts, actor, sent);
  try {
    return await receiveContent(parts, actor, begun.id, 0, bytes);
  } catch (error) {
    if (getUpload(parts, actor, begun.id).state === 'receiving') await cancelUpload(parts, actor, begun.id);
    throw error;
  }
}

const OF_CONTENT = [
  ...['import.notAnEventLog', 'import.emptyFile', 'import.hostileZip', 'import.encryptedZip'],
  ...['upload.infected', 'upload.notScanned'],
];
const isOfContent = ({ code }: AppError): boolean => OF_CONTENT.includes(code);

function demandReceiving(upload: Upload): void {
  if (upload.state === 'receiving') return;
  if (upload.fault) throw new AppError(upload.fault.fault, upload.fault.code, upload.fault.message);
  throw new AppError('conflict', 'upload.notReceiving', `This upload takes no more bytes: it is ${upload.state}.`);
}

/** How many bytes may come; a wrong offset is told together with the right one. */
async function roomFor(
  parts: UploadParts,
  upload: Upload,
  offset: number | null,
  sent: SentBytes,
  maxBytes: number,
): Promise<number> {
  const received = await receivedBytes(parts, upload);
  if (offset === null && received > 0)
    invalid(
      'upload.offsetMissing',
      `Say in the header Upload-Offset from where you send; ${received} bytes are here.`,
      [{ pointer: '/Upload-Offset', message: String(received) }],
    );
  if (offset !== null && offset !== received)
    throw new AppError(
      'conflict',
      'upload.offset',
      `${received} bytes are here: send from there, not from ${offset}.`,
      [{ pointer: '/Upload-Offset', message: String(received) }],
    );
  if (upload.bytes === null) {
    if (received + (sent.announcedBytes ?? 0) > maxBytes) throw tooLarge(maxBytes);
    return maxBytes - received;
  }
  const room = upload.bytes - received;
  if ((sent.announcedBytes ?? 0) > room)
    invalid(
      'upload.tooLong',
      `Only ${room} bytes of the ${upload.bytes} that were said are missing, and more are sent.`,
    );
  return room;
}

function complete(parts: UploadParts, actor: Actor, upload: Upload): Upload {
  const { store, changes, clock } = parts;
  const after: Upload = { ...upload, state: 'complete', updatedAtMs: clock.now() };
  parts.checksums.set(
    upload.id,
    checksumOf(parts.files.path(upload)).catch(() => null),
  );
  return changes.make(actor, (change) => {
    if (!store.update(change.tx, after, 'receiving')) throw changedMeanwhile();
    const { bytes, kind, scan } = after;
    change.record({ action: 'upload.complete', ...about(after), event: 'updated', after: { bytes, kind, scan } });
    return after;
  });
}

async function refuse(parts: UploadParts, actor: Actor, upload: Upload, error: AppError): Promise<void> {
  const { store, files, changes, clock } = parts;
  const { fault, code, message, details } = error;
  const bytes = await receivedBytes(parts, upload);
  const after: Upload = {
    ...upload,
    bytes,
    state: 'refused',
    fault: { fault, code, message },
    updatedAtMs: clock.now(),
  };
  changes.make(actor, (change) => {
    if (!store.update(change.tx, after, 'receiving')) throw changedMeanwhile();
    change.record({
      action: 'upload.refuse',
      ...about(after),
      event: 'updated',
      outcome: 'failure',
      after: { code, found: details?.[0]?.message },
    });
  });
  await files.remove(files.path(upload));
}

const takenOver = () =>
  new AppError('conflict', 'upload.takenOver', 'Another request goes on with this upload; this one was ended.');
