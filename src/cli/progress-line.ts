/** Before this no progress is told: what is done at once needs none. */
const PATIENCE_MS = 1000;

/** Tells the share that is done, at every tenth: `reading: 40 %`. */
export function progressLine(work: string, tell: (line: string) => void): (share: number) => void {
  let told = 0;
  const start = performance.now();
  return (share) => {
    if (share - told < 0.1 || performance.now() - start < PATIENCE_MS) return;
    told = share;
    tell(`${work}: ${Math.round(share * 100)} %\n`);
  };
}
