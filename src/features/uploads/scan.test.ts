import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { sql } from '#sdk';
import { EICAR } from '../../../tests/real-clamd.ts';
import { BYTES, UploadHouse } from '../../../tests/upload-house.ts';

const rows = `case,activity,time\na,${EICAR},2024-01-01T08:00:00Z\n`;
const bad = new TextEncoder().encode(rows);

/** A STAND-IN for a scanner: grep finds the test string in the first or second half of a file, or says that it cannot read it. */
const house = (command: string[]) =>
  new UploadHouse({
    ADIT__UPLOADS__SCANNER__COMMAND: JSON.stringify(command),
    ADIT__UPLOADS__SCANNER__CLEAN_EXIT_CODES: '["1"]',
    ADIT__UPLOADS__SCANNER__INFECTED_EXIT_CODES: '["0"]',
  });

const rowsOf = ({ house }: UploadHouse, action: string): unknown[] =>
  house.db
    .all<{ after: string }>(sql`select after from audit_log where action = ${action}`)
    .map(({ after }) => JSON.parse(after));

describe('with a scanner', () => {
  const at = house(['/usr/bin/grep', '-o', 'EICAR-STANDARD-ANTIVIRUS', '{file}']);
  test('what is clean is told so, on its page and in the audit log', async () => {
    const id = await at.begin();
    const got = await at.send(id, BYTES, 0);
    expect(got.json).toMatchObject({ state: 'complete', scannedBy: 'grep', kind: 'csv' });
    expect((await at.ann.get(`/uploads/${id}`)).text).toContain('Scanned for malware by grep');
    expect(rowsOf(at, 'upload.complete')).toEqual([
      expect.objectContaining({ scan: { by: 'grep', atMs: expect.any(Number) } }),
    ]);
  });

  test('what is infected is refused after its last byte, removed, and in the audit log', async () => {
    const id = await at.begin({ bytes: bad.length });
    await at.send(id, bad.subarray(0, 40), 0);
    const got = await at.send(id, bad.subarray(40), 40);
    expect([got.status, got.json.code]).toEqual([400, 'upload.infected']);
    expect(got.json.detail).toContain('EICAR-STANDARD-ANTIVIRUS');
    expect(existsSync(at.pathOf(id))).toBe(false);
    const page = (await at.ann.get(`/uploads/${id}`)).text;
    expect(page).toContain('found malware in this file (EICAR-STANDARD-ANTIVIRUS)');
    expect((await at.ann.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'D' })).json.code).toBe(
      'upload.infected',
    );
    expect((await at.ann.post(`/api/v1/uploads/${id}/preview`, {})).json.code).toBe('upload.infected');
    expect(rowsOf(at, 'upload.refuse')).toEqual([{ code: 'upload.infected', found: 'EICAR-STANDARD-ANTIVIRUS' }]);
  });

  test('nothing looks into a file before: one that is no log is shown to the scanner first', async () => {
    const png = new Uint8Array(70_000 + bad.length);
    png.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    png.set(bad, 70_000);
    const id = await at.begin({ bytes: png.length });
    expect((await at.send(id, png, 0)).json.code).toBe('upload.infected');
  });
});

describe('a scanner that gives no verdict', () => {
  const at = house(['/usr/bin/grep', '--no-such-option', '{file}']);
  test('lets nothing through, and the person hears so', async () => {
    const id = await at.begin();
    const got = await at.send(id, BYTES, 0);
    expect([got.status, got.json.code]).toEqual([503, 'upload.notScanned']);
    expect(got.json.detail).toContain('is not taken unscanned');
    expect(existsSync(at.pathOf(id))).toBe(false);
    expect((await at.ann.get(`/api/v1/uploads/${id}`)).json.state).toBe('refused');
  });
});
