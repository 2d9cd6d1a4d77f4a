import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { link } from '../../contract/collector';
import { Line } from '../../contract/line';
import {
  PeerField,
  PeerIdentity,
  openInstallation,
  peerFolder,
  type Installation,
} from '../../support/opcua-peer';
import { Client } from './client-bench';

const STEP_MS = 100;

/** How a client comes by what it missed. */
type Way = 'queue' | 'history';
const outages: [stack: 'open62541' | 'asyncua', what: string, awayMs: number, config: object, way: Way][] = [
  ['open62541', 'and goes on with its session', 10_000, {}, 'queue'],
  ['open62541', 'and its session ends, with its subscription', 10_000, { sessionTimeoutMs: 5000 }, 'history'],
  ['open62541', 'longer than the queue of the server lasts', 3000, { queueSize: 10 }, 'history'],
  ['asyncua', 'and goes on with its session', 10_000, {}, 'queue'],
  ['asyncua', 'and its session ends, with its subscription', 10_000, { sessionTimeoutMs: 5000 }, 'history'],
]; // prettier-ignore

describe('An OPC UA client that loses a server of another maker', function () {
  this.timeout(120_000);
  let installation: Installation;
  let identity: PeerIdentity;
  let client: Client | undefined;
  let field: PeerField | undefined;
  let line: Line | undefined;

  before(async function () {
    // no OPC UA peer on a bare machine: .ci/opcua-peer.sh fetches it, and .ci/run runs it
    if (peerFolder() === undefined) this.skip();
    installation = await openInstallation();
    identity = await PeerIdentity.make('plc');
    await installation.pki.add('applications', identity.issued.pem, 'trusted');
  });
  afterEach(async () => {
    await client?.connector.stop();
    await line?.cut();
    await field?.stop();
  });
  after(async () => {
    identity?.remove();
    await installation?.close();
  });

  for (const [stack, what, awayMs, config, way] of outages)
    it(`${stack}, ${what}, misses and repeats nothing`, async () => {
      const began = Math.floor(Date.now() / 1000) * 1000 - 60_000;
      field = await PeerField.start(stack, identity, { client: installation.pem, began, step: STEP_MS });
      line = await Line.to(field.port);
      const one = new Client(
        installation.pki,
        {
          endpoint: `opc.tcp://localhost:${line.port}`,
          identity: 'user',
          username: 'plant',
          password: 'secret-of-plant',
          queueSize: 1000,
          ...config,
        },
        { ramp: {}, steady: {} },
      );
      client = one;
      const good = () => one.of('ramp').filter(({ quality }) => quality === 'good');
      const steps = () => good().map(({ value }) => Number(value));
      await one.collector.until('a second of the ramp', () => steps().length > 10);
      await line.cut();
      await link(one.connector, 'error');
      await wait(awayMs);
      await line.restore();
      await link(one.connector, 'connected', 60_000);
      const first = Math.min(...steps());
      const last = Math.ceil((Date.now() - began) / STEP_MS);
      await one.collector.until(
        'all steps',
        () => new Set(steps().filter((step) => step <= last)).size === last - first + 1,
        20_000,
      );
      assert.equal(new Set(steps()).size, steps().length, 'a step came twice');
      for (const { value, timestamp } of good()) assert.equal(timestamp, began + Number(value) * STEP_MS);
      assert.equal(
        one.of('ramp').some(({ flags }) => flags?.includes('historical')),
        way === 'history',
        'by the other way',
      );
      // What did not change is good again, after the one word that says that the server was away.
      for (const sensor of ['ramp', 'steady'])
        assert.equal(one.of(sensor).filter(({ flags }) => flags?.includes('comm-lost')).length, 1, sensor);
      const lost = await one.reading('steady', ({ quality }) => quality === 'bad');
      const again = await one.reading('steady', ({ timestamp }) => timestamp > lost.timestamp);
      assert.deepEqual([again.value, again.quality], [7, 'good']);
    });
});
