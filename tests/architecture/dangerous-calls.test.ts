/** What our sources must not hold at all, because one place would be one too many. Each rule is seen to find what it is for. */
import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { Glob } from 'bun';

const ROOT = new URL('../..', import.meta.url).pathname;
const files = ['src/**/*.ts', 'plugins/**/*.ts', 'public/*.js'].flatMap((pattern) =>
  [...new Glob(pattern).scanSync(ROOT)].filter((file) => !/\.test\.ts$|\/generated\//.test(file)),
);

interface Rule {
  readonly about: string;
  readonly pattern: RegExp;
  /** Would have to be found. */
  readonly planted: string;
  /** Where it is meant, and why. */
  readonly except?: RegExp;
}

const RULES: readonly Rule[] = [
  {
    about: 'no shell: children get a program and a list of arguments (1.2.5)',
    pattern: /\bBun\.\$|import \{[^}]*\$[^}]*\} from 'bun'|\bexec(Sync)?\(\s*[`'"]|shell:\s*true|execSync/,
    planted: 'await Bun.$`rm file`',
    // Of a regular expression or a database.
    except: /\.exec\(/,
  },
  {
    about: 'no text becomes a program (1.3.2)',
    pattern: /\beval\(|new Function\(|setTimeout\(\s*['"`]|\bvm\.run/,
    planted: 'eval(text)',
  },
  {
    about: 'no markup from texts (3.2.2)',
    pattern: /\.(innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write\(/,
    planted: 'element.innerHTML = text',
  },
  {
    about: 'no messages between windows (3.5.5)',
    pattern: /\b(window|parent|opener|top)\.postMessage|addEventListener\('message'/,
    planted: "window.addEventListener('message', take)",
    // Threads of our own on the server; a BroadcastChannel, which only pages of the same origin can speak on.
    except: /parentPort|worker|^\s*channel\.addEventListener/i,
  },
  {
    about: 'no broken hashes (11.4.1)',
    pattern: /(createHash|CryptoHasher|createHmac)\(\s*'(md4|md5|sha1|ripemd\w*)'/,
    planted: "createHash('md5')",
    // The codes of RFC 6238 are HMAC-SHA-1, which authenticator apps take for granted.
    except: /createHmac\('sha1', secret\)\.update\(counter\)/,
  },
  {
    about: 'what must not be guessed comes from the operating system (11.5.1)',
    pattern: /Math\.random/,
    planted: 'const token = Math.random()',
    // A wait that is spread, a name of a temporary file, the start of a hash table: none of them a secret.
    except: /this\.random = |const partial = |HASH_START/,
  },
  {
    about: 'certificates are looked at (12.3.2)',
    pattern: /rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED/,
    planted: 'fetch(url, { tls: { rejectUnauthorized: false } })',
  },
];

const found = ({ pattern, except }: Rule, text: string): string[] =>
  text.split('\n').filter((line) => pattern.test(line) && !except?.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line));

test.each(RULES.map((rule) => [rule.about, rule] as const))('%s', (_, rule) => {
  expect(found(rule, rule.planted)).toHaveLength(1);
  expect(files.length).toBeGreaterThan(500);
  const places = files.flatMap((file) =>
    found(rule, readFileSync(`${ROOT}${file}`, 'utf8')).map((line) => `${file}: ${line.trim()}`),
  );
  expect(places).toEqual([]);
});
