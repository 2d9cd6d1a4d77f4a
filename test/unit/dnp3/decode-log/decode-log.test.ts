import assert from 'node:assert/strict';
import { decodeFragment } from '../../../../lib/dnp3/decode-log/fragment';
import { DecodeLog } from '../../../../lib/dnp3/decode-log/decode-log';
import type { DecodeLevel } from '../../../../lib/dnp3/decode-log/level';
import { octetsOf, vector } from '../vectors';

function linesOf(
  level: DecodeLevel,
  ...parts: readonly [octets: Uint8Array, direction: 'sent' | 'received'][]
): string[] {
  const lines: string[] = [];
  const log = new DecodeLog(level, (block) => lines.push(...block));
  for (const [octets, direction] of parts) log.octets(octets, direction);
  return lines;
}

const fragment = (hex: string): string[] => decodeFragment(octetsOf(hex));
/** The lines of a fragment's objects. */
const objects = (hex: string): string[] =>
  fragment(hex)
    .slice(1)
    .map((line) => line.trim());

describe('the decode log, by level', () => {
  const read: [Uint8Array, 'sent'] = [vector('V7'), 'sent'];
  const analogs: [Uint8Array, 'received'] = [vector('g30v5'), 'received'];

  it('off: nothing', () => {
    assert.deepEqual(linesOf('off', read, analogs), []);
  });

  it('link: a line a frame', () => {
    assert.deepEqual(linesOf('link', read, analogs), [
      '→ 1→10 LINK UNCONFIRMED_USER_DATA (FCV 0), 15 octets',
      '← 10→1 LINK UNCONFIRMED_USER_DATA (FCV 0), 20 octets',
    ]);
  });

  it('transport: and a line a segment', () => {
    assert.deepEqual(linesOf('transport', read), [
      '→ 1→10 LINK UNCONFIRMED_USER_DATA (FCV 0), 15 octets',
      '  TRANSPORT FIR FIN seq 3',
    ]);
  });

  it('app: and the fragment with its object headers', () => {
    assert.deepEqual(linesOf('app', read, analogs), [
      '→ 1→10 LINK UNCONFIRMED_USER_DATA (FCV 0), 15 octets',
      '  TRANSPORT FIR FIN seq 3',
      '  APP READ seq 2 FIR FIN',
      '    g60v2 (Class Objects, class 1 data) all',
      '    g60v3 (Class Objects, class 2 data) all',
      '    g60v4 (Class Objects, class 3 data) all',
      '    g60v1 (Class Objects, class 0 data) all',
      '← 10→1 LINK UNCONFIRMED_USER_DATA (FCV 0), 20 octets',
      '  TRANSPORT FIR FIN seq 1',
      '  APP RESPONSE seq 1 FIR FIN, IIN none',
      '    g30v5 (Analog Input, single-precision with flag) [0…1]',
    ]);
  });

  it('objects: and their values', () => {
    assert.equal(
      linesOf('objects', analogs).at(-1),
      '    g30v5 (Analog Input, single-precision with flag) [0…1]: 0=0 ONLINE, 1=100000.5 ONLINE',
    );
  });

  it('in a block for each frame', () => {
    const blocks: number[] = [];
    const log = new DecodeLog('app', (lines) => blocks.push(lines.length));
    log.octets(Uint8Array.of(...vector('V7'), ...vector('V7')), 'sent');
    assert.deepEqual(blocks, [7, 7]);
  });

  it('can be changed while it runs', () => {
    const lines: string[] = [];
    const log = new DecodeLog('off', (block) => lines.push(...block));
    log.octets(vector('V1').subarray(0, 4), 'sent');
    log.level = 'link';
    log.octets(vector('V2'), 'sent');
    log.level = 'off';
    log.octets(vector('V2'), 'sent');
    assert.deepEqual([log.level, ...lines], ['off', '→ 1→10 LINK REQUEST_LINK_STATUS (FCV 0)']);
  });
});

describe('the decode log of frames', () => {
  it('tells the link layer’s own conversation', () => {
    const lines = linesOf(
      'objects',
      [vector('V1'), 'sent'],
      [vector('V1answer'), 'received'],
      [vector('confData'), 'sent'],
      [vector('V2answer'), 'received'],
    );
    assert.deepEqual(lines, [
      '→ 1→10 LINK RESET_LINK_STATES (FCV 0)',
      '← 10→1 LINK ACK (DFC 0)',
      '→ 1→10 LINK CONFIRMED_USER_DATA (FCB 1), 3 octets',
      '  TRANSPORT FIR FIN seq 0',
      '  APP DELAY_MEASURE seq 5 FIR FIN',
      '← 10→1 LINK LINK_STATUS (DFC 0)',
    ]);
  });

  it('tells a fragment of several segments once it is whole, however it came', () => {
    const octets = vector('multiSegReq');
    const lines = linesOf(
      'app',
      ...Array.from(octets, (octet): [Uint8Array, 'sent'] => [Uint8Array.of(octet), 'sent']),
    );
    assert.deepEqual(lines, [
      '→ 1→10 LINK UNCONFIRMED_USER_DATA (FCV 0), 250 octets',
      '  TRANSPORT FIR seq 62',
      '→ 1→10 LINK UNCONFIRMED_USER_DATA (FCV 0), 84 octets',
      '  TRANSPORT FIN seq 63',
      '  APP DIRECT_OPERATE seq 1 FIR FIN',
      '    g12v1 (Binary Output Command, control relay output block (CROB)) [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 … 5 more]',
    ]);
  });

  it('tells what belongs to no frame', () => {
    const wrong = vector('V2');
    wrong[8] = 0;
    assert.deepEqual(linesOf('link', [wrong, 'received']), ['← LINK 10 octets of no frame, 1 wrong CRC']);
  });
});

