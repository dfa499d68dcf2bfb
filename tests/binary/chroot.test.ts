import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { release, unpack, workFolder } from './built.ts';
import { chrootNeeds, makeChroot, pristineDebian } from './chroot.ts';
import { carryOut, instructionsOf } from './dockerfile.ts';

const minuteMs = 60_000;
const receipt = { cases: 1434, events: 8577, activities: 27, variants: 116 };
const mine = ['mine', '/opt/adit/sample/receipt.xes.gz', '--calculator', 'log-summary'];

/** Without Bun, Node and network. */
const inDebian = test.skipIf(chrootNeeds !== '');
let unpacked: string;
let work: ReturnType<typeof workFolder> | undefined;

beforeAll(() => {
  if (chrootNeeds !== '') return;
  work = workFolder('release');
  unpacked = unpack(release(join(work.path, 'out')), join(work.path, 'in'));
  pristineDebian();
}, 5 * minuteMs);
afterAll(() => work?.[Symbol.dispose]());

inDebian(
  `the binary alone runs, as nobody, with an empty environment${chrootNeeds}`,
  () => {
    using debian = makeChroot();
    debian.copy(join(unpacked, 'adit'), '/srv/bare/adit');
    debian.copy(join(unpacked, 'sample/receipt.xes.gz'), '/srv/receipt.xes.gz');
    expect(debian.run(['sh', '-c', 'command -v bun node npm']).code).not.toBe(0);
    const options = { user: 'nobody', cwd: '/srv/bare' };
    expect(debian.run(['./adit', 'version'], options)).toMatchObject({ code: 0, err: '' });
    const mined = debian.run(['./adit', 'mine', '../receipt.xes.gz', '--calculator', 'log-summary'], options);
    expect({ code: mined.code, err: mined.code === 0 ? '' : mined.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(mined.out)).toMatchObject(receipt);
  },
  minuteMs,
);

inDebian(
  `the steps of the Dockerfile give a system that mines${chrootNeeds}`,
  () => {
    using debian = makeChroot();
    const image = carryOut(instructionsOf(readFileSync(join(unpacked, 'Dockerfile'), 'utf8')), {
      run(shell, { env, user, cwd }) {
        const { code, err } = debian.run(['sh', '-c', shell], { env, user, cwd });
        expect({ shell, code, err: code === 0 ? '' : err }).toEqual({ shell, code: 0, err: '' });
      },
      copy: (from, to) => debian.copy(join(unpacked, from), to),
    });
    expect(image).toMatchObject({ user: 'adit', entrypoint: ['/opt/adit/adit'], command: ['serve'] });
    const inImage = (args: string[]) => debian.run([...image.entrypoint, ...args], image);
    expect(inImage(['check-config'])).toMatchObject({ code: 0 });
    const mined = inImage(mine);
    expect({ code: mined.code, err: mined.code === 0 ? '' : mined.err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(mined.out)).toMatchObject(receipt);
  },
  minuteMs,
);

inDebian(
  `the installer as root: program, user, configuration, unit; and all of it gone again${chrootNeeds}`,
  () => {
    using debian = makeChroot();
    debian.copy(unpacked, '/srv/unpacked');
    const inside = (...args: string[]) => debian.run(['sh', '/srv/unpacked/install.sh', ...args]);
    const there = (path: string) => debian.run(['test', '-e', path]).code === 0;

    expect(inside('--check')).toMatchObject({ code: 0 });
    expect(there('/opt/adit')).toBe(false);

    const installed = inside();
    expect({ code: installed.code, err: installed.err }).toEqual({ code: 0, err: '' });
    for (const path of ['/opt/adit', '/usr/local/bin/adit', '/etc/adit/adit.toml', '/etc/systemd/system/adit.service'])
      expect(installed.out).toContain(path);
    expect(debian.run(['stat', '-c', '%U:%G %a', '/etc/adit/adit.toml', '/var/lib/adit']).out).toBe(
      'root:adit 640\nadit:adit 700\n',
    );
    const asAdit = { user: 'adit', cwd: '/var/lib/adit' };
    const checked = debian.run(['/usr/local/bin/adit', 'check-config', '--config', '/etc/adit/adit.toml'], asAdit);
    expect({ code: checked.code, err: checked.code === 0 ? '' : checked.err }).toEqual({ code: 0, err: '' });
    const shown = debian.run(['/usr/local/bin/adit', 'config', 'show', '--json'], asAdit);
    expect(shown.out).toContain('/var/lib/adit');

    debian.run(['sh', '-c', 'echo "# mine" >> /etc/adit/adit.toml']);
    expect(inside()).toMatchObject({ code: 0 });
    expect(debian.run(['tail', '-n', '1', '/etc/adit/adit.toml']).out).toBe('# mine\n');

    expect(inside('--uninstall')).toMatchObject({ code: 0 });
    expect(['/opt/adit', '/usr/local/bin/adit', '/etc/systemd/system/adit.service'].filter(there)).toEqual([]);
    expect(['/etc/adit/adit.toml', '/var/lib/adit'].filter(there)).toHaveLength(2);

    expect(inside()).toMatchObject({ code: 0 });
    expect(debian.run(['/opt/adit/install.sh', '--uninstall', '--purge'])).toMatchObject({ code: 0 });
    expect(['/opt/adit', '/etc/adit', '/var/lib/adit', '/var/cache/adit'].filter(there)).toEqual([]);
  },
  2 * minuteMs,
);
