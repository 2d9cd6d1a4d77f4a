import { FunctionCode, functionName } from '../../lib/dnp3/app/function-code';
import { allVariations } from '../../lib/dnp3/app/objects/table';
import type { Role, Variation } from '../../lib/dnp3/app/objects/variation';
import { STATION_DEFAULTS } from '../../lib/dnp3/link/station';
import { masterConfig } from '../../lib/dnp3/master/config';
import { outstationConfig } from '../../lib/dnp3/outstation/config';
import { POINT_KINDS } from '../../lib/dnp3/outstation/point-kind';
import type { Page } from './page';

/** What a master asks for, and what an outstation of ours does with it. */
const FUNCTIONS: readonly (readonly [code: number, master: string, outstation: string])[] = [
  [FunctionCode.Confirm, 'sends, when the measurements are stored', 'takes'],
  [FunctionCode.Read, 'sends', 'answers'],
  [FunctionCode.Write, 'sends: time, restart, deadbands', 'answers'],
  [FunctionCode.Select, 'sends', 'answers'],
  [FunctionCode.Operate, 'sends, once', 'answers'],
  [FunctionCode.DirectOperate, 'sends, once', 'answers'],
  [FunctionCode.DirectOperateNoAck, 'sends, once', 'obeys'],
  [FunctionCode.ImmediateFreeze, 'sends', 'answers'],
  [FunctionCode.ImmediateFreezeNoAck, 'sends', 'obeys'],
  [FunctionCode.FreezeClear, 'sends', 'answers'],
  [FunctionCode.FreezeClearNoAck, 'sends', 'obeys'],
  [FunctionCode.FreezeAtTime, 'sends', 'answers'],
  [FunctionCode.FreezeAtTimeNoAck, 'sends', 'obeys'],
  [FunctionCode.ColdRestart, 'sends', 'answers, where configured'],
  [FunctionCode.WarmRestart, 'sends', 'answers, where configured'],
  [FunctionCode.EnableUnsolicited, 'sends', 'answers'],
  [FunctionCode.DisableUnsolicited, 'sends', 'answers'],
  [FunctionCode.AssignClass, 'sends', 'answers'],
  [FunctionCode.DelayMeasure, 'sends', 'answers'],
  [FunctionCode.RecordCurrentTime, 'sends', 'answers'],
  [FunctionCode.Response, 'takes', 'sends'],
  [FunctionCode.UnsolicitedResponse, 'takes', 'sends'],
];

const ROLES: Readonly<Record<Role, string>> = {
  static: 'present value',
  event: 'event',
  command: 'control',
  'command-event': 'event of a control',
  deadband: 'deadband, read and written',
  time: 'time',
  class: 'class',
  indications: 'indications',
  attribute: 'attribute',
  other: 'read only by the master',
};

function objectRow({ group, variation, title, of }: Variation): string {
  const kind = POINT_KINDS.find(({ type }) => type === of.point);
  const usual =
    (kind?.staticGroup === group && kind.staticVariation === variation) ||
    (kind?.eventGroup === group && kind.eventVariation === variation);
  return `| ${group} | ${variation} | ${of.title}, ${title} | ${ROLES[of.role]} | ${usual ? 'default' : ''} |`;
}

function settings(values: object): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        `| \`${name}\` | ${value === undefined ? 'not supported' : `\`${JSON.stringify(value)}\``} |`,
    )
    .join('\n');
}

export const dnp3ProfilePage: Page = {
  path: 'docs/dnp3-device-profile.md',
  render: () => `# DNP3 device profile

Generated from the table of objects and the defaults in \`lib/dnp3\` by \`npm run docs\`. It is for whoever connects a DNP3
master or outstation of another maker (IEEE 1815-2012).

| | |
|---|---|
| Roles | master and outstation |
| Subset | level 4; the outstation's static and event variations can be chosen for each point |
| Connections | TCP and TLS (client and server), UDP, any stream of octets; port 20000 |
| Link addresses | 0 to 65519; broadcast 65533 to 65535; self-address 65532 where switched on |
| Data link | unconfirmed user data unless confirmed is chosen; keep-alive by link status |
| Fragments | 2048 octets received and sent at most, unless set otherwise |
| Qualifiers in requests | 00, 01, 06, 07, 08, 17, 28; 02, 09, 39 are taken as well |
| Qualifiers in responses | 00, 01 (static), 17, 28 (events), 07 (time) |
| Security | TLS 1.2 and 1.3 with certificates on both sides (IEC 62351-3), lists of those allowed, revocation lists; no Secure Authentication |
| Not supported | files (group 70), data sets (85 to 88), virtual terminals (112, 113), Secure Authentication (120): IIN2.1 or IIN2.0 |

## Function codes

| code | function | master | outstation |
|---|---|---|---|
${FUNCTIONS.map(([code, master, outstation]) => `| ${code} | ${functionName(code)} | ${master} | ${outstation} |`).join('\n')}

## Objects

Variation 0 in a request means the point's own variation. Groups 110 and 111 (octet strings) have the length as variation,
1 to 255; group 0 (device attributes) the attribute.

| group | variation | object | what | |
|---|---|---|---|---|
${allVariations()
  .filter(({ variation }) => variation > 0)
  .map(objectRow)
  .join('\n')}

A value that does not fit its variation is clamped and flagged OVER_RANGE; 16-bit counters wrap. Packed variations are
used only for points whose flags are exactly ONLINE.

## Link layer, defaults

| option | default |
|---|---|
${settings(STATION_DEFAULTS)}

## Outstation, defaults

| option | default |
|---|---|
${settings(outstationConfig({}))}

## Master, defaults

| option | default |
|---|---|
${settings(masterConfig())}
`,
};
