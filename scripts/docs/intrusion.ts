import { DETECTORS } from '../../lib/security/intrusion';
import type { Page } from './page';

const MINUTE_MS = 60_000;

function spanOf(ms: number): string {
  const minutes = ms / MINUTE_MS;
  if (minutes >= 1440) return `${minutes / 1440} d`;
  return minutes >= 60 ? `${minutes / 60} h` : `${minutes} min`;
}

type Row = (typeof DETECTORS)[number];

const WHEN: Readonly<Record<Row['method'], (row: Row) => string>> = {
  count: ({ threshold, windowMs }) =>
    threshold === 1 ? 'at once' : `${threshold} within ${spanOf(windowMs)}`,
  spread: ({ threshold, windowMs }) => `${threshold} different within ${spanOf(windowMs)}`,
  first: ({ windowMs }) => `what was not seen for ${spanOf(windowMs)}`,
  habit: ({ threshold, windowMs }) => `what is new after ${threshold} within at least ${spanOf(windowMs)}`,
  hours: () => 'outside of the hours that the `security` node says',
};

const row = (one: Row): string =>
  `| \`${one.id}\` | ${one.title} | ${one.kind} | ${WHEN[one.method](one)} | ${one.severity} | ${one.blocks ? `the ${one.blocks.kind}, ${one.blocks.minutes} min` : ''} | ${one.advice} |`;

export const intrusionPage: Page = {
  path: 'docs/intrusion.md',
  render: () => `# Intrusion detection

Generated from \`lib/security/intrusion/detectors.ts\` by \`npm run docs\`. What is found is an incident on the page Security
and at \`GET /api/v1/security/incidents\`, and where it concerns one tenant an alarm of the class \`security\` there (ADR 35).

| id | what it looks like | told by | when | severity | keeps out | what to do |
|---|---|---|---|---|---|---|
${DETECTORS.map(row).join('\n')}

Never kept out: this machine, and the addresses of the list in the \`security\` node. Behind a reverse proxy everybody has the
proxy's address: put it on that list.

Whoever has one IPv6 address has the whole network of 64 bits around it, and could come from another of them with each
attempt: what is kept out by itself is that network, and with it whoever else is there, such as the other machines of a LAN or
the other customers behind one access point. Networks of your own belong on the list. A block that somebody has decided, and
that holds longer, is left as it is.

## What a block ends, and what stays open

| kept out | no longer let in | what is open |
|---|---|---|
| an account | logins, tokens, API keys, MQTT, OPC UA | pages and the live WebSocket end at once, MQTT and OPC UA within 30 s |
| an MQTT client | MQTT | ends within 30 s |
| an address | HTTP, WebSocket, MQTT, Modbus, OPC UA, DNP3 | MQTT and the live WebSocket end within 30 s; the sockets of dashboards that are open, and connections over Modbus, OPC UA and DNP3, stay until they end |

## Of the installation

What concerns no tenant, or several, is no alarm, for there is no tenant in which it could be one. Users of the platform see it
on the page Security under _The installation_, where it appears at once whichever tenant they act in, and at
\`GET /api/v1/security/incidents?of=installation\`; it is a line of the log, and counts in the metric
\`thermacore_security_incidents_total{of="installation"}\`, on which a monitoring can raise its alarm.
`,
};
