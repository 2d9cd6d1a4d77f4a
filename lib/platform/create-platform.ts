import { Api, RateLimits, routes } from '../api';
import { Dnp3Channels, dialOwn, dnp3Spec } from '../connectors/dnp3';
import { ModbusBuses, modbusSpec } from '../connectors/modbus';
import { opcuaSpec } from '../connectors/opcua';
import type { AnySpec } from '../connectors/fleet-member';
import type { Clock } from '../core/clock';
import { systemClock } from '../core/clock';
import type { Logger } from '../core/logger';
import { createDashboardGuard } from '../dashboard';
import { LiveHub, createLiveServer } from '../live';
import type { SecretBox } from '../security/secret-box';
import { Deliveries, RejectionCounter } from '../telemetry';
import { Alarms } from './alarms';
import { Anomalies } from './anomalies';
import { Analytics } from './analytics';
import { AuditTrail } from './audit';
import { BrokerHouse } from './broker-access';
import { clientAddress } from './client-address';
import { dispatcherOf, targetsOf } from './command-ports';
import { CertificateAlarms } from './certificates/alarms';
import { Certificates } from './certificates/certificates';
import { ExpiryWatch } from './certificates/watch';
import { Commands } from './commands';
import { startCredentials, type StartCredentials } from './credentials';
import { Conditions } from './conditions';
import { Databases, type DatabaseLease } from './databases';
import { DeviceFiles } from './device-files';
import { DeviceJobs } from './device-jobs';
import { DeviceRegistry } from './device-registry';
import { DeviceRules } from './device-rules';
import { DeviceSecrets } from './device-secrets';
import { makeDemoAlarms } from './demo-alarms';
import { makeDemoNotifications } from './demo-notifications';
import { makeDemoDevices } from './demo-devices';
import { makeDemoReports } from './demo-reports';
import { makeDemoSynoptics } from './demo-synoptics';
import { DeviceTemplates } from './device-templates';
import { Downloads } from './downloads';
import { Exports } from './exports';
import { Fleets } from './fleets';
import { EditorClients, createEditorAuth } from './editor-auth';
import { ensureFirstUsers } from './first-start';
import { apiForPages, createHttp, serveHealth } from './http';
import { Imports } from './imports';
import { Intrusion } from './intrusion';
import { keysOf } from './idempotency-keys';
import { Identity } from './identity';
import { lineLogger } from './log-lines';
import { Notifications } from './notifications';
import { Operations } from './operations';
import { packageVersion } from './package';
import { OpcuaPkiHouse } from './opcua-pki';
import type { Platform } from './platform';
import { createPrometheusMeter } from './prometheus';
import { createReceiver } from './receiving';
import { Reports } from './reports';
import { openSecretBox } from './secret-key';
import type { Settings } from './settings';
import { SparkplugProposals } from './sparkplug';
import { openStateFolder } from './state-folder';
import { TenantExports } from './tenant-exports';
import { TopicLooks } from './topic-looks';
import { Tenants } from './tenants';
import { WhatIfs } from './what-ifs';

export interface PlatformOptions {
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly credentials?: StartCredentials;
}

const UPLOAD_TIMEOUT_MS = 60 * 60 * 1000;

/**
 * The composition root: the one place that knows how the rooms fit together. Nothing runs before `start`.
 */
