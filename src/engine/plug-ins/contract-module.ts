import * as sdk from '#sdk';

let published = false;

/** Lets plug-ins import the contract of this very program under the name `@adit/sdk`. Once per process. */
export function publishContract(): void {
  if (published) return;
  published = true;
  Bun.plugin({
    name: 'adit',
    setup(build) {
      build.module('@adit/sdk', () => ({ exports: { ...sdk }, loader: 'object' }));
    },
  });
}
