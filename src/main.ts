import { AppError } from '#sdk';
import { EXIT, helpText, type Io, printFault } from './cli/verb.ts';
import { findVerb, overview } from './cli/verbs.ts';

const io: Io = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  env: process.env,
};

// A reader that has seen enough (`| head`, a script that waits for one line) closes the pipe; that is no failure of ours.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

async function main(args: string[]): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined) {
    io.stderr(await overview());
    return EXIT.usage;
  }
  if (word === 'help' || word === '--help' || word === '-h') return help(rest[0]);
  const verb = await findVerb(word);
  if (verb instanceof AppError) return printFault(verb, io, rest.includes('--json'));
  try {
    return await verb.run(rest, io);
  } catch (error) {
    if (error instanceof AppError) return printFault(error, io, rest.includes('--json'));
    io.stderr(`adit ${word}: a defect stopped this command. ${(error as Error).stack ?? error}\n`);
    return EXIT.problem;
  }
}

async function help(word: string | undefined): Promise<number> {
  const verb = word === undefined ? null : await findVerb(word);
  if (verb instanceof AppError) return printFault(verb, io, false);
  io.stdout(verb ? helpText(verb) : await overview());
  return EXIT.ok;
}

process.exitCode = await main(process.argv.slice(2));
