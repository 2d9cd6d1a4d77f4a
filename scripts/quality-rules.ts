/** What a connector is held to, by rule: the connector contract for all, and what its own protocol asks for. */
export type Rules = Readonly<Record<string, string>>;

/** lib/connectors/connector.ts and test/contract/. */
export const CONTRACT_RULES: Rules = {
  'config-names-field': 'A bad configuration names the field',
  'config-described': 'Every field of the form is described',
  'opens-nothing-early': 'Nothing is opened before the start',
  'one-connection': 'Starting twice makes one connection',
  'link-status': 'Listeners get the state at once and each change',
  'reading-complete': 'A reading has tenant, place, and the time and quality of the field',
  'reconnects-with-backoff': 'A device that is away is tried again, with growing pauses and jitter',
  'link-loss-recovers': 'A lost link is told and comes back by itself',
  'link-loss-marks-quality': 'A lost link marks the last values of its points as comm-lost',
  'stops-promptly': 'A stop is prompt, whatever the device does, and leaves no connection',
  'silent-after-stop': 'Nothing is handed on after a stop',
  restarts: 'It may be stopped twice, and started again',
  'unconfirmed-comes-again': 'A batch that was not stored comes again, and one that was does not',
  'connection-test': 'The connection test answers a person, and never throws',
  'process-ends': 'No process is kept alive after a stop',
  'tenant-from-configuration': 'No reading carries a tenant but that of the configuration',
};

const MQTT_RULES: Rules = {
  versions: 'MQTT 3.1.1 and 5',
  qos: 'QoS 0, 1 and 2',
  retain: 'Retained messages, published and received',
  'retained-not-fresh': 'A retained message does not look fresh',
  will: 'Will',
  'session-expiry': 'Session expiry (MQTT 5)',
  'receive-maximum-in': 'Receive maximum: the broker sends no more than the form allows',
  'receive-maximum-out': 'Receive maximum: no more is published than the broker allows',
  'message-expiry': 'Message expiry (MQTT 5)',
  'user-properties-out': 'User properties are published (MQTT 5)',
  'user-properties-in': 'User properties reach the reading (MQTT 5)',
  'session-broker-restart': 'A restart of the broker loses nothing at QoS 1',
  'session-client-restart': 'A restart of the client loses nothing at QoS 1',
  'outbox-on-disk': 'What is published while the broker is away waits on disk and survives kill -9',
  'outbox-bytes': 'The outbox is bounded in bytes, and refuses loudly',
  'outbox-age': 'The outbox is bounded in age',
  'outbox-drained': 'The outbox is drained in order, with a rate limit',
  'outbox-metrics': 'The depth of the outbox is a metric',
  'poison-message': 'A message that the broker does not take does not hold up the rest',
  'resubscribe-once': 'A reconnect subscribes again without doubled handlers',
  'tls-ca': 'TLS with a certificate authority',
  'tls-client-certificate': 'TLS with a client certificate',
  'tls-sni': 'TLS with a server name (SNI)',
  'tls-reload': 'A renewed certificate needs no redeploy',
  'tls-verified': 'The chain is verified by default',
  'several-brokers': 'Several brokers with failover',
  'client-id-twice': 'A client id that is used twice is detected and said',
  'payload-json-path': 'Payload: JSON path',
  'payload-flatten': 'Payload: flatten',
  'payload-script': 'Payload: script',
  'payload-auto': 'Payload: number, text, boolean found out',
  'payload-binary': 'Payload: binary found out',
  'timestamp-field': 'Timestamp field mapping',
  'tenant-topics': 'Topics per tenant at the embedded broker',
  'tenant-wildcards': 'A wildcard of one tenant never matches another',
};

const SIMULATOR_RULES: Rules = {
  reproducible: 'The same seed gives the same course',
  'in-range': 'Every point stays inside its range',
  balances: 'Heat and energy add up',
  faults: 'Faults can be switched, and are visible in the readings',
  'fit-for-registry': 'Every point is fit for the registry',
};

/** By folder of lib/connectors. */
export const RULES: Readonly<Record<string, Rules>> = {
  mqtt: { ...CONTRACT_RULES, ...MQTT_RULES },
  simulator: { ...CONTRACT_RULES, ...SIMULATOR_RULES },
};
