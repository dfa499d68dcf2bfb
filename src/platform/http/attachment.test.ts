import { expect, test } from 'bun:test';
import { attachment } from './answer-download.ts';

test('a file name keeps its letters and loses what file systems and headers read otherwise', () => {
  expect(attachment('Fälle 100%.csv')).toBe(
    `attachment; filename="F_lle 100_.csv"; filename*=UTF-8''F%C3%A4lle%20100%25.csv`,
  );
  expect(attachment('../../etc/passwd')).toBe(`attachment; filename="etc-passwd"; filename*=UTF-8''etc-passwd`);
  expect(attachment('a"\r\nset-cookie: x\u202e.csv')).toBe(
    `attachment; filename="a-set-cookie- x-.csv"; filename*=UTF-8''a-set-cookie-%20x-.csv`,
  );
  expect(() => new Headers({ 'content-disposition': attachment('\ud800😀\u0000') })).not.toThrow();
});
