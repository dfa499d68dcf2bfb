import { join } from 'node:path';
import type { ChildLimits } from '../../engine/child-process.ts';
import type { Engine } from '../../engine/engine.ts';
import { streamLog } from '../../engine/export/export-log.ts';
import type { Pins } from '../../engine/publish/pins.ts';
import { NO_VEIL } from '../../engine/segments/veil.ts';
import type { LogExporter } from './use-cases.ts';

export interface LocalExporterParts {
  readonly engine: Engine;
  readonly pins: Pins;
  readonly folderOf: (manifestPath: string) => string;
  readonly newId: () => string;
  readonly limits: () => { readonly child: ChildLimits; readonly memoryBytes: number; readonly deadlineMs: number };
}

/** Exports of this server's engine. The version stays as long as somebody reads it. */
export const localExporter = (parts: LocalExporterParts): LogExporter => ({
  async export(view, name, options, signal) {
    const { engine, pins, folderOf, newId } = parts;
    const { child, memoryBytes, deadlineMs } = parts.limits();
    const folder = folderOf(view.version.manifestPath);
    const asked = {
      ...{ ...options, name, memoryBytes, deadlineMs, limits: child },
      ...{
        version: { folder, hash: view.version.hash },
        policy: view.policy,
        veil: view.veil ?? NO_VEIL,
        steps: view.steps,
      },
      tempFolder: join(engine.cacheFolderOf(folder), 'exports', newId()),
    };
    const { promise: read, resolve: release } = Promise.withResolvers<void>();
    void pins.hold(folder, () => read);
    try {
      return released(await streamLog(engine, asked, { signal }), release);
    } catch (error) {
      release();
      throw error;
    }
  },
});

/** The same stream; `release` is called once it has ended, however it ends. */
function released(source: ReadableStream<Uint8Array>, release: () => void): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        release();
        controller.close();
      } catch (error) {
        release();
        throw error;
      }
    },
    async cancel(reason) {
      release();
      await reader.cancel(reason);
    },
  });
}
