import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  AttributeIds,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  StatusCodes,
  UserTokenType,
  type OPCUAClientOptions,
  type UserIdentityInfo,
} from 'node-opcua';
import type { OpcuaServer } from '../../../lib/connectors/opcua/server';
import { systemClock, type Clock } from '../../../lib/core/clock';
import { openTestPki, type TestPki } from '../../support/opcua-server-pki';
import { Clients, TestPlant, asUser, serve } from '../../support/opcua-server';

const NONE: OPCUAClientOptions = {
  securityMode: MessageSecurityMode.None,
  securityPolicy: SecurityPolicy.None,
};
const of = (nodeId: string) => ({ nodeId: `ns=2;s=${nodeId}`, attributeId: AttributeIds.Value });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('The doors of an OPC UA server', () => {
  let pki: TestPki;
  let plant: TestPlant;
  let server: OpcuaServer | undefined;
  const clients = new Clients(() => pki);

  before(async () => {
    pki = await openTestPki();
  });
  after(() => pki.close());
  beforeEach(() => {
    plant = new TestPlant();
  });
  afterEach(async () => {
    await clients.close();
    await server?.stop();
    server = undefined;
  });

  const open = async (config: object = {}, clock?: Clock): Promise<number> => {
    server = await serve(pki, { ports: plant.ports, config, ...(clock ? { clock } : {}) });
    return server.port;
  };
  const tryTo = async (
    port: number,
    user?: UserIdentityInfo,
    options?: OPCUAClientOptions,
  ): Promise<string> => {
    try {
      await clients.session(port, user, options);
      return 'in';
    } catch (error) {
      return /\b(Bad\w+)/.exec((error as Error).message)?.[1] ?? (error as Error).message;
    }
  };

  it('offers the policies of the form, signed and encrypted, and none without security', async () => {
    const port = await open();
    const client = OPCUAClient.create({
      endpointMustExist: false,
      clientCertificateManager: pki.client.manager,
    });
    await client.connect(`opc.tcp://127.0.0.1:${port}`);
    const endpoints = await client.getEndpoints();
    await client.disconnect();
    const offered = endpoints.map(
      ({ securityMode, securityPolicyUri }) =>
        `${securityPolicyUri?.split('#')[1]} ${MessageSecurityMode[securityMode]}`,
    );
    assert.deepEqual(
      offered.sort(),
      ['Aes128_Sha256_RsaOaep', 'Aes256_Sha256_RsaPss', 'Basic256Sha256'].flatMap((policy) => [
        `${policy} Sign`,
        `${policy} SignAndEncrypt`,
      ]),
    );
    const tokens = new Set(endpoints.flatMap(({ userIdentityTokens }) => userIdentityTokens?.map(({ tokenType }) => tokenType))); // prettier-ignore
    assert.equal(tokens.has(UserTokenType.Anonymous), false);
    for (const securityPolicy of [SecurityPolicy.Aes128_Sha256_RsaOaep, SecurityPolicy.Aes256_Sha256_RsaPss])
      for (const securityMode of [MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt])
        assert.equal(await tryTo(port, asUser('viewer@aqua'), { securityMode, securityPolicy }), 'in');
    assert.notEqual(await tryTo(port, asUser('viewer@aqua'), NONE), 'in');
    assert.equal(server?.counts.sessions, 4);
  });

  it('narrows to what the form says', async () => {
    const port = await open({ policies: ['Aes256_Sha256_RsaPss'], signOnly: false });
    const [securityPolicy, securityMode] = [SecurityPolicy.Aes256_Sha256_RsaPss, MessageSecurityMode.Sign];
    assert.notEqual(await tryTo(port, asUser('viewer@aqua')), 'in');
    assert.notEqual(await tryTo(port, asUser('viewer@aqua'), { securityPolicy, securityMode }), 'in');
    assert.equal(await tryTo(port, asUser('viewer@aqua'), { securityPolicy }), 'in');
  });

  it('goes without security only where the form says so', async () => {
    const port = await open({ unsecured: 'anybody-may-read-along' });
    assert.equal(await tryTo(port, asUser('viewer@aqua'), NONE), 'in');
    assert.notEqual(await tryTo(port, undefined, NONE), 'in');
  });

  it('lets nobody in without a user, unless a tenant is open for reading', async () => {
    assert.notEqual(await tryTo(await open()), 'in');
    await server?.stop();
    const port = await open({ anonymousTenant: 'aqua' });
    const session = await clients.session(port, undefined);
    assert.equal((await session.read(of('aqua/boiler-1/flow'))).statusCode.name, 'BadWaitingForInitialData');
    const foreign = await session.read(of('borealis/boiler-1/flow'));
    assert.equal(foreign.statusCode.name, 'BadNodeIdUnknown');
    const burner = of('aqua/boiler-1/burner');
    assert.equal(
      await session.write({ ...burner, value: { value: { dataType: 'Boolean', value: true } } } as never),
      StatusCodes.BadUserAccessDenied,
    );
    assert.deepEqual(plant.commands, []);
  });

  it('slows down who guesses names and passwords from one address', async () => {
    const port = await open();
    let asked = 0;
    const { authenticate } = plant.ports.users;
    Object.assign(plant.ports.users, {
      authenticate: (...given: Parameters<typeof authenticate>) => (asked++, authenticate(...given)),
    });
    await server?.stop();
    const again = await open();
    assert.notEqual(port, undefined);
    const client = await clients.connect(again);
    for (let i = 0; i < 25; i++)
      await assert.rejects(client.createSession(asUser(`guess-${i}@aqua`, 'wrong')), /BadUserAccessDenied/);
    assert.equal(asked, 20, 'nothing is looked at any more');
    await assert.rejects(client.createSession(asUser('viewer@aqua')), /BadUserAccessDenied/);
    assert.equal(server?.counts.refused, 26);
  });

  it('takes a user’s certificate that is trusted and mapped', async () => {
    const port = await open();
    const attempt = async (name: string, trusted: boolean, user: string | undefined): Promise<string> => {
      const { certificateFile, privateKeyFile } = await pki.userCertificate(name, trusted);
      const pem = readFileSync(certificateFile, 'utf8');
      const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
      if (user) plant.certificates.set(createHash('sha1').update(der).digest('hex'), user);
      return tryTo(port, {
        type: UserTokenType.Certificate,
        certificateData: der,
        privateKey: readFileSync(privateKeyFile, 'utf8'),
      });
    };
    assert.equal(await attempt('mapped', true, 'operator@aqua'), 'in');
    assert.equal(await attempt('unmapped', true, undefined), 'BadUserAccessDenied');
    assert.notEqual(await attempt('untrusted', false, 'operator@aqua'), 'in');
  });

  it('ends the session of a user who was disabled, and takes a right away that was taken', async () => {
    // Half a minute passes in a blink.
    const clock: Clock = { ...systemClock, every: (ms, run) => systemClock.every(ms / 300, run) };
    const port = await open({}, clock);
    const session = await clients.session(port, asUser('operator@aqua'));
    const access = async (): Promise<number> =>
      (
        await session.read({
          nodeId: 'ns=2;s=aqua/boiler-1/burner',
          attributeId: AttributeIds.UserAccessLevel,
        })
      ).value.value as number;
    assert.equal((await access()) & 2, 2, 'may write');
    plant.users.set('operator@aqua', { name: 'operator@aqua', tenant: 'aqua', mayCommand: false });
    await pause(300);
    assert.equal((await access()) & 2, 0);
    plant.users.delete('operator@aqua');
    await pause(300);
    assert.equal(server?.counts.sessions, 0);
  });

  it('holds to the limits of the form', async () => {
    const port = await open({ maxSessions: 3, maxSessionsPerTenant: 2, maxSubscriptionsPerSession: 1 });
    const session = await clients.session(port, asUser('viewer@aqua'));
    await session.createSubscription2({});
    await assert.rejects(session.createSubscription2({}), /BadTooManySubscriptions/);
    assert.equal(await tryTo(port, asUser('viewer@aqua')), 'in');
    assert.equal(await tryTo(port, asUser('operator@aqua')), 'BadTooManySessions');
    assert.equal(await tryTo(port, asUser('viewer@borealis')), 'in');
    assert.equal(await tryTo(port, asUser('operator@borealis')), 'BadTooManySessions');
    const [timeout] = [session.timeout];
    assert.ok(timeout <= 600_000, `${timeout}`);
  });

  it('frees its port and leaves the registry alone when it stops', async () => {
    const port = await open();
    await clients.session(port, asUser('viewer@aqua'));
    assert.equal(plant.listening, 1);
    await server?.stop();
    assert.equal(plant.listening, 0);
    const next = createServer().listen(port, '127.0.0.1');
    await once(next, 'listening');
    next.close();
    // The certificate store is the installation's: another server goes on with it.
    assert.equal(await tryTo(await open(), asUser('viewer@aqua')), 'in');
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    await assert.rejects(serve(pki, { ports: plant.ports, port }), {
      code: 'unavailable',
      field: 'port',
      message: `Port ${port} of 127.0.0.1 is taken by another program.`,
    });
    other.close();
  });

  it('lets the process end', async () => {
    const child = fork(join(__dirname, '../../support/opcua-server-process.ts'), {
      execArgv: ['--import', 'tsx'],
    });
    const [code] = (await once(child, 'exit', { signal: AbortSignal.timeout(40_000) })) as [number];
    assert.equal(code, 0);
  });
});
