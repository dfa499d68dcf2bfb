// Runs inside a network namespace: what is said to a socket of the file system goes to a port there, and back.
// bun namespace-forwarder.ts FOLDER PORT…: FOLDER/PORT.sock for each.
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

const [folder, ...ports] = process.argv.slice(2) as [string, ...string[]];
for (const port of ports)
  createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: Number(port) });
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  }).listen(join(folder, `${port}.sock`));