export function createPlatform(settings: Settings, options: PlatformOptions = {}): Platform {
  const clock = options.clock ?? systemClock;
  const addressOf = clientAddress(settings.trustProxy);
  const logger = options.logger ?? lineLogger(settings.logLevel, (line) => process.stderr.write(`${line}\n`));
  const meter = createPrometheusMeter();
  const deliveries = new Deliveries({ clock });
  const { home } = settings;

  const databases = new Databases({
    home,
    defaultUrl: settings.databaseUrl,
    clock,
    logger,
    meter,
    deliveries,
    onClose(store) {
      tenants.release(store);
      return reports.release(store);
    },
  });
  // Opened when the first secret needs it: the state folder is there by then.
  let box: SecretBox | undefined;
  const openBox = () => (box ??= openSecretBox(settings));
  const conditions = new Conditions();
  const intrusion: Intrusion = new Intrusion({
    home,
    clock,
    logger,
    meter,
    conditions,
    audit: (entry) => audit.write(entry),
    close: (usernames) => void identity.close(usernames),
  });
  const watch = intrusion.watch();
  const blockedUntil = (address: string | undefined) => intrusion.blocks.list.address(address)?.expiresAt;
  const identity = new Identity({ home, clock, logger, meter, sealer: openBox, oidc: settings.oidc, watch });
  const auth = () => identity.get();
  const verify = async (token: string) => (await auth()).verify(token);

  const live = new LiveHub({ clock, logger, meter });
  const liveServer = createLiveServer({
    hub: live,
    verify,
    admission(request) {
      const address = addressOf(request);
      return () => blockedUntil(address) === undefined;
    },
    clock,
    logger,
    meter,
  });
  const idempotencyKeys = keysOf(() => own?.current()?.store, openBox);
  const limits = new RateLimits({ clock, meter, quotas: { quotasOf: (tenant) => tenants.quotasOf(tenant) } });
  const downloads = new Downloads(clock, (ticket) =>
    api.pathOf(routes.downloadExport).replace('{ticket}', ticket),
  );
  const onRefused = intrusion.refused.bind(intrusion);
  const audit = new AuditTrail({ home, clock, logger, meter, downloads, addressOf, onRefused });
  const api = new Api({
    auth,
    people: () => identity.people(),
    clock,
    logger,
    meter,
    limits,
    idempotencyKeys,
    onRefused: (refusal) => audit.refused(refusal),
    onMissing: onRefused,
  });
  api.allowOrigins(settings.corsOrigins);
  const dashboard = createDashboardGuard({
    auth,
    passwords: async () => (await identity.people()).profiles,
    api: apiForPages(api, addressOf),
    clock,
    logger,
    meter,
    addressOf,
    blockedUntil,
  });
  const editorClients = new EditorClients(addressOf, blockedUntil);
  const editorAuth = createEditorAuth({
    from: editorClients.current,
    check: async (credentials) => (await auth()).check(credentials, 'end-of-password'),
    verify: async (token) => (await verify(token)).principal,
    lookUp: async (username) => (await auth()).lookUp(username),
    tenantCount: async () => (await (await auth()).tenants()).length,
    clock,
  });

  let credentials = options.credentials;
  let own: DatabaseLease | undefined;
  let mounted = false;
  const broker = new BrokerHouse({
    settings,
    clock,
    logger,
    meter,
    auth,
    suspended: (tenant) => tenants.isSuspended(tenant),
    intrusion,
    demoPassword: () => (settings.demo ? credentials?.demoPassword : undefined),
    certificates: () => certificates,
  });
  const exports = new Exports({
    home,
    clock,
    logger,
    meter,
    downloads,
  });
  const imports = new Imports({
    home,
    clock,
    logger,
    meter,
    uploadPath: (ticket) => api.pathOf(routes.uploadImport).replace('{ticket}', ticket),
  });
  const tenantExports = new TenantExports({ home, clock, logger, downloads });
  const tenants: Tenants = new Tenants({
    clock,
    logger,
    meter,
    auth,
    isOwn: (store) => isOwn(store),
    async forget(store, tenant) {
      const parts = [exports, imports, tenantExports, deviceJobs, broker, intrusion] as const;
      const counts = await Promise.all(parts.map((part) => part.forget(tenant)));
      return counts.reduce((sum, count) => sum + count, await store.forgetTenant(tenant));
    },
  });
  const operations = new Operations({
    clock,
    version: packageVersion(),
    liveSockets: () => liveServer.size,
  });
  const certificates = new Certificates({ home, clock, logger, sealer: openBox });
  const certificateAlarms = new CertificateAlarms({
    conditions,
    now: () => clock.now(),
    logger,
    tenants: async () => (await (await auth()).tenants()).map(({ key }) => key),
  });
  const expiryWatch = new ExpiryWatch({
    alarms: certificateAlarms,
    certificates,
    clock,
    logger,
    meter,
    renewed: async (target) =>
      own?.current()?.store.audit.record({
        tenant: null,
        actor: 'platform',
        action: 'certificate:update',
        target,
        outcome: 'ok',
      }),
  });
  const opcuaPki = new OpcuaPkiHouse({ home, clock, logger });
  const context = { clock, logger, meter };
  // Devices of the registry and of forms share the connections.
  const modbus = modbusSpec(new ModbusBuses());
  const dnp3 = dnp3Spec(new Dnp3Channels(dialOwn));
  const opcua = opcuaSpec(() => opcuaPki.open());
  const specs: ReadonlyMap<string, AnySpec> = new Map<string, AnySpec>(
    [modbus, dnp3, opcua].map((spec) => [spec.protocol, spec]),
  );
  const fleets = new Fleets(specs, context, conditions);
  const rules = new DeviceRules(specs);
  const secrets = new DeviceSecrets(openBox);
  const deviceTemplates = new DeviceTemplates(rules, secrets);
  const devices = new DeviceRegistry({ rules, secrets, fleets, context });
  const topicLooks = new TopicLooks({ context, access: (tenant) => broker.access(tenant) });
  const deviceJobs: DeviceJobs = new DeviceJobs({ clock, logger, devices });
  const commands = new Commands({
    home,
    clock,
    logger,
    meter,
    targets: targetsOf,
    dispatcher: dispatcherOf(fleets),
  });
  const isOwn = (store: object): boolean => own?.current()?.store === store;
  const alarms = new Alarms({
    clock,
    logger,
    meter,
    live,
    fleets,
    conditions,
    downloads,
    isOwn,
    operators: settings.alarmOperators,
  });
  const whatIfs = new WhatIfs({
    clock,
    logger,
    meter,
    flowRules: (store, tenant) => alarms.flowRules(store, tenant),
  });
  const notifications = new Notifications({
    context,
    alarms,
    secrets: new DeviceSecrets(openBox, 'notificationTarget'),
    brokerAccess: (tenant) => broker.access(tenant),
    networks: settings.notifyNetworks,
  });
  const anomalies = new Anomalies({
    clock,
    logger,
    meter,
    scores: (store, tenant, scored) => alarms.of(store).scores(tenant, scored),
    alarmState: (store, tenant) => alarms.of(store).stateOf(tenant),
  });
  const analytics = new Analytics({ clock, meter });
  const reports = new Reports({
    ...context,
    analytics,
    alarms,
    notifications,
    downloads,
    operators: settings.alarmOperators,
  });
  serveHealth(api, () => own);
  api.builtin(routes.uploadImport, ({ params, body }) => imports.redeem(params.ticket, body));
  api.builtin(routes.downloadExport, ({ params }) => downloads.redeem(params.ticket));

  return {
    settings,
    clock,
    logger,
    meter,
    deliveries,
    live,
    api,
    dashboard,
    editorAuth,
    editorMiddleware: (flows) => editorClients.around(audit.deploys(flows)),
    devices,
    deviceJobs,
    topicLooks,
    deviceTemplates,
    deviceFiles: new DeviceFiles(specs),
    fleets,
    conditions,
    exports,
    imports,
    commands,
    alarms,
    whatIfs,
    notifications,
    anomalies,
    analytics,
    certificates,
    proposals: new SparkplugProposals(context),
    audit,
    intrusion,
    reports,
    operations,
    tenants,
    tenantExports,
    quotas: tenants,
    database: (which) => databases.lease(which),
    auth,
    people: () => identity.people(),
    configureSecurity({ corsOrigins = [], intrusion: intruders, ...security }) {
      intrusion.configure(intruders ?? {});
      api.allowOrigins([...new Set([...settings.corsOrigins, ...corsOrigins])]);
      identity.configure(security);
      limits.configure(security.rates ?? {});
    },
    broker: () => broker.start(),
    brokerAccess: (tenant) => broker.access(tenant),
    modbus,
    dnp3,
    opcua,
    opcuaPki: () => opcuaPki.open(),
    receiver: (receiving, rejections) => createReceiver(receiving, deliveries, rejections, meter),
    rejections: () => new RejectionCounter(clock, meter),
    mount(app, server) {
      if (mounted) return;
      mounted = true;
      // Node.js gives a request five minutes for its whole body, however much of it comes: too short for a file of
      // history over a slow line. A body that stalls is cut by the API itself, a head that does by headersTimeout.
      server.requestTimeout = Math.max(server.requestTimeout, UPLOAD_TIMEOUT_MS);
      const strict = settings.tls.mode !== 'off';
      app.use(createHttp({ api, dashboard, meter, auth, addressOf, blockedUntil, strict }));
      server.prependListener('upgrade', (request, socket) => {
        if (blockedUntil(addressOf(request)) !== undefined) socket.destroy();
      });
      server.on('upgrade', (request, socket, head) => {
        if (!socket.destroyed) liveServer.handleUpgrade(request, socket, head);
      });
    },

    async start() {
      openStateFolder(home);
      credentials ??= startCredentials(settings);
      own = databases.lease();
      await Promise.all([exports.open(), imports.open(), tenantExports.open()]);
      const { store } = await own.ready();
      logger.info(`Database: ${store.rung.sentence}`);
      const { createdAdmin, createdDemo } = await ensureFirstUsers(store, credentials, settings.demo, logger);
      if (createdDemo) {
        await makeDemoDevices(store, deviceTemplates, settings.ports);
        await makeDemoAlarms(store);
        await makeDemoNotifications(store);
        await makeDemoReports(store, clock.now());
        await makeDemoSynoptics(store);
      }
      await store.directory.refresh();
      await audit.start(store);
      await intrusion.start(store, own);
      const states = tenants.of(store);
      states.onEnd((tenant) => void broker.disconnect(tenant));
      await states.refresh();
      // Ends what an earlier process left on its way.
      commands.of(store);
      // Sends what an earlier process planned.
      notifications.of(store);
      // Makes what was due meanwhile, once.
      reports.of(store).poke();
      const service = await identity.open(store);
      certificateAlarms.start(own);
      expiryWatch.start();
      service.signingKeys.start();
      service.onSessionEnd((sessionId) => liveServer.endSession(sessionId));
      return { createdAdmin };
    },

    async stop() {
      operations.stop();
      identity.stop();
      await expiryWatch.stop();
      topicLooks.stop();
      certificateAlarms.stop();
      await fleets.stop();
      await reports.stop();
      await notifications.stop();
      await broker.stop();
      await dnp3.close();
      await opcua.close();
      await opcuaPki.stop();
      liveServer.close();
      await Promise.all([commands.stop(), alarms.stop(), whatIfs.stop(), anomalies.stop(), analytics.stop()]);
      await Promise.all([
        exports.stop(),
        imports.stop(),
        tenantExports.stop(),
        deviceJobs.stop(),
        tenants.stop(),
      ]);
      await intrusion.stop();
      await audit.stop();
      await databases.close();
      deliveries.close();
    },
  };
}