describe('the decode log of fragments', () => {
  it('names the indications', () => {
    assert.deepEqual(fragment('f0829000'), [
      '  APP UNSOLICITED_RESPONSE seq 0 FIR FIN CON UNS, IIN NEED_TIME DEVICE_RESTART',
    ]);
  });

  it('says why it was not taken', () => {
    assert.deepEqual(fragment('c001 c80106'), [
      '  APP READ seq 0 FIR FIN',
      '    NOT TAKEN: g200v1 (unknown group, not supported) at octet 2',
    ]);
    assert.deepEqual(fragment('c0'), ['  APP 1 octet, too few to be a fragment']);
  });

  it('cuts a long list, and says how much is left', () => {
    const [line] = objects(`c0810000 1e04000018 ${'0100'.repeat(25)}`);
    assert.match(line as string, /^g30v4 \(.*\) \[0…24\]: 0=1, 1=1, .*, 19=1, … 5 more$/);
  });

  it('names states, flags and times', () => {
    assert.deepEqual(objects('c0810000 020217010381 00b2e2f98d01'), [
      'g2v2 (Binary Input Event, with absolute time) [3]: 3=ON ONLINE @2024-03-01T12:00:00.000Z',
    ]);
    assert.deepEqual(objects('c0810000 0302000001 8123'), [
      'g3v2 (Double-bit Binary Input, with flags) [0…1]: 0=ON ONLINE, 1=INTERMEDIATE ONLINE RESTART CHATTER_FILTER',
    ]);
    assert.deepEqual(objects('c0810000 1e02000001 61ff7f 040000'), [
      'g30v2 (Analog Input, 16-bit with flag) [0…1]: 0=32767 ONLINE OVER_RANGE REFERENCE_ERR, 1=0 COMM_LOST',
    ]);
    assert.deepEqual(objects('c0810000 1402000000 600700'), [
      'g20v2 (Counter, 16-bit with flag) [0]: 0=7 ROLLOVER DISCONTINUITY',
    ]);
    assert.deepEqual(objects('c0810000 1e02000000 000000'), [
      'g30v2 (Analog Input, 16-bit with flag) [0]: 0=0 OFFLINE',
    ]);
  });

  it('tells relative times as what they come to, and whether the clock was set', () => {
    assert.deepEqual(objects('c0810000 33020701 00b2e2f98d01 0203170100 81 9600'), [
      'g51v2 (Time and Date Common Time-of-Occurrence, unsynchronised) ×1: 2024-03-01T12:00:00.000Z',
      'g2v3 (Binary Input Event, with relative time) [0]: 0=ON ONLINE @2024-03-01T12:00:00.150Z (clock not set)',
    ]);
  });

  it('tells controls, and how they were answered', () => {
    const crob = '0c01170103 b1 02 f4010000 dc050000';
    assert.deepEqual(objects(`c005 ${crob} 00`), [
      'g12v1 (Binary Output Command, control relay output block (CROB)) [3]: 3=PULSE_ON QUEUE CLEAR TRIP ×2 on 500 ms off 1500 ms',
    ]);
    assert.deepEqual(objects(`c0810000 ${crob} 07`), [
      'g12v1 (Binary Output Command, control relay output block (CROB)) [3]: 3=PULSE_ON QUEUE CLEAR TRIP ×2 on 500 ms off 1500 ms, status 7 (the local/remote switch stands on local)',
    ]);
    assert.deepEqual(objects('c0810000 2902170101 0500 00'), [
      'g41v2 (Analog Output, 16-bit) [1]: 1=5, status 0 (accepted)',
    ]);
    assert.deepEqual(objects('c0810000 2b02170101 04 0500'), [
      'g43v2 (Analog Output Command Event, 16-bit, without time) [1]: 1=5 status 4 (the point does not support this control)',
    ]);
  });

  it('tells indications that are written by name', () => {
    assert.deepEqual(objects('c002 500100 0707 00'), [
      'g80v1 (Internal Indications, packed format) [7]: 7=0 (DEVICE_RESTART)',
    ]);
  });

  it('tells times, delays, octets and attributes', () => {
    assert.deepEqual(objects('c002 320107 01 00b2e2f98d01'), [
      'g50v1 (Time and Date, absolute time) ×1: 2024-03-01T12:00:00.000Z',
    ]);
    assert.deepEqual(objects('c0810000 34020701 f401'), [
      'g52v2 (Time Delay, fine, in milliseconds) ×1: 500 ms',
    ]);
    assert.deepEqual(objects('c0810000 6e02000000 4869'), [
      'g110v2 (Octet String, 2 octets) [0]: 0=4869 "Hi"',
    ]);
    assert.deepEqual(objects('c0810000 6e02000000 4800'), ['g110v2 (Octet String, 2 octets) [0]: 0=4800']);
    assert.deepEqual(objects('c0810000 00fc000000 0102544d'), [
      'g0v252 (Device Attributes, attribute 252) [0]: set 0="TM"',
    ]);
    assert.deepEqual(objects('c0810000 00ff000000 fe04f200f601'), [
      'g0v255 (Device Attributes, attribute 255) [0]: set 0=v242 v246 (writable)',
    ]);
  });
});
