import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { connect } from 'node:tls';
import { tlsClient } from '../../../lib/dnp3/io/tcp-client';
import { tlsServer } from '../../../lib/dnp3/io/tcp-server';
import type { TlsMaterial, TlsSettings } from '../../../lib/dnp3/io/tls';
import { ControlRoom, Plant, until } from '../../support/dnp3/plant';
import { authority, type Certificate } from '../mqtt/certificates';

const utility = authority('Utility CA');
const stranger = authority('Somebody');
const rtu = utility.issue('rtu-7');
const centre = utility.issue('control-centre');

const own = ({ cert, key }: Certificate, more: Partial<TlsMaterial> = {}): TlsMaterial => ({
  cert,
  key,
  ca: utility.cert,
  ...more,
});

describe('DNP3 over TLS, both sides with certificates', () => {
  const parts: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const part of parts.splice(0).reverse()) await part.stop();
  });

  const listen = async (settings: Partial<TlsSettings> = {}): Promise<Plant> => {
    const transport = tlsServer({ port: 0, tls: { material: own(rtu), ...settings } });
    const plant = new Plant(transport);
    parts.push(plant);
    await plant.outstation.start();
    return plant;
  };
  const dial = async (port: number, settings: Partial<TlsSettings> = {}): Promise<ControlRoom> => {
    const tls = { material: own(centre), ...settings };
    const reconnect = { minMs: 20, maxMs: 50 };
    const room = new ControlRoom({ transport: tlsClient({ host: '127.0.0.1', port, tls, reconnect }) });
    parts.push(room);
    await room.master.start();
    return room;
  };
  const refusedWith = async (room: ControlRoom, words: RegExp): Promise<void> => {
    await until(`a word like ${words.source}`, () => room.log.some((line) => words.test(line)));
    assert.notEqual(room.association.state, 'online');
  };

  it('speak when both were issued by the CA, and each knows the other by name', async () => {
    const plant = await listen();
    const room = await dial(plant.port);
    await room.online();
    assert.ok(plant.outstation.peers[0]?.endsWith('(CN=control-centre)'), plant.outstation.peers[0]);
    assert.ok(room.log.some((line) => line.includes('(CN=rtu-7): connected')));
  });

  it('take TLS 1.2 where 1.3 is not to be had, and nothing older', async () => {
    const plant = await listen();
    const handshake = (version: 'TLSv1.1' | 'TLSv1.2'): Promise<string | null> =>
      new Promise((resolve, reject) => {
        const { cert, key, ca } = own(centre);
        const options = {
          cert: [cert],
          key: [key],
          ca: ca as string,
          minVersion: version,
          maxVersion: version,
        };
        const socket = connect({
          host: '127.0.0.1',
          port: plant.port,
          ciphers: 'DEFAULT@SECLEVEL=0',
          ...options,
        });
        socket.once('secureConnect', () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.once('error', reject);
      });
    assert.equal(await handshake('TLSv1.2'), 'TLSv1.2');
    await assert.rejects(handshake('TLSv1.1'));
    const strict = await listen({ minVersion: 'TLSv1.3' });
    const room = await dial(strict.port);
    await room.online();
  });

  it('refuse a master without a certificate', async () => {
    const plant = await listen();
    const socket = connect({ host: '127.0.0.1', port: plant.port, ca: utility.cert });
    socket.on('error', () => undefined);
    await until('the refusal', () => plant.log.some((line) => line.includes('no client certificate')));
    assert.deepEqual(plant.outstation.peers, []);
    socket.destroy();
  });

  it('refuse a certificate of another issuer, on either side, and say what to do', async () => {
    const plant = await listen();
    const masters = await dial(plant.port, { material: own(stranger.issue('control-centre')) });
    await refusedWith(masters, /the other side (cut|has closed) the connection/);
    assert.match(plant.log.join(), /refused a client: its certificate was issued by somebody unknown/);
    const outstations = await dial(plant.port, { material: own(centre, { ca: stranger.cert }) });
    await refusedWith(outstations, /issued by somebody unknown; put the issuer into the CA/);
  });

  it('refuse a certificate that has expired', async () => {
    const plant = await listen();
    const room = await dial(plant.port, {
      material: own(utility.issue('control-centre', { expired: true })),
    });
    await until('the refusal', () => plant.log.some((line) => line.includes('has expired')));
    assert.notEqual(room.association.state, 'online');
  });

  it('refuse an outstation whose certificate is for another host, unless it is allowed by name', async () => {
    const elsewhere = utility.issue('rtu-8', { only: 'rtu-8.example' });
    const plant = await listen({ material: own(elsewhere) });
    await refusedWith(await dial(plant.port), /is for another name; set the server name, or allow it/);
    await (await dial(plant.port, { servername: 'rtu-8.example' })).online();
    await parts.pop()?.stop();
    await (await dial(plant.port, { allow: ['rtu-8'] })).online();
  });

  it('let in whom the list names, by common name or fingerprint, and nobody else of the same issuer', async () => {
    const { fingerprint256 } = new X509Certificate(centre.cert);
    for (const entry of [
      'control-centre',
      fingerprint256,
      fingerprint256.replaceAll(':', '').toLowerCase(),
    ]) {
      const plant = await listen({ allow: [entry] });
      const room = await dial(plant.port);
      await room.online();
      const other = await dial(plant.port, { material: own(utility.issue('somebody-else')) });
      await until('the refusal', () => plant.log.some((line) => line.includes('CN=somebody-else')));
      assert.notEqual(other.association.state, 'online');
    }
  });

  it('revoke a certificate by loading a list: who is connected stays, who connects anew is refused', async () => {
    const plant = await listen({ material: own(rtu, { crl: utility.revoke() }) });
    const transport = plant.transport as ReturnType<typeof tlsServer>;
    const room = await dial(plant.port);
    await room.online();
    transport.reload(own(rtu, { crl: utility.revoke(centre.cert) }));
    plant.analog(1, 5);
    await until('an event over the connection that there is', () => room.value('analog-input', 1) === 5);
    const again = await dial(plant.port);
    await until('the refusal', () => plant.log.some((line) => line.includes('is revoked')));
    assert.notEqual(again.association.state, 'online');
    assert.equal(room.association.state, 'online');
  });

  it('end a handshake that does not get on, and tell it', async () => {
    const listening = tlsServer({ port: 0, handshakeMs: 50, tls: { material: own(rtu) } });
    parts.push(listening);
    const told: string[] = [];
    await listening.start({
      opened: () => ({ received: () => undefined, closed: () => undefined }),
      trouble: (what) => void told.push(what),
    });
    const socket = connectTcp(listening.port, '127.0.0.1').on('error', () => undefined);
    try {
      socket.write(Buffer.from([0x16]));
      await once(socket.resume(), 'close');
      assert.match(told[0] ?? '', /refused 127\.0\.0\.1/);
    } finally {
      socket.destroy();
    }
  });

  it('exchange the own certificate while connections stay', async () => {
    const plant = await listen();
    const room = await dial(plant.port);
    await room.online();
    const { reload } = {
      reload: (m: TlsMaterial) => (plant.transport as ReturnType<typeof tlsServer>).reload(m),
    };
    reload(own(utility.issue('rtu-7-renewed')));
    await room.stop();
    const again = await dial(plant.port);
    await again.online();
    assert.ok(again.log.some((line) => line.includes('CN=rtu-7-renewed')));
    assert.throws(() => reload(own({ cert: rtu.cert, key: centre.key })), /cannot be used/);
    assert.throws(() => reload(own({ cert: 'nonsense', key: rtu.key })), /cannot be used.*PEM/);
  });

  it('do not listen any more when they were stopped before their certificate came', async () => {
    let give: (material: TlsMaterial) => void = () => undefined;
    const material = () => new Promise<TlsMaterial>((resolve) => (give = resolve));
    const late = tlsServer({ port: 0, tls: { material } });
    const started = late.start({
      opened: () => ({ received: () => undefined, closed: () => undefined }),
      trouble: () => undefined,
    });
    await late.stop();
    give(own(utility.issue('rtu')));
    await assert.rejects(started, /stopped before it listened/);
    assert.equal(late.port, 0);
  });
});
