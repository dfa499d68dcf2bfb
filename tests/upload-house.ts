import { afterAll, beforeAll, beforeEach } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Appliance, addUser, exampleAppliance, signedIn } from './example-appliance.ts';
import { exampleFoundations } from './example-foundations.ts';
import type { HttpClient } from './http-client.ts';

/** Three events in two cases. */
export const ROWS =
  'case,activity,time\na,x,2024-01-01T08:00:00Z\na,y,2024-01-01T09:00:00Z\nb,x,2024-01-02T08:00:00Z\n';
export const BYTES = new TextEncoder().encode(ROWS);

/** What the tests of uploads share: in each test a fresh house with small limits, and an analyst who sends files to it. */
export class UploadHouse {
  folder = '';
  house!: Appliance;
  ann!: HttpClient;

  /** Called once, at the top of a test file. */
  constructor(limits: Record<string, string> = {}) {
    const settings = { ...SMALL, ...limits };
    beforeAll(() => {
      this.folder = mkdtempSync(join(tmpdir(), 'adit-uploads-'));
    });
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
    beforeEach(async () => {
      this.house = await exampleAppliance({ foundations: exampleFoundations(settings, this.folder) });
      await addUser(this.house, { login: 'ann', tenant: this.house.home.tenant.id, role: 'analyst' });
      this.ann = await signedIn(this.house, 'ann');
    });
  }

  /** Announces a file; gives the id of the upload. */
  async begin(more: object = {}): Promise<string> {
    const about = { name: 'a.csv', bytes: BYTES.length, projectId: this.house.home.project.id, ...more };
    return (await this.ann.post('/api/v1/uploads', about)).json.id;
  }

  send(id: string, body: Uint8Array | ReadableStream, offset: number | null, by = this.ann, method = 'PUT') {
    const headers: Record<string, string> = offset === null ? {} : { 'upload-offset': String(offset) };
    return by.send(`/api/v1/uploads/${id}/content`, { method, body, headers });
  }

  async get(id: string, what = '') {
    return (await this.ann.get(`/api/v1/uploads/${id}${what}`)).json;
  }

  /** Where the bytes of an upload lie. */
  pathOf(id: string): string {
    return join(this.folder, 'tenants', this.house.home.tenant.id, 'uploads', id);
  }
}

const SMALL = {
  ADIT__DATA__MIN_FREE_BYTES: '0',
  ADIT__SERVER__MAX_UPLOAD_BYTES: '200000',
  ADIT__SERVER__MAX_OPEN_UPLOADS: '5',
};
