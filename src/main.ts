import { AppError } from '#sdk';
import { EXIT, type Io, printFault, type Verb } from './cli/verb.ts';
import { findVerb, overview } from './cli/verbs.ts';

const io: Io = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  env: process.env,
};

async function main(args: string[]): Promise<number> {
  const [word, ...rest] = args;
  if (word === undefined || word === 'help' || word === '--help' || word === '-h') {
    io.stdout(await overview());
    return word === undefined ? EXIT.usage : EXIT.ok;
  }
  const verb: Verb | string = await findVerb(word);
  if (typeof verb === 'string') {
    io.stderr(`${verb}\n`);
    return EXIT.usage;
  }
  try {
    return await verb.run(rest, io);
  } catch (error) {
    if (error instanceof AppError) return printFault(error, io, rest.includes('--json'));
    io.stderr(`adit ${word}: a defect stopped this command. ${(error as Error).stack ?? error}\n`);
    return EXIT.problem;
  }
}

process.exitCode = await main(process.argv.slice(2));
