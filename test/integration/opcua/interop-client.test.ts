import assert from 'node:assert/strict';
import { OpcuaConfig, opcuaSpec, type ClientPki } from '../../../lib/connectors/opcua';
import { POLICIES } from '../../../lib/connectors/opcua/spec';
import { link } from '../../contract/collector';
import {
  PeerField,
  PeerIdentity,
  openInstallation,
  peerFolder,
  type Installation,
} from '../../support/opcua-peer';
import { Client, context, type PointInput } from './client-bench';

const LOGIN = { identity: 'user', username: 'plant', password: 'secret-of-plant' } as const;
const BEGAN = Math.floor(Date.now() / 1000) * 1000 - 60_000;
const STEP_MS = 100;

describe('An OPC UA client and a server on open62541', function () {
  this.timeout(60_000);
  let installation: Installation;
  let identity: PeerIdentity;
  let field: PeerField;
  const clients: Client[] = [];

  before(async function () {
    // no OPC UA peer on a bare machine: .ci/opcua-peer.sh fetches it, and .ci/run runs it
    if (peerFolder() === undefined) this.skip();
    installation = await openInstallation();
    identity = await PeerIdentity.make('plc');
    await installation.pki.add('applications', identity.issued.pem, 'trusted');
    field = await PeerField.start('open62541', identity, {
      client: installation.pem,
      began: BEGAN,
      step: STEP_MS,
    });
  });
  afterEach(() => Promise.all(clients.splice(0).map(({ connector }) => connector.stop())));
  after(async () => {
    await field?.stop();
    identity?.remove();
    await installation?.close();
  });

  const client = (points: Readonly<Record<string, PointInput>>, config: object = {}): Client => {
    const made = new Client(installation.pki, { endpoint: field.url, ...LOGIN, ...config }, points);
    clients.push(made);
    return made;
  };
  const test = (config: object = {}, pki: ClientPki = installation.pki, endpoint = field.url) =>
    opcuaSpec(() => Promise.resolve(pki)).test(OpcuaConfig.parse({ endpoint, ...LOGIN, ...config }), context);

  describe('meet', () => {
    for (const mode of ['SignAndEncrypt', 'Sign'])
      for (const security of POLICIES)
        it(`by ${security}, ${mode}`, async () => {
          const { ok, answer } = await test({ security, mode });
          assert.ok(ok, answer);
          assert.match(
            answer,
            new RegExp(
              `open62541.* answers: ${security}, signed${mode === 'Sign' ? '' : ' and encrypted'}\\.$`,
            ),
          );
        });

    it('not without security, which is for finding the endpoints only', async () => {
      const { ok, answer } = await test({ security: 'none' });
      assert.equal(ok, false);
      assert.match(answer, /does not take this security policy/);
    });

    it('not with a wrong password, nor without a user', async () => {
      const wrong = await test({ password: 'other' });
      assert.equal(wrong.ok, false);
      assert.match(wrong.answer, /wrong user name or password|does not let this user in/);
      const nobody = await test({ identity: 'anonymous' });
      assert.equal(nobody.ok, false);
      assert.match(nobody.answer, /does not take this kind of login/);
    });

    it('not before each has approved the other’s certificate', async () => {
      const stranger = await openInstallation();
      try {
        const before = await test({}, stranger.pki);
        assert.match(before.answer, /not trusted: approve it among the OPC UA certificates/);
        await stranger.pki.trust('applications', identity.issued.thumbprint);
        const after = await test({}, stranger.pki);
        assert.equal(after.ok, false);
        assert.match(
          after.answer,
          /ended the connection instead of securing it: let it trust our certificate/,
        );
      } finally {
        await stranger.close();
      }
    });
  });

  describe('exchange', () => {
    it('values of several types, and an element of an array', async () => {
      const one = client({
        steady: {},
        counter: {},
        pump: {},
        mode: {},
        second: { nodeId: 'nsu=urn:test:plant;s=list', path: '[1]' },
      });
      for (const [sensor, value] of [['steady', 7], ['counter', -(2 ** 40)], ['pump', false], ['mode', 'heating, 21 °C'], ['second', 2.5]] as const) {
        const reading = await one.reading(sensor);
        assert.deepEqual([reading.value, reading.quality], [value, 'good'], sensor);
      } // prettier-ignore
    });

    it('each change with the time of its source', async () => {
      const one = client({ ramp: {} });
      await one.collector.until('two seconds of the ramp', () => one.of('ramp').length > 20);
      for (const { value, timestamp } of one.of('ramp'))
        assert.equal(timestamp, BEGAN + Number(value) * STEP_MS);
    });

    it('what the server says of a value', async () => {
      const one = client({ judged: {}, status: {} });
      await one.reading('judged');
      const said: [code: number, quality: string, flags: string[] | undefined][] = [
        [0x00960000, 'good', ['substituted']], // GoodLocalOverride
        [0x40900000, 'uncertain', ['stale']], // UncertainLastUsableValue
        [0x808c0000, 'bad', ['sensor-failure']], // BadSensorFailure
        [0x80310000, 'bad', ['comm-lost']], // BadNoCommunication
      ];
      for (const [i, [code]] of said.entries()) {
        const { outcome, detail } = await one.command('status', code);
        assert.equal(outcome, 'verified', detail);
        await one.collector.until('its status', () => one.of('judged').length > i + 1);
      }
      assert.deepEqual(
        one.of('judged').slice(1).map(({ quality, flags }) => [quality, flags]),
        said.map(([, quality, flags]) => [quality, flags]),
      ); // prettier-ignore
    });

    it('a written value, which is read back', async () => {
      const one = client({ setpoint: { scale: 0.1, offset: 5 }, counter: {}, pump: {}, mode: {} });
      await link(one.connector, 'connected');
      for (const [sensor, value] of [['setpoint', 72.5], ['counter', -(2 ** 33) - 1], ['pump', true], ['mode', 'aus — 0 °C']] as const) {
        const { outcome, detail, readBack } = await one.command(sensor, value);
        assert.deepEqual([outcome, readBack], ['verified', value], `${sensor}: ${detail}`);
        await one.reading(sensor, (reading) => reading.value === value);
      } // prettier-ignore
    });

    it('a refusal of a write, and of a node that is not there, in words', async () => {
      const one = client({ steady: {}, locked: {}, missing: {} });
      await one.reading('steady');
      const { outcome, detail } = await one.command('locked', 1);
      assert.equal(outcome, 'rejected', detail);
      assert.match(detail, /s=locked: .*\(Bad(NotWritable|UserAccessDenied)\)/);
      assert.match((await one.command('missing', 1)).detail, /has no such node \(BadNodeIdUnknown\)/);
      const { text } = await link(one.connector, 'degraded');
      assert.match(text, /s=missing: the server has no such node \(BadNodeIdUnknown\)$/);
    });
  });
});
