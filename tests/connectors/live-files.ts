import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { type FileConnector, Value } from '#sdk';
import { RunHouse } from './connector-run.ts';
import { contentOf, listed } from './source-house.ts';

/**
 * The same against a store of yours: `ADIT_LIVE_S3=settings.json` names a file with the connector's settings, and `reach`, what the egress
 * list would name: `["exports.s3.eu-central-1.amazonaws.com:443"]`. Nothing where the variable is not set.
 */
// biome-ignore lint/suspicious/noExplicitAny: settings differ among connectors
export function liveFiles(connector: FileConnector<any>): void {
  const variable = `ADIT_LIVE_${connector.id.toUpperCase().replaceAll('-', '_')}`;
  const path = process.env[variable];
  if (!path) return;
  test(`the live store of ${variable}: a file from the middle on is the rest of it`, async () => {
    const { reach, ...settings } = JSON.parse(readFileSync(path, 'utf8')) as { reach: string[] };
    const runs = new RunHouse(reach);
    await runs.start();
    await using source = await connector.open(Value.Default(connector.params, settings) as never, runs.run({}));
    console.info(await source.check());
    const files = await listed(source);
    const file = files.filter(({ bytes }) => bytes < 50_000_000).sort((a, b) => b.bytes - a.bytes)[0]!;
    const whole = await contentOf(source, file);
    const middle = Math.floor(file.bytes / 2);
    expect(whole.length).toBe(file.bytes);
    expect((await contentOf(source, file, middle)).equals(whole.subarray(middle))).toBe(true);
    runs.stop();
  }, 300_000);
}
