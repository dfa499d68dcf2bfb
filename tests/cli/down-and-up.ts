import { afterAll, beforeAll, describe, expect } from 'bun:test';
import type { AditBench, ServerRun } from '../adit-bench.ts';

const START_MS = 60_000;

/**
 * The same tests twice: while no server holds the data folder, and while one does.
 * @param after what is looked at when the server has ended, too
 */
export const downAndUp = (
  bench: AditBench,
  tests: (state: string, server: () => ServerRun | undefined) => void,
  after: () => void = () => {},
): void =>
  describe.each(['down', 'up'])('with the server %s', (state) => {
    let server: ServerRun | undefined;
    beforeAll(async () => {
      if (state === 'up') server = await bench.serve();
    }, START_MS);
    afterAll(async () => {
      if (server) expect((await server.stop()).code).toBe(0);
      after();
    });
    tests(state, () => server);
  });
