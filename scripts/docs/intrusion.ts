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
`,
};
