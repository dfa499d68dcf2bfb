import { AppError } from '#sdk';

export const etagHeader = (version: string): string => `"${version}"`;

/** The version that the caller believes to be present. A change without it could overwrite somebody's work unseen. */
export function readIfMatch(request: Request): string {
  const header = request.headers.get('if-match')?.trim();
  if (!header)
    throw new AppError(
      'conflict',
      'change.versionMissing',
      'Say in the header If-Match which version you change: the "etag" of the resource as you last read it.',
    );
  const version = /^"?([A-Za-z0-9._-]{1,64})"?$/.exec(header)?.[1];
  // `*`, weak tags and lists cannot name one version.
  if (!version) throw new AppError('invalid', 'http.badIfMatch', 'If-Match takes one etag, as it was given.');
  return version;
}
