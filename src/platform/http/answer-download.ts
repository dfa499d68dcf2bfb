import { baseHeaders } from './base-headers.ts';
import type { Exchange } from './http-parts.ts';
import { successStatus } from './problem.ts';
import type { Download } from './route.ts';

/** A file under its name, as it is made. */
export function answerDownload({ name, contentType, content }: Download, exchange: Exchange): Response {
  const headers = baseHeaders(exchange, 'data');
  headers.set('content-type', contentType);
  headers.set('content-disposition', attachment(name));
  return new Response(content, { status: successStatus('ok'), headers });
}

/** RFC 6266: the name for every browser in plain letters, and as it is for those that read it. */
export function attachment(name: string): string {
  const safe = name
    .replace(/[\p{Cc}\p{Cf}\\/:*?"<>|]+/gu, '-')
    .replace(/^[.\s-]+/, '')
    .slice(0, 150)
    .toWellFormed();
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${safe.replace(/[^\x20-\x7e]|%/g, '_')}"; filename*=UTF-8''${encoded}`;
}
