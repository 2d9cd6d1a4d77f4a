import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Fragment, ObjectHeader, PointObject } from '../../../lib/dnp3/app/fragment';
import { FunctionCode } from '../../../lib/dnp3/app/function-code';
import { allVariations } from '../../../lib/dnp3/app/objects/table';
import { readFragment } from '../../../lib/dnp3/app/reader';
import { FrameParser } from '../../../lib/dnp3/link/parser';
import { Reassembly } from '../../../lib/dnp3/transport/reassembly';
import type { Recording } from '../../support/dnp3/pcap';
import { recordConversation } from './recorded-conversation';

/** What each fragment is read into, by tshark's name of the field. */
const FIELDS = [
  'frame.number', 'dnp3.al.func', 'dnp3.al.seq', 'dnp3.al.iin', 'dnp3.al.obj', 'dnp3.al.point_index', 'dnp3.al.index',
  'dnp3.al.ana.int', 'dnp3.al.ana.float', 'dnp3.al.ana.double',
  'dnp3.al.anaout.int', 'dnp3.al.anaout.float', 'dnp3.al.anaout.double',
  'dnp3.al.cnt', 'dnp3.al.bit', 'dnp3.al.2bit', 'dnp3.al.biq.b7', 'dnp3.al.boq.b7',
] as const; // prettier-ignore
type Field = (typeof FIELDS)[number];
type Row = Readonly<Record<Field, readonly string[]>>;

/** Objects that tshark 4.0 names at most, but cannot read: frozen analogs but floating-point ones, and g4v3. */
const UNREAD = new Set([
  '31/1', '31/2', '31/3', '31/4', '31/5', '31/6', '33/1', '33/2', '33/3', '33/4', '4/3',
]); // prettier-ignore

/** Functions at whose objects it does not look. */
const UNREAD_FUNCTIONS: ReadonlySet<number> = new Set([
  FunctionCode.FreezeAtTime,
  FunctionCode.FreezeAtTimeNoAck,
  FunctionCode.AssignClass,
]);

/** Never asked for by a master, or never answered with by an outstation. */
const NOT_SENT = new Set(['50/4', '51/2', '52/1', '102/1']);

const name = ({ variation: { group, variation } }: ObjectHeader): string => `${group}/${variation}`;

describe('tshark reads what we send', function () {
  this.timeout(60_000);
  let folder: string;
  let recording: Recording;
  let fragments: (Fragment | undefined)[];
  let rows: readonly Row[];
  const tshark = async (...options: string[]): Promise<string> => {
    const run = promisify(execFile)('tshark', ['-r', join(folder, 'conversation.pcap'), ...options], {
      maxBuffer: 64 << 20,
    });
    return (await run).stdout;
  };

  before(async function () {
    // No tshark unless THERMACORE_TEST_TSHARK is set.
    if (!process.env['THERMACORE_TEST_TSHARK']) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'thermacore-tshark-'));
    recording = await recordConversation();
    writeFileSync(join(folder, 'conversation.pcap'), recording.file());
    fragments = recording.packets.map(({ octets }) => fragmentOf(octets));
    const text = await tshark(
      '-T',
      'fields',
      '-E',
      'separator=|',
      ...FIELDS.flatMap((field) => ['-e', field]),
    );
    rows = text.trimEnd().split('\n').map(rowOf);
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('the conversation has every function code that either side sends, and every object', () => {
    const sent = new Set(fragments.map((fragment) => fragment?.function));
    const all = Object.values(FunctionCode).filter((code) => code <= FunctionCode.RecordCurrentTime);
    for (const code of [...all, FunctionCode.Response, FunctionCode.UnsolicitedResponse])
      assert.ok(sent.has(code), `function ${code}`);
    const seen = new Set(fragments.flatMap((fragment) => fragment?.headers.map(name) ?? []));
    for (const { group, variation } of allVariations()) {
      const object = `${group}/${variation}`;
      if (variation > 0 && !NOT_SENT.has(object)) assert.ok(seen.has(object), object);
    }
    for (const fragment of fragments) assert.equal(fragment?.fault, undefined);
  });

  it('nothing is malformed or unknown to it, but for what it cannot read', async () => {
    const strange = await tshark(
      '-T', 'fields', '-e', 'frame.number',
      '-Y', '_ws.malformed or _ws.expert.severity >= 6291456 or dnp3.al.unknown_data_chunk or dnp3.al.fragment.error',
    ); // prettier-ignore
    for (const line of strange.split('\n').filter(Boolean)) {
      const headers = fragments[Number(line) - 1]?.headers ?? [];
      const known = headers.some(({ variation: { group, variation } }) =>
        variation === 0 ? group === 31 || group === 33 : UNREAD.has(`${group}/${variation}`),
      );
      assert.ok(known, `packet ${line}: ${headers.map(name).join()}`);
    }
  });

  it('every packet is one fragment, with the function, sequence and indications that we read', () => {
    assert.equal(rows.length, recording.packets.length);
    rows.forEach((row, i) => {
      const fragment = fragments[i];
      assert.ok(fragment, `packet ${i + 1}`);
      assert.deepEqual(row['dnp3.al.func'].map(Number), [fragment.function]);
      assert.deepEqual(row['dnp3.al.seq'].map(Number), [fragment.control.seq]);
      // It shows the two octets in the order in which they come.
      const [iin] = row['dnp3.al.iin'].map(Number);
      if (iin !== undefined) assert.equal((iin >> 8) | ((iin & 0xff) << 8), fragment.iin);
    });
  });

  it('it finds the same objects, indices and values as we do', () => {
    let compared = 0;
    rows.forEach((row, i) => {
      const { headers = [], function: code = 0 } = fragments[i] ?? {};
      if (UNREAD_FUNCTIONS.has(code) || headers.some((header) => UNREAD.has(name(header)))) return;
      const about = `packet ${i + 1}: ${headers.map(name).join()}`;
      const objects = headers.map(({ variation: { group, variation } }) =>
        group === 110 || group === 111 ? group << 8 : (group << 8) | variation,
      );
      assert.deepEqual(row['dnp3.al.obj'].map(Number), objects, about);
      for (const [what, wanted] of Object.entries(readings(headers))) {
        const told = FIELD_OF[what as Reading].flatMap((field) => row[field].map(Number));
        assert.ok(alike(told, wanted), `${about}, ${what}: tshark ${told.join()}, we ${wanted.join()}`);
        compared += wanted.length;
      }
    });
    assert.ok(compared > 900, `${compared} values compared`);
  });
});

