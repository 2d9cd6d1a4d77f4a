/** A test by its file and its title, letter by letter: `npm run docs` fails where there is no such test. */
export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** What is done against something, where, and what shows it. */
export interface Control {
  readonly what: string;
  readonly code: readonly string[];
  readonly test: NamedTest;
  /** Requirements that it helps to meet. */
  readonly iec62443: string;
  readonly nist: string;
  readonly gdpr: string;
  readonly soc2: string;
}

const test = (file: string, title: string): NamedTest => ({ file: `test/${file}`, title });
const RED_TEAM = 'security/red-team.test.ts';

export const CONTROLS: readonly Control[] = [
  {
    what: 'Every person, key and device is known before anything is answered',
    code: ['lib/tenancy/auth-service.ts', 'lib/api/router.ts'],
    test: test('integration/product/isolation.test.ts', 'answers 401 without a token and with a bad one, whatever is asked'),
    iec62443: 'SR 1.1, 1.2', nist: 'PR.AA-03', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.1',
  },
  {
    what: 'A second factor, whose code counts once',
    code: ['lib/tenancy/mfa.ts'],
    test: test('integration/product/login.test.ts', 'is set up, asked for, and counts once'),
    iec62443: 'SR 1.1 RE 2', nist: 'PR.AA-03', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.1',
  },
  {
    what: 'Guessing costs time that doubles, and does not shut out others',
    code: ['lib/tenancy/throttle.ts', 'lib/tenancy/lockout.ts'],
    test: test(RED_TEAM, 'who guesses passwords is refused, and is in the audit log without what he guessed'),
    iec62443: 'SR 1.11', nist: 'PR.AA-03', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.1',
  },
  {
    what: 'Behind a proxy the address is that of the client, and cannot be made up',
    code: ['lib/platform/client-address.ts'],
    test: test('unit/platform/client-address.test.ts', 'is whoever connects, whatever X-Forwarded-For says, unless a proxy is trusted'),
    iec62443: 'SR 1.13, 2.8', nist: 'DE.CM-01', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.6',
  },
  {
    what: 'A role may do what one table says, and nothing else',
    code: ['lib/tenancy/permissions.ts', 'lib/tenancy/authorise.ts'],
    test: test('integration/product/isolation.test.ts', 'answers 403 to every role that lacks the permission, before it looks at anything'),
    iec62443: 'SR 2.1, 2.1 RE 2', nist: 'PR.AA-05', gdpr: 'Art. 25(2)', soc2: 'CC6.3',
  },
  {
    what: 'A tenant sees nothing of another one, by the database',
    code: ['lib/store/tenant-transaction.ts', 'lib/store/application-role.ts'],
    test: test('integration/store/hostile/rights.test.ts', 'any partition, chunk, materialised rollup or other table behind the views, to read or to write'),
    iec62443: 'SR 2.1, 4.1, 5.4', nist: 'PR.DS-01', gdpr: 'Art. 25(1), 32(1)(b)', soc2: 'CC6.1',
  },
  {
    what: 'A tenant is who the verified token says, whatever the request says',
    code: ['lib/api/router.ts', 'lib/tenancy/tokens.ts'],
    test: test(RED_TEAM, 'with a token that says another tenant, another user, or no signature gets 401, which is counted'),
    iec62443: 'SR 3.8', nist: 'PR.AA-04', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.1',
  },
  {
    what: 'A refresh token that comes twice ends its session',
    code: ['lib/tenancy/refresh-token.ts', 'lib/tenancy/auth-service.ts'],
    test: test(RED_TEAM, 'who replays a refresh token ends the session, also for the thief, and is in the audit log'),
    iec62443: 'SR 3.8', nist: 'PR.AA-03', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.1',
  },
  {
    what: 'Input is checked by one schema for each thing, and reaches SQL as a parameter only',
    code: ['lib/api/validate.ts', 'lib/store/tenant-transaction.ts'],
    test: test(RED_TEAM, 'who puts SQL into everything that is asked for gets an error or nothing, never a fault of ours'),
    iec62443: 'SR 3.5', nist: 'PR.PS-06', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.6',
  },
  {
    what: 'A browser runs nothing from elsewhere and gives no page of ours to another site',
    code: ['lib/platform/page-headers.ts'],
    test: test('e2e/dashboard/product.test.ts', 'keep to the content security policy, as the editor does'),
    iec62443: 'SR 2.4, 3.5', nist: 'PR.PS-05', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.8',
  },
  {
    what: 'Sockets are opened by our own pages only',
    code: ['lib/platform/harden.ts', 'lib/dashboard/socket-guard.ts'],
    test: test(RED_TEAM, 'whose page opens a socket of the dashboards, of the API or of the editor gets none, which is counted'),
    iec62443: 'SR 3.1, 5.2', nist: 'PR.IR-01', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.6',
  },
  {
    what: 'No request hides in another one',
    code: ['lib/platform/http-limits.ts'],
    test: test('unit/platform/harden.test.ts', 'a length and chunks'),
    iec62443: 'SR 3.1, 3.5', nist: 'PR.IR-01', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.6',
  },
  {
    what: 'Slow or many connections of one client do not hold the others up',
    code: ['lib/platform/http-limits.ts', 'lib/api/entrance.ts'],
    test: test('unit/platform/harden.test.ts', 'ends a body that does not come to its end, unless it may be a file'),
    iec62443: 'SR 7.1, 7.2', nist: 'PR.IR-04', gdpr: 'Art. 32(1)(b)', soc2: 'A1.1',
  },
  {
    what: 'Who publishes over MQTT has a login and stays in its own topics',
    code: ['lib/connectors/mqtt/broker/embedded-broker.ts'],
    test: test(RED_TEAM, 'who has no login publishes nothing over MQTT; who has one, nothing for another tenant'),
    iec62443: 'SR 1.2, 2.1', nist: 'PR.AA-05', gdpr: 'Art. 32(1)(b)', soc2: 'CC6.6',
  },
  {
    what: 'A write over Modbus reaches marked tags only, and a refused one is told',
    code: ['lib/connectors/modbus/server/server.ts'],
    test: test(RED_TEAM, 'who writes over Modbus without a right gets an exception, and a line in the log'),
    iec62443: 'SR 2.1, 6.1', nist: 'PR.AA-05', gdpr: '', soc2: 'CC6.6',
  },
  {
    what: 'Whom OPC UA does not know is refused until an administrator trusts it',
    code: ['lib/connectors/opcua/pki/index.ts'],
    test: test('integration/opcua/pki.test.ts', 'lets a client in when it was trusted, and no more when it was rejected'),
    iec62443: 'SR 1.8, 1.9', nist: 'PR.AA-03', gdpr: '', soc2: 'CC6.1',
  },
  {
    what: 'Who did what, from where and what was before is written, and a change to it is found',
    code: ['lib/platform/audit/index.ts', 'lib/security/audit-chain.ts'],
    test: test('integration/product/audit.test.ts', 'is whole, and is not once somebody with the database in his hands changed it; the first place is named'),
    iec62443: 'SR 2.8, 3.9, 6.1', nist: 'PR.PS-04, DE.AE-03', gdpr: 'Art. 5(2), 30', soc2: 'CC7.2',
  },
  {
    what: 'A deploy is in the audit log with the nodes that differ, never with what stands in them',
    code: ['lib/platform/audit/deploys.ts'],
    test: test('integration/product/audit.test.ts', 'has each deploy in the editor, with what differs and without what stands in the nodes'),
    iec62443: 'SR 2.8, 3.4', nist: 'PR.PS-01', gdpr: '', soc2: 'CC8.1',
  },
  {
    what: 'Functions load no modules of their own, and the editor installs nothing by itself',
    code: ['lib/platform/node-red-settings.ts'],
    test: test('unit/platform/node-red-settings.test.ts', 'call nobody outside, install nothing by themselves, and lend function nodes no modules'),
    iec62443: 'SR 2.4, 7.7', nist: 'PR.PS-05', gdpr: '', soc2: 'CC6.8',
  },
  {
    what: 'Secrets are sealed at rest, each for its place, and can be sealed anew with another key',
    code: ['lib/security/secret-box.ts', 'lib/store/sealed-columns.ts', 'lib/platform/certificates/reseal.ts', 'lib/platform/rotate-secrets.ts'],
    test: test('integration/store/sealed-columns.test.ts', 'open with it after a rotation that was cut off and begun again, and with the former key no more'),
    iec62443: 'SR 1.5, 4.1, 4.3', nist: 'PR.DS-01', gdpr: 'Art. 32(1)(a)', soc2: 'CC6.1',
  },
  {
    what: 'No secret is in a log, in the database or in the state folder beside the keys',
    code: ['lib/core/logger.ts'],
    test: test(RED_TEAM, 'finds no secret in the log, in the files of the database, in the state folder beside the keys, or in the audit log'),
    iec62443: 'SR 1.5, 4.1', nist: 'PR.DS-01', gdpr: 'Art. 32(1)(a)', soc2: 'CC6.1',
  },
  {
    what: 'Readings outlive the death of the process and of the database',
    code: ['lib/telemetry/spool.ts', 'lib/telemetry/recorder.ts'],
    test: test('unit/store/tenant-transaction.test.ts', 'during COMMIT leaves open whether it was done: that is a time-out, after which a key stays claimed'),
    iec62443: 'SR 7.4', nist: 'PR.DS-11', gdpr: 'Art. 32(1)(b)', soc2: 'A1.2',
  },
  {
    what: 'A person can be erased, and a tenant, with a certificate',
    code: ['lib/platform/tenants.ts'],
    test: test('integration/product/tenants.test.ts', 'are erased in two steps, with a certificate and nothing left'),
    iec62443: 'SR 4.2', nist: 'PR.DS-01', gdpr: 'Art. 17', soc2: 'C1.2',
  },
  {
    what: 'A tenant can take its data along',
    code: ['lib/platform/tenant-exports.ts'],
    test: test('integration/product/tenants.test.ts', 'take out all that there is of them, in an archive with sums'),
    iec62443: 'SR 7.3', nist: 'PR.DS-11', gdpr: 'Art. 15, 20', soc2: 'A1.2',
  },
  {
    what: 'Every package, the embedded PostgreSQL among them, is pinned by its hash',
    code: ['scripts/supply-chain.ts', 'package-lock.json'],
    test: test('contract/supply-chain.test.ts', 'wants the embedded PostgreSQL pinned by its hash'),
    iec62443: 'SR 3.4', nist: 'GV.SC-07', gdpr: '', soc2: 'CC8.1',
  },
  {
    what: 'A known grave vulnerability stops a change unless it is waived in writing until a date',
    code: ['scripts/supply-chain.ts', 'scripts/audit-waivers.json'],
    test: test('contract/supply-chain.test.ts', 'stops at a grave vulnerability that is not waived, and tells the others'),
    iec62443: 'SR 3.4', nist: 'ID.RA-01', gdpr: 'Art. 32(1)(d)', soc2: 'CC7.1',
  },
]; // prettier-ignore
