#!/usr/bin/env bun
/** A program of Airbyte whose data lies on a server, simulated: asks there what it is asked, and says what comes. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { END } from './airbyte-server.ts';

const MOST_NO_MESSAGE_BYTES = 1_000;
const [command, ...flags] = process.argv.slice(2);
const asked: Record<string, unknown> = { command };
for (let at = 0; at < flags.length; at += 2)
  asked[flags[at]!.slice(2)] = JSON.parse(readFileSync(flags[at + 1]!, 'utf8'));
const { port } = asked.config as { port: number };

const fail = (why: string): never => {
  process.stderr.write(`127.0.0.1:${port}: ${why}\n`);
  process.exit(1);
};
const socket = connect({ host: '127.0.0.1', port });
socket.on('error', ({ message }) => fail(message));
socket.write(`${JSON.stringify(asked)}\n`);
let bytes = 0;
let first = '';
let last = '';
for await (const piece of socket) {
  await new Promise((resolve) => process.stdout.write(piece, resolve));
  bytes += piece.length;
  first ||= piece.toString('latin1', 0, 1);
  last = (last + piece.toString('latin1')).slice(-END.length);
  if (bytes > MOST_NO_MESSAGE_BYTES && first !== '{') fail('it sends no messages');
}
if (last !== END) fail('it closed the connection');
