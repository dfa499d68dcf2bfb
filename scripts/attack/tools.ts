import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFront } from './front.ts';
import { NAMES } from './names.ts';
import type { Target } from './target.ts';

export interface Scope {
  /** Where a tool leaves what it found. */
  readonly folder: string;
  /** How many addresses are tried, and connections opened; 10 is a look, 1000 a night. */
  readonly count: number;
}

export interface Tool {
  readonly name: string;
  /** The program, and Debian's package that brings it. */
  readonly program: string;
  readonly debian: string;
  /** Runs it; gives what is wrong, in words. Nothing: it found nothing. */
  readonly run: (target: Target, scope: Scope) => Promise<string[]>;
}

/** Runs a program to its end; all that it says goes into a file. */
async function ran(command: readonly string[], file: string): Promise<string> {
  const child = Bun.spawn([...command], { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe', cwd: join(file, '..') });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  await child.exited;
  writeFileSync(
    file,
    `$ ${command.map((word) => word.replace(/__Host-adit=[\w-]+/, '__Host-adit=…')).join(' ')}\n\n${out}${err}`,
  );
  return out + err;
}

interface TlsFinding {
  id: string;
  severity: string;
  finding: string;
}

const testssl: Tool = {
  ...{ name: 'testssl', program: 'testssl', debian: 'testssl.sh' },
  async run({ url, authority }, { folder }) {
    const json = join(folder, 'testssl.json');
    // It writes over nothing.
    rmSync(json, { force: true });
    const options = ['--quiet', '--color', '0', '--warnings', 'off', '--ip', '127.0.0.1', '--add-ca', authority];
    await ran(
      ['testssl', ...options, '--jsonfile', json, url.replace('127.0.0.1', 'localhost')],
      join(folder, 'testssl.txt'),
    );
    const found = JSON.parse(readFileSync(json, 'utf8')) as TlsFinding[];
    if (!found.some(({ id }) => id === 'TLS1_3')) return ['it did not finish; see testssl.txt'];
    // The certificate is one of the tests: how long it holds and who takes it back says nothing of ours.
    const ours = found.filter(({ id }) => !id.startsWith('cert_'));
    return ours
      .filter(({ severity }) => ['MEDIUM', 'HIGH', 'CRITICAL'].includes(severity))
      .map(({ id, severity, finding }) => `${severity} ${id}: ${finding}`);
  },
};

const SLOW = [
  ['slow headers', ['-H', '-t', 'GET']],
  ['slow body', ['-B', '-t', 'POST']],
  ['slow reading', ['-X', '-w', '1', '-y', '1', '-n', '5', '-z', '1', '-k', '3']],
] as const;

const slowhttptest: Tool = {
  ...{ name: 'slowhttptest', program: 'slowhttptest', debian: 'slowhttptest' },
  async run({ url, cookie }, { folder, count }) {
    const wrong: string[] = [];
    for (const [name, mode] of SLOW) {
      const connections = String(Math.min(4000, count * 20));
      const options = ['-c', connections, '-r', '200', '-i', '5', '-l', '20', '-p', '3', '-j', cookie];
      const said = await ran(
        ['slowhttptest', ...mode, ...options, '-u', `${url}/sign-in`],
        join(folder, `slowhttptest-${name.replace(' ', '-')}.txt`),
      );
      // Its colours stand between the words.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      const plain = said.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
      if (!/service available:\s+YES/.test(plain) || /service available:\s+NO/.test(plain))
        wrong.push(`${name}: the service was away`);
    }
    return wrong;
  },
};

const ffuf: Tool = {
  ...{ name: 'ffuf', program: 'ffuf', debian: 'ffuf' },
  async run({ url, house }, { folder }) {
    const declared = house.appliance.routes.map(({ path }) => path.slice(1).replace(/:\w+/g, '1'));
    const list = join(folder, 'names.txt');
    writeFileSync(list, [...new Set([...declared, ...NAMES])].join('\n'));
    const json = join(folder, 'ffuf.json');
    // As somebody who is not signed in: nothing but what is open may answer.
    await ran(
      ['ffuf', '-s', '-w', list, '-u', `${url}/FUZZ`, '-mc', '200-299,500-599', '-o', json, '-of', 'json'],
      join(folder, 'ffuf.txt'),
    );
    const open = new Set(
      house.appliance.routes.flatMap(({ path, permission }) => (permission === 'public' ? [path.slice(1)] : [])),
    );
    const { results } = JSON.parse(readFileSync(json, 'utf8')) as {
      results: { input: { FUZZ: string }; status: number }[];
    };
    return results
      .filter(({ input, status }) => status >= 500 || !open.has(input.FUZZ))
      .map(({ input, status }) => `${status} /${input.FUZZ}`);
  },
};

const MODULES = 'xss,permanentxss,sql,blindsql,exec,file,xxe,crlf,ssrf,redirect,methods,cookieflags,csp,http_headers';

interface WapitiReport {
  readonly vulnerabilities: Record<string, { info: string; path: string }[]>;
  readonly anomalies: Record<string, { info: string; path: string }[]>;
}

const wapiti: Tool = {
  ...{ name: 'wapiti', program: 'wapiti', debian: 'wapiti' },
  async run(target, { folder, count }) {
    const json = join(folder, 'wapiti.json');
    rmSync(json, { force: true });
    const front = openFront(target);
    // For the crawl, and for each of the modules.
    const seconds = String(count * 3);
    const limits = ['--max-links-per-page', '40', '--max-files-per-dir', String(count), '--max-scan-time', seconds];
    // Where it would see requests that it makes the server send: by itself it would ask a host of its makers.
    const endpoints = ['--external-endpoint', `${front.url}/`, '--internal-endpoint', `${front.url}/`];
    const kept = ['--flush-session', '--store-session', folder, '-f', 'json', '-o', json, '--no-bugreport'];
    try {
      await ran(
        [
          'wapiti',
          '-u',
          `${front.url}/`,
          '-d',
          '3',
          '-m',
          MODULES,
          ...limits,
          '--max-attack-time',
          seconds,
          ...endpoints,
          ...kept,
        ],
        join(folder, 'wapiti.txt'),
      );
    } finally {
      await front.end();
    }
    if (!existsSync(json)) return ['it did not finish; see wapiti.txt'];
    const { vulnerabilities, anomalies } = JSON.parse(readFileSync(json, 'utf8')) as WapitiReport;
    const all = [vulnerabilities, anomalies].flatMap((kind) =>
      Object.entries(kind).flatMap(([name, each]) => each.map(({ info, path }) => `${name}: ${path} ${info}`)),
    );
    // A header of browsers that are gone; it did more harm than good, and the policy does what it was for.
    return all.filter((finding) => !finding.includes('X-XSS-Protection'));
  },
};

const sqlmap: Tool = {
  ...{ name: 'sqlmap', program: 'sqlmap', debian: 'sqlmap' },
  async run({ url, cookie, queries }, { folder, count }) {
    const list = join(folder, 'queries.txt');
    writeFileSync(
      list,
      queries
        .slice(0, count)
        .map((query) => url + query)
        .join('\n'),
    );
    const options = [
      '--batch',
      '--level',
      '1',
      '--risk',
      '2',
      '--technique',
      'BEU',
      '--threads',
      '4',

      '--disable-coloring',
    ];
    const said = await ran(
      ['sqlmap', '-m', list, '--cookie', cookie, ...options, '--flush-session', '--output-dir', join(folder, 'sqlmap')],
      join(folder, 'sqlmap.txt'),
    );
    if (!said.includes('ending @')) return ['it did not finish; see sqlmap.txt'];
    return [...said.matchAll(/^Parameter: .*$|.*is vulnerable.*/gm)].map(([line]) => line);
  },
};

export const TOOLS: readonly Tool[] = [testssl, ffuf, slowhttptest, sqlmap, wapiti];
