import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound } from '../../platform/access/guard.ts';
import type { Upload } from './model.ts';

/** An upload is seen by the person who sends it, as long as that person may load data into its workspace; by nobody else. */
export function allowUpload(actor: Actor, upload: Upload | null): Upload {
  if (!upload || upload.tenant !== actor.tenant || upload.user !== actor.id || !mayEnter(actor, upload))
    return notFound('upload');
  guardIn(actor, 'write:datasets', upload);
  return upload;
}
