/** What the door connects to, over real sockets: names are answered by a name server of ours that changes its mind. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { connect, type Socket } from 'node:net';
import { EgressHouse, faultOf } from '../../../tests/egress-house.ts';

const house = new EgressHouse();
beforeAll(() => house.start());
afterAll(() => house.stop());

describe('a name whose answer changes', () => {
  test('is asked once, connected to what was checked, and checked anew for the next connection', async () => {
    const port = house.plain;
    house.names.answer('rebind.corp.example', ['127.0.0.1'], ['169.254.169.254']);
    const { egress, denials } = house.door();
    const first = await egress.fetch(`http://rebind.corp.example:${port}/first`);
    expect([await first.text(), house.names.asked('rebind.corp.example')]).toEqual(['GET ', 1]);
    const second = egress.fetch(`http://rebind.corp.example:${port}/second`);
    expect(await faultOf(second)).toBe('forbidden egress.specialAddress');
    expect(house.seen.map(({ url }) => url)).not.toContain('/second');
    expect(denials).toMatchObject([
      { target: `rebind.corp.example:${port}`, code: 'egress.specialAddress', addresses: ['169.254.169.254'] },
    ]);
  });

  test('one bad address among good ones refuses them all', async () => {
    house.names.answer('mixed.corp.example', ['127.0.0.1', '127.0.0.2']);
    expect(await faultOf(house.door().egress.connect('mixed.corp.example', house.plain))).toBe(
      'forbidden egress.specialAddress',
    );
  });

  test('a driver that looks up by itself gets what was checked, for each connection anew', async () => {
    house.names.answer('driver.corp.example', ['127.0.0.1'], ['10.0.0.1', '127.0.0.9']);
    const port = house.plain;
    const { egress } = house.door();
    const open = () =>
      new Promise<Socket>((resolve, reject) => {
        const socket = connect({ host: 'driver.corp.example', port, lookup: egress.lookup(port) });
        socket.once('connect', () => resolve(socket)).once('error', reject);
      });
    const socket = await open();
    expect([socket.remoteAddress, socket.remotePort]).toEqual(['127.0.0.1', port]);
    socket.destroy();
    expect(await faultOf(open())).toBe('forbidden egress.specialAddress');
  });

  test('check tells where to connect; every address in its order, the first that answers is taken', async () => {
    // Nothing listens on 127.0.0.3 with this port: the loopback network is wide.
    const port = house.plain;
    house.names.answer('two.corp.example', ['127.0.0.3', '127.0.0.1']);
    const { egress } = house.door({ allow: [`two.corp.example:${port}`, `127.0.0.1:${port}`, `127.0.0.3:${port}`] });
    const addresses = ['127.0.0.3', '127.0.0.1'];
    expect(await egress.check('TWO.corp.example', port)).toEqual({
      ...{ host: 'two.corp.example', port, address: '127.0.0.3', addresses },
    });
    const socket = await egress.connect('two.corp.example', port);
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });
});

describe('refused', () => {
  test('a name that no entry names is not even looked up', async () => {
    const { egress, denials } = house.door({ allow: ['erp.corp.example:1521'] });
    const cause = { purpose: 'connector erp', tenant: 't1', actor: 'user/u1' };
    house.names.answer('evil.example', ['10.0.0.1']);
    expect(await faultOf(egress.as(cause).check('evil.example', 1521))).toBe('forbidden egress.notListed');
    expect(house.names.asked('evil.example')).toBe(0);
    expect(denials).toMatchObject([{ ...cause, target: 'evil.example:1521', code: 'egress.notListed', addresses: [] }]);
  });

  test('what is no plain target is told as it was written', async () => {
    const { egress, denials } = house.door();
    expect(await faultOf(egress.check('0x7f.1', 80))).toBe('invalid egress.badHost');
    expect(await faultOf(egress.fetch('http://user@erp.corp.example/'))).toBe('invalid egress.badUrl');
    expect(denials.map(({ target, purpose }) => [target, purpose])).toEqual([
      ['0x7f.1:80', 'unnamed'],
      ['http://user@erp.corp.example/', 'unnamed'],
    ]);
  });

  test('the ports of the appliance, also where an entry names them; its public address', async () => {
    const { egress } = house.door();
    egress.addOwnPort(house.plain);
    house.names.answer('erp.corp.example', ['127.0.0.1']);
    expect(await faultOf(egress.connect('erp.corp.example', house.plain))).toBe('forbidden egress.ownPort');
    expect(await faultOf(egress.check('adit.corp.example', 443))).toBe('forbidden egress.ownPort');
    expect(await faultOf(egress.connect('127.0.0.1', house.secure))).toBe('nothing was thrown');
  });

  test('with an empty list, everything; a changed list holds from then on', async () => {
    const { egress } = house.door({ allow: [] });
    const settings = { ca: [], publicUrl: '', allow: [`127.0.0.1:${house.plain}`] };
    expect(await faultOf(egress.check('127.0.0.1', house.plain))).toBe('forbidden egress.specialAddress');
    expect(await faultOf(egress.check('10.0.0.1', 443))).toBe('forbidden egress.notListed');
    egress.configure(settings);
    expect((await egress.check('127.0.0.1', house.plain)).address).toBe('127.0.0.1');
    expect(() => egress.configure({ ...settings, allow: ['nonsense'] })).toThrow('"nonsense" has no port');
    expect((await egress.check('127.0.0.1', house.plain)).address).toBe('127.0.0.1');
  });

  test('a name that nobody knows is no refusal of ours', async () => {
    const { egress, denials } = house.door();
    expect(await faultOf(egress.check('unknown.corp.example', house.plain))).toBe('unavailable egress.unresolved');
    expect(denials).toEqual([]);
  });

  test('explain opens nothing and tells nobody', async () => {
    const port = house.plain;
    house.names.answer('why.corp.example', ['127.0.0.1', '10.1.1.1', '169.254.1.1']);
    const { egress, denials } = house.door();
    const { addresses, refusal } = await egress.explain(`why.corp.example:${port}`);
    expect(addresses.map(({ address, entry, refusal: why }) => [address, entry, why?.code ?? null])).toEqual([
      ['127.0.0.1', `*.corp.example:${port}`, null],
      ['10.1.1.1', `*.corp.example:${port}`, null],
      ['169.254.1.1', null, 'egress.specialAddress'],
    ]);
    expect([refusal?.code, denials]).toEqual(['egress.specialAddress', []]);
  });
});
