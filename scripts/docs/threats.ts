interface Threat {
  readonly kind:
    | 'Spoofing'
    | 'Tampering'
    | 'Repudiation'
    | 'Information disclosure'
    | 'Denial of service'
    | 'Elevation of privilege';
  readonly how: string;
  readonly against: string;
}

interface DataPath {
  readonly path: string;
  readonly from: string;
  readonly threats: readonly Threat[];
}

/** Along each way that data takes, what an attacker may try (STRIDE). */
export const DATA_PATHS: readonly DataPath[] = [
  {
    path: 'Field to store',
    from: 'Devices and brokers send readings; they are confirmed when they are stored.',
    threats: [
      { kind: 'Spoofing', how: 'A device says to be another', against: 'Logins and topic rules of the broker, certificates of OPC UA, TLS of Modbus and DNP3; Modbus and DNP3 without TLS know nobody' },
      { kind: 'Tampering', how: 'Values are changed on the wire', against: 'TLS where the protocol has it; else a network of its own' },
      { kind: 'Repudiation', how: 'Where a reading came from is disputed', against: 'Each reading has its origin: protocol, device, address, time of arrival' },
      { kind: 'Information disclosure', how: 'One tenant subscribes to the topics of another', against: 'Topic rules for each login, checked at subscribing and at forwarding' },
      { kind: 'Denial of service', how: 'Floods of readings, dead devices, a full disk', against: 'Quotas for each tenant, turns between tenants, a bounded spool, one scheduler for each device' },
      { kind: 'Elevation of privilege', how: 'A reading names another tenant', against: 'The tenant comes from configuration or login, never from the message' },
    ],
  },
  {
    path: 'Command to field',
    from: 'People and other systems change set-points; other systems also over Modbus, OPC UA and DNP3.',
    threats: [
      { kind: 'Spoofing', how: 'A stolen token, or a forged client of a server', against: 'Short tokens, second factors; marked tags and listed addresses; TLS' },
      { kind: 'Tampering', how: 'A value beyond what the plant takes', against: 'Limits, rate and interlock of each point; a second user' },
      { kind: 'Repudiation', how: 'Nobody says to have done it', against: 'In the audit log before it is sent, and with its outcome' },
      { kind: 'Information disclosure', how: 'Refusals that tell what is there', against: 'What is of others is 404, or no such address' },
      { kind: 'Denial of service', how: 'A flood of commands', against: 'A rate for each point; bounded lines; requests a second' },
      { kind: 'Elevation of privilege', how: 'A viewer writes', against: 'One permissions table for API, dashboards, flows and servers' },
    ],
  },
  {
    path: 'API and live socket',
    from: 'Clients ask with a token or a key.',
    threats: [
      { kind: 'Spoofing', how: 'Forged, stolen or replayed tokens; a made-up address', against: 'ES256 with rotating keys, sessions that end, families of refresh tokens; X-Forwarded-For of trusted proxies only' },
      { kind: 'Tampering', how: 'Injection; a request in a request; a repetition that does it twice', against: 'One schema a thing, parameters only; strict parsing; idempotency keys that stay claimed when nobody knows' },
      { kind: 'Repudiation', how: 'A change that nobody made', against: 'A chained audit log with before and after' },
      { kind: 'Information disclosure', how: 'Objects of other tenants, stacks, secrets', against: 'Row-level security, 404, problems without inner words, redaction' },
      { kind: 'Denial of service', how: 'Floods, slow heads and bodies', against: 'Rates by tenant, turns, limits of heads, bodies and connections' },
      { kind: 'Elevation of privilege', how: 'A key or role that gives more than its owner has', against: 'Nobody gives what he has not; asked anew at each call' },
    ],
  },
  {
    path: 'Dashboards and editor',
    from: 'Browsers with a session; the editor deploys code.',
    threats: [
      { kind: 'Spoofing', how: 'A page of another site uses the cookies', against: 'SameSite cookies; the origin of every form and socket is checked' },
      { kind: 'Tampering', how: 'A script in a name or value', against: 'Escaping by Vue; a content security policy' },
      { kind: 'Repudiation', how: 'Who deployed this?', against: 'Each deploy is in the audit log with the nodes that differ' },
      { kind: 'Information disclosure', how: 'Dashboard 2.0 sends to all; debug output', against: 'A guard at each socket; who belongs to one tenant sees the wiring only' },
      { kind: 'Denial of service', how: 'Sockets without end', against: 'Limits by session and in all' },
      { kind: 'Elevation of privilege', how: 'A function node reads everything', against: 'Nothing: who deploys is trusted with the runtime. Tenants that shall edit flows need a runtime each' },
    ],
  },
  {
    path: 'State folder, database, packages',
    from: 'What lies on disk, and what it is built of.',
    threats: [
      { kind: 'Spoofing', how: 'A package that is not what it says', against: 'Hashes in the lock file; the registry by its name' },
      { kind: 'Tampering', how: 'The audit log is changed in the database', against: 'A chain, and notes of its ends outside of the database' },
      { kind: 'Repudiation', how: 'Entries are cut off', against: 'The same notes' },
      { kind: 'Information disclosure', how: 'A copy of the database or of a backup', against: 'Secrets sealed with a key outside of it; tokens and keys as hashes' },
      { kind: 'Denial of service', how: 'The disk is full', against: 'Bounds of spool, exports and journals; readiness says degraded' },
      { kind: 'Elevation of privilege', how: 'The application role makes itself owner', against: 'A role with listed rights, tried by the hostile tests' },
    ],
  },
]; // prettier-ignore

export const OPERATOR: readonly string[] = [
  'Keep Modbus, DNP3 and MQTT without TLS in a network of their own, and ThermaCore behind a firewall.',
  'End TLS before or at ThermaCore where `HOST` is not this machine, and set `THERMACORE_TRUST_PROXY` to your proxy; decide on HSTS there.',
  'Give editor rights to few: whoever deploys a function node runs code with all rights of the process and sees every tenant.',
  'Keep `THERMACORE_SECRET_KEY`, or the file `secret-key`, apart from backups of the database; run `thermacore keys rotate-secrets`, on each state folder, when somebody who knew it leaves.',
  'Keep the `head` of `thermacore audit verify` elsewhere, so that who has both database and state folder cannot rewrite the past.',
  'Make backups and try them; set how long data is kept.',
  'Run `npm run check:audit` and update; keep the SBOM (`npm run sbom`) of what you have installed.',
  'Set an alarm on `thermacore_http_cut_total`, `thermacore_http_sockets_refused_total`, `thermacore_broker_refused_total` and `thermacore_dashboard_dropped_total`.',
  'Say in your records of processing whose data is in it; name who answers requests of persons.',
];
