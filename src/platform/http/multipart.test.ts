import { expect, test } from 'bun:test';
import type { AppError } from '#sdk';
import { bodyStream } from './body-stream.ts';
import { readMultipart, type SentForm } from './multipart.ts';

const LINE = 'BoUnDaRy';
const field = (name: string, value: string) =>
  `--${LINE}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, text: string) =>
  `--${LINE}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n`;
const END = `--${LINE}--\r\n`;
const LIMITS = { limitBytes: 10_000_000, idleMs: 1000 };

function formOf(
  body: string | Uint8Array | ReadableStream,
  limits = LIMITS,
  type = `multipart/form-data; boundary=${LINE}`,
) {
  const request = new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } });
  return readMultipart(request, bodyStream(request, limits));
}

async function textOf(form: SentForm): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of form.file!) chunks.push(chunk);
  await form.end();
  return Buffer.concat(chunks).toString('utf8');
}

const faultOf = (work: Promise<unknown>) => work.then(() => null).catch((error: AppError) => [error.fault, error.code]);

test('fields before the file, then the file as it comes', async () => {
  const form = await formOf(field('csrf', 'token') + field('project', 'p') + file('a b.csv', 'x,y\r\n1,2') + END);
  expect([...form.fields]).toEqual([
    ['csrf', 'token'],
    ['project', 'p'],
  ]);
  expect(form.file!.name).toBe('a b.csv');
  expect(await textOf(form)).toBe('x,y\r\n1,2');
});

test('fields behind the file are not looked at: a token there is none', async () => {
  const form = await formOf(file('a.csv', 'x') + field('csrf', 'token') + END);
  expect([...form.fields]).toEqual([]);
  expect(await textOf(form)).toBe('x');
});

test('no file, or a file field in which nothing was chosen', async () => {
  const without = await formOf(field('csrf', 't') + END);
  expect(without.file).toBeNull();
  await without.end();
  const empty = `--${LINE}\r\ncontent-disposition: form-data; name="file"; filename=""\r\ncontent-type: application/octet-stream\r\n\r\n\r\n`;
  const form = await formOf(field('csrf', 't') + empty + END);
  expect(form.file).toBeNull();
  await form.end();
});

test('names of files: folders go, bytes that are no UTF-8 show as such', async () => {
  const name = async (head: Uint8Array) => {
    const form = await formOf(new Uint8Array([...head, ...Buffer.from(`\r\n--${LINE}--\r\n`)]));
    const found = form.file!.name;
    await textOf(form);
    return found;
  };
  const withName = (bytes: Buffer) =>
    new Uint8Array(
      Buffer.concat([
        Buffer.from(`--${LINE}\r\ncontent-disposition: form-data; name="file"; filename="`),
        bytes,
        Buffer.from('"\r\n\r\nx'),
      ]),
    );
  expect(await name(withName(Buffer.from('../../etc/passwd')))).toBe('passwd');
  expect(await name(withName(Buffer.from('Prüfung.csv')))).toBe('Prüfung.csv');
  expect(await name(withName(Buffer.from('Prüfung.csv', 'latin1')))).toBe('Pr\ufffdfung.csv');
});

test('a form that is broken off: what stands before the file is refused, and so is the file, wherever it ends', async () => {
  const whole = field('csrf', 't') + file('a.csv', 'x'.repeat(2000)) + END;
  for (let cut = 1; cut < whole.length - END.length; cut += 97) {
    const fault = await faultOf(formOf(whole.slice(0, cut)).then(async (form) => form.file && (await textOf(form))));
    expect({ cut, fault }).toEqual({ cut, fault: ['invalid', 'http.badForm'] });
  }
});

test('refused: another type, no boundary, too many fields, too long ones, more files, too many bytes', async () => {
  expect(await faultOf(formOf('a=b', LIMITS, 'application/x-www-form-urlencoded'))).toEqual([
    'invalid',
    'http.unsupportedMediaType',
  ]);
  expect(await faultOf(formOf('a', LIMITS, 'multipart/form-data; x'))).toEqual(['invalid', 'http.badForm']);
  const many = Array.from({ length: 60 }, (_, i) => field(`f${i}`, 'v')).join('');
  expect(await faultOf(formOf(many + END))).toEqual(['too_large', 'http.formTooLarge']);
  expect(await faultOf(formOf(field('f', 'v'.repeat(70_000)) + END))).toEqual(['too_large', 'http.formTooLarge']);
  const long = formOf(file('a', 'x'.repeat(5000)) + END, { ...LIMITS, limitBytes: 3000 });
  expect(await faultOf(long.then(textOf))).toEqual(['too_large', 'http.bodyTooLarge']);
});

test('whoever wants no more ends it at once, whatever the sender does', async () => {
  const silent = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(field('csrf', 't') + file('a.csv', 'x'.repeat(100_000)).slice(0, 50_000)));
    },
  });
  const form = await formOf(silent, { ...LIMITS, idleMs: 60_000 });
  await form.end();
  expect(await faultOf(textOf(form))).not.toBeNull();
});

test('a body: silence, and a limit that shows only on the way', async () => {
  const request = (body: ReadableStream) => new Request('http://localhost/', { method: 'PUT', body });
  const take = async (body: ReadableStream, limits = { limitBytes: 100, idleMs: 50 }) => {
    let bytes = 0;
    for await (const chunk of bodyStream(request(body), limits)) bytes += chunk.length;
    return bytes;
  };
  expect(await faultOf(take(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(10)) })))).toEqual([
    'timeout',
    'http.senderSilent',
  ]);
  expect(await faultOf(take(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(60)) })))).toEqual([
    'too_large',
    'http.bodyTooLarge',
  ]);
  const drip = new ReadableStream({
    async pull(controller) {
      await Bun.sleep(20);
      controller.enqueue(new Uint8Array(1));
    },
  });
  expect(await faultOf(take(drip))).toEqual(['timeout', 'http.senderTooSlow']);
});

/** A body whose chunks are remembered, to see what became of their memory. */
function rememberedBody(text: string, chunkBytes: number) {
  const bytes = new TextEncoder().encode(text);
  const chunks: Uint8Array[] = [];
  let at = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        const chunk = bytes.slice(at, at + chunkBytes);
        at += chunkBytes;
        chunks.push(chunk);
        controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
  return { body, held: () => chunks.filter((chunk) => chunk.byteLength > 0).length };
}

test.each([100, 5_000, 70_000])('what was read of a file is given back, in chunks of %d bytes', async (chunkBytes) => {
  const content = Array.from({ length: 100_000 }, (_, i) => `${i},\r\n--BoUn`).join('');
  const { body, held } = rememberedBody(field('csrf', 't') + file('a.csv', content) + END, chunkBytes);
  const form = await formOf(body);
  const read: Buffer[] = [];
  let most = 0;
  for await (const slice of form.file!) {
    read.push(Buffer.from(slice));
    form.file!.giveBack(slice);
    most = Math.max(most, held() * chunkBytes);
  }
  await form.end();
  expect(Buffer.concat(read).toString()).toBe(content);
  // What waits between the parser and the reader, and no more.
  expect(most).toBeLessThan(150_000 + 3 * chunkBytes);
  expect(content.length).toBeGreaterThan(1_000_000);
});
