/** A job that goes on while its page is open: progress and state as they happen, and without scripts by asking again. */
import { describe, expect } from 'bun:test';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const bench = useBench();

/** A job that nobody runs: the test is its runner. */
function plantedJob() {
  const { db, jobs, events, tenancy } = bench().house.appliance;
  const { tenant, workspace } = tenancy.ensureHome();
  const where = { tenant: tenant.id, workspace: workspace.id };
  const { id } = db.transaction((tx) => jobs.enqueue(tx, { kind: 'planted', payload: {}, ...where }));
  const progress = (share: number, note: string) =>
    events.announce({
      ...{ type: 'job.progress', tenant: tenant.id, correlationId: id },
      payload: { job: id, share, note },
    });
  return { id, jobs, progress };
}

describe.each([true, false])('with JavaScript: %j', (javascript) => {
  browserTest('a job is followed to its end', async () => {
    const { id, jobs, progress } = plantedJob();
    const ann = await bench().arrive({ javascript });
    const { page, troubles } = await ann.open(`/jobs/${id}`);
    await page.getByText('waits', { exact: true }).waitFor();
    const claim = jobs.claim(['planted'])!;
    await page.getByRole('progressbar').waitFor();
    if (javascript) {
      progress(0.42, 'Reading');
      await page.getByText('42%').waitFor();
      await page.getByText('Reading').waitFor();
    }
    jobs.finish(claim, () => ({ rows: 3 }));
    await page.getByText('done', { exact: true }).waitFor();
    await page.getByRole('heading', { name: 'What came of it' }).waitFor();
    expect(troubles).toEqual([]);
    await ann.leave();
  });

  browserTest('a waiting job is cancelled and runs again', async () => {
    const { id, jobs } = plantedJob();
    const ann = await bench().arrive({ javascript });
    const { page, troubles } = await ann.open(`/jobs/${id}`);
    await page.getByRole('button', { name: 'Cancel job' }).click();
    await page.getByText('The job is cancelled.').waitFor();
    expect(jobs.find(id)?.state).toBe('cancelled');
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByText('The job runs again.').waitFor();
    expect(jobs.find(id)?.state).toBe('ready');
    jobs.finish(jobs.claim(['planted'])!);
    expect(troubles).toEqual([]);
    await ann.leave();
  });
});
