import assert from 'node:assert/strict';
import { controlOctet } from '../../../../lib/dnp3/app/control-octet';
import type { Fragment, ObjectHeader } from '../../../../lib/dnp3/app/fragment';
import { functionName, isResponse } from '../../../../lib/dnp3/app/function-code';
import { iinNames } from '../../../../lib/dnp3/app/iin';
import { readFragment } from '../../../../lib/dnp3/app/reader';
import { FrameParser } from '../../../../lib/dnp3/link/parser';
import { Reassembly } from '../../../../lib/dnp3/transport/reassembly';
import { hexOf, vector, VECTORS } from '../vectors';
import { rewritten } from './rewritten';

function fragmentOf(id: string): Fragment | undefined {
  const reassembly = new Reassembly(2048);
  let octets: Uint8Array | undefined;
  for (const { data } of new FrameParser().push(vector(id))) octets = reassembly.push(data) ?? octets;
  return octets && readFragment(octets);
}

/** A header's objects in short: `g30v1 0=1.5/01`, i.e. index=value/flags and @time where there is one. */
function short({ variation: { group, variation }, span, content }: ObjectHeader): string {
  const name = `g${group}v${variation}`;
  const hex = (octet: number): string => octet.toString(16).padStart(2, '0');
  switch (content.kind) {
    case 'named':
      return span.kind === 'all' ? name : `${name} ${JSON.stringify(span)}`;
    case 'points':
      return `${name} ${content.points
        .map(
          ({ index, value, flags, time }) =>
            `${index}=${value}/${hex(flags)}${time === undefined ? '' : `@${time}`}`,
        )
        .join(' ')}`;
    case 'crobs':
      return `${name} ${content.crobs
        .map(
          ({ index, code, count, onMs, offMs, status }) =>
            `${index}:${hex(code)}x${count} ${onMs}/${offMs} ms, ${status}`,
        )
        .join('; ')}`;
    case 'set-points':
      return `${name} ${content.setPoints.map(({ index, value, status }) => `${index}=${value}, ${status}`).join('; ')}`;
    case 'times':
      return `${name} ${content.times.map(({ time }) => time).join(' ')}`;
    case 'delays':
      return `${name} ${content.delays.join(' ')} ms`;
    default:
      return name;
  }
}

function shortOf(id: string): string {
  const fragment = fragmentOf(id);
  if (!fragment) return 'no fragment';
  const { control, function: code, iin, headers, fault } = fragment;
  assert.equal(fault, undefined, id);
  const octet = controlOctet(control).toString(16).padStart(2, '0');
  return [
    `${octet} ${functionName(code)}`,
    ...(isResponse(code) && iin !== 0 ? [iinNames(iin).join(' ')] : []),
    ...headers.map(short),
  ].join(' | ');
}

const TIME = 1_709_294_400_000;
const CLASSES = 'g60v2 | g60v3 | g60v4';
const CROBS = Array.from({ length: 25 }, (_, index) => `${index}:03x1 100/100 ms, 0`).join('; ');

