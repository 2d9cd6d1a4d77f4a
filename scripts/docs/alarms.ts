import {
  ACTIONS,
  ACTION_PERMISSIONS,
  ALARM_EVENTS,
  ALARM_STATES,
  CONDITION_KINDS,
  METRIC_TARGETS,
  PLACEHOLDERS,
  TRANSITIONS,
  stateDiagram,
} from '../../lib/alarms';
import type { Page } from './page';

const KINDS: Readonly<Record<(typeof CONDITION_KINDS)[number], string>> = {
  limit: 'up to four limits (high-high, high, low, low-low), each with its priority',
  'rate-of-change': 'change per second, minute or hour, over a window',
  deviation: 'distance from a set point, fixed or measured, or from a sister sensor',
  digital: 'states that are the alarm, also texts',
  stale: 'no data for a time',
  'bad-quality': 'values that the field marks as bad',
  'device-offline': 'a device that is not there',
  anomaly: 'the anomaly score of a sensor',
  foreign: 'a condition that a device keeps itself, such as those of an OPC UA server',
  expression: 'true or false of several sensors',
};

const cell = (state: string, event: string): string =>
  TRANSITIONS.filter((one) => one.from === state && one.event === event)
    .map(({ to, when }) => (when ? `${to} if ${when}` : to))
    .join('; ');

const rows = ALARM_STATES.flatMap((state) =>
  ALARM_EVENTS.map((event) => [state, event, cell(state, event)] as const)
    .filter(([, , to]) => to !== '')
    .map((row) => `| ${row.join(' | ')} |`),
);

export const alarmsPage: Page = {
  path: 'docs/alarms.md',
  render: () => `# Alarms

Generated from \`lib/alarms\` by \`npm run docs\`. How time, late data and restarts are dealt with, and why, stands in
\`docs/adr/0018-alarms.md\`.

## States

The states of ISA-18.2 and IEC 62682. While an alarm is shelved, suppressed by design or out of service, its condition goes
on being tracked, and that decides what it comes back to.

\`\`\`mermaid
${stateDiagram()}
\`\`\`

What is not in this table cannot happen; the engine says why in words. Of several results the first counts whose condition
holds below.

| state | event | becomes |
|---|---|---|
${rows.join('\n')}

## What people can do

| action | permission |
|---|---|
${ACTIONS.map((action) => `| ${action} | \`${ACTION_PERMISSIONS[action]}\` |`).join('\n')}

## Kinds of rules

| kind | what is watched for |
|---|---|
${CONDITION_KINDS.map((kind) => `| \`${kind}\` | ${KINDS[kind]} |`).join('\n')}

In a message these are filled in: ${PLACEHOLDERS.map((name) => `\`{${name}}\``).join(', ')}.

## Metrics and their bands

| metric | unit | target | manageable up to |
|---|---|---|---|
${Object.entries(METRIC_TARGETS)
  .map(([id, { unit, target, limit }]) => `| \`${id}\` | ${unit} | ${target} | ${limit} |`)
  .join('\n')}
`,
};
