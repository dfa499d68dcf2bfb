#!/usr/bin/env bun
/** A source that speaks the protocol of Airbyte, simulated: what a program of an administrator does, and what it should not. */
import { readFileSync } from 'node:fs';

const [command, ...flags] = process.argv.slice(2);
const fileOf = (flag: string) => {
  const at = flags.indexOf(`--${flag}`);
  return at < 0 ? null : JSON.parse(readFileSync(flags[at + 1]!, 'utf8'));
};
const say = (message: object | string) =>
  process.stdout.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
const config = fileOf('config');

const orders = {
  ...{ name: 'orders', namespace: 'sales', supported_sync_modes: ['full_refresh', 'incremental'] },
  ...{ source_defined_primary_key: [['id']], default_cursor_field: ['id'] },
  json_schema: {
    type: 'object',
    properties: {
      id: { type: 'integer' },
      at: { type: ['null', 'string'], format: 'date-time' },
      customer: { type: 'object', properties: { name: { type: 'string' } } },
      open: { type: 'boolean' },
    },
  },
};
const notes = { name: 'notes', supported_sync_modes: ['full_refresh'], json_schema: { properties: { text: {} } } };

if (config.does === 'leave a child' && command === 'read') {
  const child = Bun.spawn(['/bin/sleep', '600']);
  await Bun.write(config.marks, `${process.pid} ${child.pid} ${flags.join(' ')}`);
}
say('INFO this line is no message');
say({ type: 'LOG', log: { level: 'INFO', message: `config ${config.password}` } });
if (command === 'check') {
  const fits = config.password === 'right-password';
  say({
    type: 'CONNECTION_STATUS',
    connectionStatus: fits ? { status: 'SUCCEEDED' } : { status: 'FAILED', message: 'wrong password' },
  });
} else if (command === 'discover') {
  say({ type: 'CATALOG', catalog: { streams: [orders, notes] } });
} else {
  const [{ stream, sync_mode: mode }] = fileOf('catalog').streams;
  const state = fileOf('state') as { stream: { stream_state: { id: number } } }[] | null;
  if (config.does === 'fail')
    say({ type: 'TRACE', trace: { type: 'ERROR', error: { message: 'no rights', failure_type: 'config_error' } } });
  if (config.does === 'end') process.exit(3);
  if (config.does === 'end midway') {
    process.stdout.write('{"type":"REC');
    process.exit(3);
  }
  if (config.does === 'garbage') say('{"type":"RECORD","record":{');
  const from = mode === 'incremental' ? (state?.[0]?.stream.stream_state.id ?? 0) : 0;
  for (let id = from + 1; id <= (stream.name === 'orders' ? 50 : 3); id++) {
    const data = { id, at: '2026-05-01T08:00:00Z', customer: { name: `c${id}` }, open: id % 2 === 0 };
    const note = `{"type":"RECORD","record":{"stream":"notes","data":{"text":"n${id}","big":12345678901234567890}}}`;
    if (stream.name === 'orders')
      say({ type: 'RECORD', record: { stream: 'orders', namespace: 'sales', data, emitted_at: 1 } });
    else say(note);
    if (stream.name === 'orders' && id % 20 === 0)
      say({
        type: 'STATE',
        state: {
          type: 'STREAM',
          stream: { stream_descriptor: { name: 'orders', namespace: 'sales' }, stream_state: { id } },
        },
      });
  }
  if (config.does === 'leave a child') await Bun.sleep(600_000);
}