/** What the vectors say; those with a link layer's message alone have no fragment. */
const SAID: Readonly<Record<string, string>> = {
  V1: 'no fragment',
  V1answer: 'no fragment',
  V2: 'no fragment',
  V2answer: 'no fragment',
  V3: `c0 DISABLE_UNSOLICITED | ${CLASSES}`,
  V4: 'f0 UNSOLICITED_RESPONSE | NEED_TIME DEVICE_RESTART',
  V5: 'd0 CONFIRM',
  V6: 'c1 WRITE | g80v1 7=0/01',
  V7: `c2 READ | ${CLASSES} | g60v1`,
  V8: `e1 RESPONSE | g51v1 ${TIME} | g2v3 0=0/01@${TIME} 1=1/01@${TIME + 150}`,
  V9: 'c1 RESPONSE | g1v1 0=1/01 | g1v2 1=1/21 | g1v1 2=1/01 3=0/01 4=1/01',
  V10: 'c1 RESPONSE | g30v2 0=0/01 1=32767/21',
  V11: 'c1 SELECT | g12v1 2:03x1 100/100 ms, 0',
  V12: 'c9 RESPONSE | CLASS_1_EVENTS CLASS_2_EVENTS PARAMETER_ERROR | g12v1 900:03x1 100/100 ms, 4',
  V13: 'c7 DIRECT_OPERATE | g41v3 1=3.140000104904175, 0',
  V14: `cc WRITE | g50v3 ${TIME}`,
  V15: `e1 RESPONSE | g32v7 1=-100000.5/01@${TIME}`,
  g2v1: 'e1 RESPONSE | g2v1 1=1/01',
  g51v1g2v3: `e1 RESPONSE | g51v1 ${TIME} | g2v3 0=0/01@${TIME} 1=1/01@${TIME + 150}`,
  g4v2: `e1 RESPONSE | g4v2 0=2/01@${TIME}`,
  g22v1: 'e1 RESPONSE | g22v1 0=70000/01',
  g22v5: `e1 RESPONSE | g22v5 0=4000000000/01@${TIME}`,
  g32v2: 'e1 RESPONSE | g32v2 1=-32768/21',
  g32v4: `e1 RESPONSE | g32v4 1=-32768/21@${TIME}`,
  g32v6: 'e1 RESPONSE | g32v6 1=-100000.5/01',
  g32v8: `e1 RESPONSE | g32v8 1=-100000.5/01@${TIME}`,
  g42v4: `e1 RESPONSE | g42v4 1=33/01@${TIME}`,
  g42v8: `e1 RESPONSE | g42v8 1=33.75/01@${TIME}`,
  g30v1: 'c1 RESPONSE | g30v1 0=0/01 1=100000/01',
  g30v3: 'c1 RESPONSE | g30v3 0=0/01 1=100000/01',
  g30v5: 'c1 RESPONSE | g30v5 0=0/01 1=100000.5/01',
  g20v1: 'c1 RESPONSE | g20v1 0=0/01 1=70000/01',
  g20v5: 'c1 RESPONSE | g20v5 0=0/01 1=70000/01',
  g21v9: 'c1 RESPONSE | g21v9 0=0/01 1=70000/01',
  g1v1promoted: 'c1 RESPONSE | g1v1 0=1/01 | g1v2 1=1/21 | g1v1 2=1/01 3=0/01 4=1/01',
  g40v3: 'c1 RESPONSE | g40v3 0=0/01 1=-7.25/01',
  classes: 'e1 RESPONSE | g2v1 0=0/01 | g32v1 0=7/01 | g1v2 0=0/01 | g30v1 0=7/01',
  selectRsp: 'c1 RESPONSE | g12v1 2:03x1 100/100 ms, 0',
  operateRsp: 'c2 RESPONSE | CLASS_1_EVENTS | g12v1 2:03x1 100/100 ms, 0',
  crob8Req: 'c4 DIRECT_OPERATE | g12v1 3:41x2 500/1500 ms, 0',
  ao1Req: 'c5 DIRECT_OPERATE | g41v1 1=-1234567, 0',
  ao3Req: 'c7 DIRECT_OPERATE | g41v3 1=3.140000104904175, 0',
  ao4Rsp: 'c8 RESPONSE | CLASS_1_EVENTS CLASS_2_EVENTS | g41v4 3=2.718281828459045, 0',
  delayReq: 'ca DELAY_MEASURE',
  recTimeReq: 'cb RECORD_CURRENT_TIME',
  writeAbsReq: `cd WRITE | g50v1 ${TIME}`,
  coldRsp: 'ce RESPONSE | CLASS_1_EVENTS CLASS_2_EVENTS | g52v2 500 ms',
  freezeReq: 'c0 IMMEDIATE_FREEZE | g20v0',
  badObjRsp: 'c2 RESPONSE | CLASS_1_EVENTS CLASS_2_EVENTS CLASS_3_EVENTS DEVICE_RESTART OBJECT_UNKNOWN',
  linkResetReq: 'no fragment',
  linkStatusReq: 'no fragment',
  confData: 'c5 DELAY_MEASURE',
  nullUns: 'f0 UNSOLICITED_RESPONSE | NEED_TIME DEVICE_RESTART',
  enableReq: `c0 ENABLE_UNSOLICITED | ${CLASSES}`,
  multiSegReq: `c1 DIRECT_OPERATE | g12v1 ${CROBS}`,
  g34w: 'c3 WRITE | g34v1 3=500/01',
  g34r: 'c5 RESPONSE | g34v2 0=10/01 1=100/01',
  g33v5: 'e7 RESPONSE | g33v5 2=-5/01',
  g43v7: `e9 RESPONSE | g43v7 1=5/00@${TIME}`,
};

describe('the vectors', () => {
  it('are all told here', () => {
    assert.deepEqual(VECTORS.map(({ id }) => id).sort(), Object.keys(SAID).sort());
  });

  for (const { id, meaning } of VECTORS)
    it(`${id}: ${meaning}`, () => {
      assert.equal(shortOf(id), SAID[id]);
      const fragment = fragmentOf(id);
      if (fragment) assert.equal(hexOf(rewritten(fragment)), hexOf(fragment.octets), 'said again');
    });
});
