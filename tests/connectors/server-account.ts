/** Servers of Debian do not let themselves be run by root: they have accounts of their own. */
export const accountOf = (name: string): { user: number; group: number } => {
  const idOf = (kind: string) => Number(Bun.spawnSync(['id', kind, name]).stdout.toString());
  return { user: idOf('-u'), group: idOf('-g') };
};

/** The command as that account runs it; who is not root runs it as themselves. */
export const asAccount = (name: string, command: readonly string[]): string[] =>
  process.getuid!() === 0
    ? ['setpriv', `--reuid=${name}`, `--regid=${name}`, '--clear-groups', '--', ...command]
    : [...command];

/** What a program prints; it fails with what it says. */
export async function done(command: readonly string[], input: string): Promise<string> {
  const child = Bun.spawn([...command], { stdin: new Blob([input]), stdout: 'pipe', stderr: 'pipe' });
  const [said, wrong, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  if (code !== 0) throw new Error(`${command[0]}: ${wrong}`);
  return said;
}
