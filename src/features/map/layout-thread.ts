import { AppError } from '#sdk';
import { AskedThread } from '../../platform/threads/index.ts';
import type { Effort, Layout, MapGraph } from './layout/model.ts';
import type { LayoutTask } from './layout-worker.ts';

export interface LayoutOptions {
  /** After this time a layout is begun again with less effort; after this time again it is given up. */
  readonly budgetMs: number;
  /** Layouts that are kept. */
  readonly kept: number;
  readonly onDefect: (error: Error) => void;
}

/** Lays maps out: on a thread of its own, so that nobody else waits. Kept by graph: equal graphs are laid out once. */
export interface Layouts {
  of(graph: MapGraph): Promise<Layout>;
  stop(): void;
}

const DEFAULTS: LayoutOptions = { budgetMs: 3000, kept: 200, onDefect: () => {} };

export function layoutThread(options: Partial<LayoutOptions> = {}): Layouts {
  const { budgetMs, kept, onDefect } = { ...DEFAULTS, ...options };
  const known = new Map<string, Promise<Layout>>();
  let thread: AskedThread<LayoutTask, Layout> | null = null;
  const running = () => {
    if (!thread || thread.ended)
      thread = new AskedThread(new URL('./layout-worker.ts', import.meta.url), 'map layouts');
    return thread;
  };
  const end = () => {
    thread?.stop(new AppError('unavailable', 'map.stopped', 'The map could not be laid out just now. Try again.'));
    thread = null;
  };
  const within = async (graph: MapGraph, effort: Effort): Promise<Layout | null> => {
    const late = Promise.withResolvers<null>();
    const timer = setTimeout(() => late.resolve(null), budgetMs);
    try {
      return await Promise.race([running().ask({ graph, effort }), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
  const fresh = async (graph: MapGraph): Promise<Layout> => {
    for (const effort of ['full', 'rough'] as const) {
      const layout = await within(graph, effort);
      if (layout) return layout;
      onDefect(
        new Error(`a map of ${graph.nodes.length} activities and ${graph.arcs.length} paths took too long to lay out`),
      );
      end();
    }
    throw new AppError(
      'too_large',
      'map.tooLarge',
      `A map of ${graph.nodes.length} activities and ${graph.arcs.length} paths cannot be laid out in time. Show fewer activities or paths.`,
    );
  };
  return {
    of(graph) {
      const key = new Bun.CryptoHasher('sha256').update(JSON.stringify(graph)).digest('base64');
      const layout = known.get(key) ?? fresh(graph);
      known.delete(key);
      known.set(key, layout);
      layout.catch(() => known.delete(key));
      if (known.size > kept) known.delete(known.keys().next().value!);
      return layout;
    },
    stop: end,
  };
}
