import type { Control } from '../../../lib/dnp3/app/control';
import { CrobCode } from '../../../lib/dnp3/app/fragment';
import { iinNames } from '../../../lib/dnp3/app/iin';
import type { Association } from '../../../lib/dnp3/io/association';
import { DnpMaster } from '../../../lib/dnp3/io/master';
import { tcpClient, tlsClient } from '../../../lib/dnp3/io/tcp-client';
import type { DataClass } from '../../../lib/dnp3/master/config';
import type { MasterRequest, OperateMode, RequestResult } from '../../../lib/dnp3/master/request';
import type { Measurement } from '../../../lib/dnp3/measurement';
import { COMMON_HELP, decodeLevel, Misuse, texts, tlsOf, whole } from './options';
import { index, number, runRole, say, tell, type Role } from './session';

const HELP = `Usage: thermacore dnp3 master --host <host> --port <port> [options]

A master that polls an outstation, and lets it report by itself.

  --host <host>            default 127.0.0.1
  --port <port>            default 20000
  --address <0…65519>      the master's link address; default 1
  --outstation <0…65519>   the outstation's link address; default 10
  --class-period <ms>      poll classes 1, 2 and 3 so often; default 0: only what the outstation reports by itself
  --timeout <ms>           for an answer; default 5000
${COMMON_HELP}

Standard output, a line of JSON each: meas for every measurement, task for every order, state, iin.
Standard input, a line each:
  integrity                     read classes 1, 2, 3 and 0
  class <0|1|2|3> …             read classes
  read <group> <variation> [<first> <last>]
  crob <index> <latch_on|latch_off|pulse_on|pulse_off|close|trip> [sbo|direct|noack]
  ao <index> <value> [sbo|direct|noack]
  freeze [clear]                freeze all counters
  timesync                      set the outstation's clock
  restart <cold|warm>
`;

const NAMES = ['address', 'outstation', 'class-period', 'timeout'];
const DAY_MS = 86_400_000;

/** `thermacore dnp3 master`. */
export const run = (args: string[]): Promise<number> => runRole(HELP, () => make(args));

function make(args: string[]): Role | undefined {
  const values = texts(args, NAMES);
  if (!values) return undefined;
  const tls = tlsOf(values);
  const where = { host: values['host'] ?? '127.0.0.1', port: whole(values, 'port', 20_000, 1, 65_535) };
  const local = whole(values, 'address', 1, 0, 65_519);
  const period = whole(values, 'class-period', 0, 0, DAY_MS);
  const master = new DnpMaster({
    transport: tls ? tlsClient({ ...where, tls }) : tcpClient(where),
    local,
    decode: decodeLevel(values),
    log: tell,
  });
  const association = master.add(
    {
      local,
      remote: whole(values, 'outstation', 10, 0, 65_519),
      responseTimeoutMs: whole(values, 'timeout', 5000, 1, DAY_MS),
      classPeriodsMs: { 1: period, 2: period, 3: period },
    },
    {
      measured(measurements, settle) {
        for (const measurement of measurements) say('meas', plain(measurement));
        settle(true);
      },
      state: (state, reason) => say('state', { state, reason }),
      indications: (iin) => say('iin', { iin: iinNames(iin) }),
    },
  );
  return {
    start: () => master.start(),
    stop: () => master.stop(),
    order: (words) => order(association, words),
  };
}

function plain({ group, variation, index: i, value, flags, time, event, type }: Measurement): object {
  return {
    gv: `g${group}v${variation}`,
    type,
    index: i,
    value: said(value),
    flags,
    time: time ?? null,
    event,
  };
}

/** JSON has no word for numbers like NaN and Infinity: they are told by their names. */
function said(value: Measurement['value']): boolean | number | string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function order(association: Association, words: readonly string[]): void {
  const request = requestOf(words);
  const task = words.join(' ');
  void association.request(request).then((result) => say('task', { task, ...outcome(result) }));
}

function outcome(result: RequestResult): object {
  if (!result.ok) return result;
  const { ok, kind, ...more } = result;
  if (kind === 'read') return { ok, measurements: result.measurements };
  return kind === 'attributes' ? { ok, attributes: result.attributes.length } : { ok, ...more };
}

function requestOf([verb = '', ...words]: readonly string[]): MasterRequest {
  switch (verb) {
    case 'integrity':
      return { kind: 'classes', classes: [1, 2, 3, 0] };
    case 'class':
      return { kind: 'classes', classes: words.map(classOf) };
    case 'read':
      return read(words);
    case 'crob':
      return { kind: 'operate', mode: modeOf(words[2]), controls: [crob(words)] };
    case 'ao':
      return { kind: 'operate', mode: modeOf(words[2]), controls: [setPoint(words)] };
    case 'freeze':
      if (words[0] !== undefined && words[0] !== 'clear') throw new Misuse('Say freeze or freeze clear.');
      return { kind: 'freeze', clear: words[0] === 'clear', noAck: false };
    case 'timesync':
      return { kind: 'time' };
    case 'restart':
      if (words[0] !== 'cold' && words[0] !== 'warm') throw new Misuse('Say restart cold or restart warm.');
      return { kind: 'restart', cold: words[0] === 'cold' };
    default:
      throw new Misuse('give one of integrity, class, read, crob, ao, freeze, timesync, restart.');
  }
}

function classOf(word: string): DataClass {
  const of = number(word, 'The class');
  if (of === 0 || of === 1 || of === 2 || of === 3) return of;
  throw new Misuse('The class is to be 0, 1, 2 or 3.');
}

function read([group, variation, start, stop]: readonly string[]): MasterRequest {
  const header = { group: number(group, 'The group'), variation: number(variation, 'The variation') };
  const range = start === undefined ? {} : { start: index(start), stop: index(stop ?? start) };
  return { kind: 'read', headers: [{ ...header, ...range }] };
}

const MODES: Readonly<Record<string, OperateMode>> = {
  sbo: 'select-before-operate',
  direct: 'direct',
  noack: 'direct-no-ack',
};

function modeOf(word = 'sbo'): OperateMode {
  const mode = MODES[word];
  if (mode) return mode;
  throw new Misuse('The mode is to be sbo, direct or noack.');
}

const OPERATIONS: Readonly<Record<string, number>> = {
  latch_on: CrobCode.LatchOn,
  latch_off: CrobCode.LatchOff,
  pulse_on: CrobCode.PulseOn,
  pulse_off: CrobCode.PulseOff,
  close: CrobCode.Close | CrobCode.PulseOn,
  trip: CrobCode.Trip | CrobCode.PulseOn,
};
const PULSE_MS = 100;

function crob([at, operation = '']: readonly string[]): Control {
  const code = OPERATIONS[operation.toLowerCase()];
  if (code === undefined)
    throw new Misuse(`The operation is to be one of ${Object.keys(OPERATIONS).join(', ')}.`);
  return {
    kind: 'crob',
    crob: { index: index(at), code, count: 1, onMs: PULSE_MS, offMs: PULSE_MS, status: 0 },
  };
}

/**
 * Whole numbers of 32 bits as such (g41v1), others in single precision (g41v3), and in double (g41v4) what is too great
 * for that, or a whole number that it does not hold.
 */
function setPoint([at, text]: readonly string[]): Control {
  const value = number(text, 'The value');
  const single = Math.fround(value);
  const holds = Number.isFinite(single) && (single === value || !Number.isInteger(value));
  const variation = value === (value | 0) ? 1 : holds ? 3 : 4;
  return { kind: 'set-point', variation, setPoint: { index: index(at), value, status: 0 } };
}