function fragmentOf(octets: Uint8Array): Fragment | undefined {
  const reassembly = new Reassembly(65_536);
  let whole: Uint8Array | undefined;
  for (const { data } of new FrameParser().push(octets)) whole = reassembly.push(data);
  return whole && readFragment(whole);
}

function rowOf(line: string): Row {
  const cells = line.split('|');
  return Object.fromEntries(
    FIELDS.map((field, i) => [field, (cells[i] ?? '').split(',').filter((text) => text !== '')]),
  ) as unknown as Row;
}

type Reading = 'prefixes' | 'analogs' | 'outputs' | 'counters' | 'bits' | 'double bits' | 'inputs' | 'states';

const FIELD_OF: Readonly<Record<Reading, readonly Field[]>> = {
  prefixes: ['dnp3.al.index'],
  analogs: ['dnp3.al.ana.int', 'dnp3.al.ana.float', 'dnp3.al.ana.double'],
  outputs: ['dnp3.al.anaout.int', 'dnp3.al.anaout.float', 'dnp3.al.anaout.double'],
  counters: ['dnp3.al.cnt'],
  bits: ['dnp3.al.bit'],
  'double bits': ['dnp3.al.2bit'],
  inputs: ['dnp3.al.biq.b7'],
  states: ['dnp3.al.boq.b7'],
};

/** The numbers of a fragment, as tshark sorts them. */
function readings(headers: readonly ObjectHeader[]): Record<Reading, number[]> {
  const values = (of: (header: ObjectHeader) => boolean): number[] =>
    headers.filter(of).flatMap((header) => pointsOf(header).map(({ value }) => value));
  const groups =
    (...wanted: number[]) =>
    ({ variation: { group, layout } }: ObjectHeader): boolean =>
      wanted.includes(group) && layout.form !== 'packed';
  const packed =
    (bits: 1 | 2) =>
    ({ variation: { layout } }: ObjectHeader): boolean =>
      layout.form === 'packed' && layout.bits === bits;
  return {
    prefixes: headers.flatMap(({ span }) => (span.kind === 'indices' ? span.indices : [])),
    analogs: values(groups(30, 31, 32, 33, 34)),
    outputs: values(groups(40, 41, 42, 43)),
    counters: values(groups(20, 21, 22, 23)),
    bits: values(packed(1)),
    'double bits': values(packed(2)),
    // Of a double-bit input with flags it shows the upper bit there.
    inputs: headers.flatMap((header) => {
      if (groups(1, 2)(header)) return pointsOf(header).map(({ value }) => value);
      return groups(3, 4)(header) ? pointsOf(header).map(({ value }) => value >> 1) : [];
    }),
    states: values(groups(10, 11)),
  };
}

function pointsOf({ content }: ObjectHeader): readonly Pick<PointObject, 'value'>[] {
  if (content.kind === 'points') return content.points;
  return content.kind === 'set-points' ? content.setPoints : [];
}

/** Floats are shown with six digits, and sorted by their kind. */
function alike(told: readonly number[], wanted: readonly number[]): boolean {
  const ascending = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);
  const [a, b] = [ascending(told), ascending(wanted)];
  return a.length === b.length && a.every((one, i) => Math.abs(one - (b[i] ?? NaN)) <= Math.abs(one) * 1e-5);
}
