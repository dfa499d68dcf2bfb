import { expect, test } from 'bun:test';
import type { AuditRow } from '../entry.ts';
import { type AuditMessage, cefMessage, jsonMessage } from './message.ts';
import { countedFrame, syslogMessage } from './syslog.ts';

const row: AuditRow = {
  ...{ seq: 42, at: Date.UTC(2026, 10, 27, 8, 30, 5, 250), actor: 'user/u1', ip: '10.0.0.9', method: 'session' },
  ...{ tenant_id: 't1', action: 'dataset.export', object: 'dataset/d1', outcome: 'success', before: null },
  ...{ after: '{"format":"csv"}', request_id: 'r1', prev_hash: 'a'.repeat(64), hash: 'b'.repeat(64) },
};
const message: AuditMessage = { kind: 'row', row };

test('syslog as RFC 5424 has it', () => {
  const text = syslogMessage(message, jsonMessage(message));
  // The grammar of section 6, for what we write: PRI VERSION SP TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP SD SP MSG
  const parts =
    /^<(\d{1,3})>1 (\S+) ([!-~]{1,255}) ([!-~]{1,48}) - ([!-~]{1,32}) \[meta sequenceId="(\d+)"\] (.*)$/.exec(text)!;
  // Facility 13 (log audit), severity 6 (informational).
  expect(parts.slice(1, 3)).toEqual(['110', '2026-11-27T08:30:05.250Z']);
  expect(parts.slice(4, 7)).toEqual(['adit', 'dataset.export', '42']);
  expect(JSON.parse(parts[7]!)).toMatchObject({ seq: 42, actor: 'user/u1', after: { format: 'csv' }, before: null });
  const denied: AuditMessage = { kind: 'row', row: { ...row, outcome: 'denied' } };
  expect(syslogMessage(denied, '')).toStartWith('<108>1 ');
});

test('frames count bytes, not letters', () => {
  expect(countedFrame('grün')).toBe('5 grün');
});

test('CEF: header and fields are escaped as it wants', () => {
  const odd: AuditRow = { ...row, action: 'a|b\\c', object: 'x=1\\2', after: null };
  expect(cefMessage({ kind: 'row', row: odd }, '1.2')).toBe(
    `${String.raw`CEF:0|Adit|Adit|1.2|a\|b\\c|a\|b\\c|3|rt=1795768205250 externalId=42 suser=user/u1 src=10.0.0.9 act=a|b\\c`} ${String.raw`outcome=success cs1Label=object cs1=x\=1\\2 cs2Label=tenant cs2=t1 cs5Label=hash cs5=`}${'b'.repeat(64)} cs6Label=requestId cs6=r1`,
  );
});

test('no value breaks a line, poses as another message, or colours a terminal', () => {
  const hostile = 'x\n<110>1 - - adit - forged - {}\r\n\u001b[31mred\u0085\u2028\u202eevil\u0000';
  const made: AuditRow = {
    ...row,
    ...{
      action: hostile,
      object: hostile,
      actor: hostile,
      ip: hostile,
      before: JSON.stringify({ [hostile]: hostile }),
    },
    ...{ after: hostile, request_id: hostile, outcome: hostile, method: hostile },
  };
  const hostileMessage: AuditMessage = { kind: 'row', row: made };
  for (const text of [jsonMessage(hostileMessage), cefMessage(hostileMessage, '1.2')]) {
    const whole = syslogMessage(hostileMessage, text);
    // Not one character that a terminal or a reader of lines acts on.
    expect(whole).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    expect(whole.match(/^<\d+>1 /g)).toHaveLength(1);
  }
  expect(JSON.parse(jsonMessage(hostileMessage))).toMatchObject({ actor: hostile, after: hostile });
});
