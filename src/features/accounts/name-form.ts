/** Whether a name is of a form as `adit-*`: "*" stands for any characters, "?" for one; letter case does not count. */
export function isOfForm(name: string, form: string): boolean {
  const [text, pattern] = [folded(name), folded(form)];
  let [at, here, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[here] === '*') [star, resume, here] = [here, at, here + 1];
    else if (here < pattern.length && (pattern[here] === '?' || pattern[here] === text[at]))
      [at, here] = [at + 1, here + 1];
    // What the last star took was too little: it takes one more.
    else if (star >= 0) [resume, at, here] = [resume + 1, resume + 1, star + 1];
    else return false;
  }
  return pattern.slice(here).every((character) => character === '*');
}

const folded = (text: string): string[] => [...text.normalize('NFC').toLowerCase()];
