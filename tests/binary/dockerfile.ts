/** One instruction of a Dockerfile, lines joined. */
export interface Instruction {
  word: string;
  rest: string;
}

/** What an image is told: where it stands after the steps so far. */
export interface ImageState {
  env: Record<string, string>;
  user: string;
  cwd: string;
  entrypoint: string[];
  command: string[];
}

/** Instructions of a Dockerfile in order; comments left out, continued lines joined. */
export function instructionsOf(text: string): Instruction[] {
  return text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, word, rest] = /^(\w+)\s+(.*)$/.exec(line)!;
      return { word: word!.toUpperCase(), rest: rest!.trim() };
    });
}

export interface ImageSteps {
  run(shell: string, state: ImageState): void;
  copy(from: string, to: string): void;
}

/** Carries out the instructions as `docker build` would; an instruction it does not know is an error. */
export function carryOut(instructions: readonly Instruction[], steps: ImageSteps): ImageState {
  const state: ImageState = { env: {}, user: 'root', cwd: '/', entrypoint: [], command: [] };
  const words: Record<string, (rest: string) => void> = {
    FROM: () => {},
    EXPOSE: () => {},
    VOLUME: () => {},
    RUN: (rest) => steps.run(rest, state),
    COPY(rest) {
      const parts = rest.split(/\s+/);
      const target = parts.pop()!;
      for (const from of parts) steps.copy(from, target.endsWith('/') ? `${target}${from}` : target);
    },
    ENV(rest) {
      const cut = rest.indexOf('=');
      state.env[rest.slice(0, cut)] = rest.slice(cut + 1);
    },
    USER: (rest) => {
      state.user = rest;
    },
    WORKDIR: (rest) => {
      state.cwd = rest;
    },
    ENTRYPOINT: (rest) => {
      state.entrypoint = JSON.parse(rest);
    },
    CMD: (rest) => {
      state.command = JSON.parse(rest);
    },
  };
  for (const { word, rest } of instructions) {
    const step = words[word];
    if (!step) throw new Error(`The Dockerfile has an instruction that this test cannot carry out: ${word}`);
    step(rest);
  }
  return state;
}
