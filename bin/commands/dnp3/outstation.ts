import { CommandStatus } from '../../../lib/dnp3/app/command-status';
import type { Control } from '../../../lib/dnp3/app/control';
import { Flag } from '../../../lib/dnp3/app/flags';
import { CrobCode } from '../../../lib/dnp3/app/fragment';
import { DnpOutstation, type Conversing } from '../../../lib/dnp3/io/outstation';
import { tcpServer, tlsServer } from '../../../lib/dnp3/io/tcp-server';
import { PointDatabase } from '../../../lib/dnp3/outstation/database';
import { COMMON_HELP, decodeLevel, Misuse, texts, tlsOf, whole } from './options';
import { index, number, runRole, say, tell, upTo, type Role } from './session';

const HELP = `Usage: thermacore dnp3 outstation --port <port> [options]

An outstation with points of each type: binary inputs (even ones on), double-bit inputs, counters, frozen counters,
analog inputs (1.5 × index), frozen ones (only when asked for by name), binary and analog outputs, octet strings.
Controls of points that there are succeed.

  --port <port>            where to listen; 0: any free port
  --host <address>         default 127.0.0.1
  --address <0…65519>      the outstation's link address; default 10
  --master <0…65519>       the master's link address; default 1
  --points <n>             points of each type, 0 to 65536; default 10
  --select-timeout <ms>    default 10000
  --confirm-timeout <ms>   default 5000
  --event-buffer <n>       events kept of each group; default 1000
${COMMON_HELP}

Standard output, a line of JSON each: listening, select, operate, and what a master changes (time, freeze, …).
Standard input, a line each:
  ai <index> <value> [flags]    analog input      bi <index> <0|1> [flags]    binary input
  dbi <index> <0…3> [flags]     double-bit input  ctr <index> <value> [flags] counter
  os <index> <text>             octet string      restart                     set IIN1.7 as after a restart
`;

const NAMES = ['address', 'master', 'points', 'select-timeout', 'confirm-timeout', 'event-buffer'];
const HOUR_MS = 3_600_000;
const RESTART_MS = 2000;

/** `thermacore dnp3 outstation`. */
export const run = (args: string[]): Promise<number> => runRole(HELP, () => make(args));

function make(args: string[]): Role | undefined {
  const values = texts(args, NAMES);
  if (!values) return undefined;
  const tls = tlsOf(values);
  const where = { host: values['host'] ?? '127.0.0.1', port: whole(values, 'port', undefined, 0, 65_535) };
  const transport = tls ? tlsServer({ ...where, tls }) : tcpServer(where);
  const database = pointsOf(whole(values, 'points', 10, 0, 65_536));
  const outstation: DnpOutstation = new DnpOutstation({
    transport,
    address: whole(values, 'address', 10, 0, 65_519),
    masters: [whole(values, 'master', 1, 0, 65_519)],
    database,
    options: {
      selectTimeoutMs: whole(values, 'select-timeout', 10_000, 1, HOUR_MS),
      confirmTimeoutMs: whole(values, 'confirm-timeout', 5000, 1, HOUR_MS),
      eventBuffer: whole(values, 'event-buffer', 1000, 1, 1_000_000),
      coldRestartMs: RESTART_MS,
      warmRestartMs: RESTART_MS,
    },
    onControl: (controls, about) => controls.map((control) => carryOut(outstation, control, about)),
    onNotice: ({ kind, ...more }) => {
      say(kind, more);
      if (kind === 'restart') outstation.restarted();
    },
    decode: decodeLevel(values),
    log: tell,
  });
  fill(outstation);
  return {
    async start() {
      await outstation.start();
      say('listening', { host: where.host, port: transport.port });
    },
    stop: () => outstation.stop(),
    order: (words, line) => order(outstation, words, line),
  };
}

function pointsOf(points: number): PointDatabase {
  const database = new PointDatabase();
  for (let i = 0; i < points; i++) {
    database.define('binary-input', i, { class: 1 });
    database.define('double-bit-input', i, { class: 1 });
    database.define('binary-output', i, { class: 1 });
    database.define('analog-input', i, { class: 2 });
    database.define('analog-output', i, { class: 2 });
    database.define('counter', i, { class: 3 });
    database.define('frozen-counter', i, { class: 3 });
    database.define('octet-string', i, { class: 3 });
    // Few masters know group 31: it is there for those who ask for it by name.
    database.define('frozen-analog-input', i, { class: 'none' });
  }
  return database;
}

function fill(outstation: DnpOutstation): void {
  for (const { index: i } of outstation.database.points('binary-input')) {
    outstation.update('binary-input', i, { value: i % 2 === 0 }, 'suppress');
    outstation.update('double-bit-input', i, { value: i % 2 === 0 ? 2 : 1 }, 'suppress');
    outstation.update('binary-output', i, { value: false }, 'suppress');
    outstation.update('analog-input', i, { value: 1.5 * i }, 'suppress');
    outstation.update('analog-output', i, { value: 0 }, 'suppress');
    outstation.update('counter', i, { value: i }, 'suppress');
    outstation.update('frozen-counter', i, { value: 0 }, 'suppress');
    outstation.update('frozen-analog-input', i, { value: 0 }, 'suppress');
    outstation.update('octet-string', i, { value: Buffer.from(`text ${i}`) }, 'suppress');
  }
}

/** The outstation has looked already whether there is such a point. */
function carryOut(
  outstation: DnpOutstation,
  control: Control,
  { select, master }: Conversing & { select: boolean },
): number {
  const event = select ? 'select' : 'operate';
  if (control.kind === 'set-point') {
    const { index: i, value } = control.setPoint;
    say(event, { gv: `g41v${control.variation}`, index: i, value, master });
    if (!select) outstation.update('analog-output', i, { value });
    return CommandStatus.Success;
  }
  const { index: i, code, count, onMs, offMs } = control.crob;
  say(event, { gv: 'g12v1', index: i, code, count, on: onMs, off: offMs, master });
  if (!select) outstation.update('binary-output', i, { value: turnsOn(code) });
  return CommandStatus.Success;
}

/** Trip and close say more than the operation does (IEEE 1815-2012, A.8.1). */
function turnsOn(code: number): boolean {
  if ((code & (CrobCode.Close | CrobCode.Trip)) !== 0) return (code & CrobCode.Close) !== 0;
  const operation = code & 0x0f;
  return operation === CrobCode.PulseOn || operation === CrobCode.LatchOn;
}

const INPUTS = { ai: 'analog-input', bi: 'binary-input', dbi: 'double-bit-input', ctr: 'counter' } as const;

function order(
  outstation: DnpOutstation,
  [verb = '', at, text, flagText]: readonly string[],
  line: string,
): void {
  if (verb === 'restart') return outstation.restarted();
  if (verb === 'os') {
    // All that follows the index, as it was typed.
    const value = Buffer.from(line.replace(/^\S+\s+\S+\s?/, ''));
    return found(outstation.update('octet-string', index(at), { value }));
  }
  if (!(verb in INPUTS)) throw new Misuse('give one of ai, bi, dbi, ctr, os, restart.');
  const input = verb as keyof typeof INPUTS;
  const place = index(at);
  const value = valueOf(input, text);
  const flags = flagText === undefined ? Flag.Online : upTo(0xff, flagText, 'The flag octet');
  found(outstation.update(INPUTS[input], place, { value, flags }));
}

function valueOf(input: keyof typeof INPUTS, text: string | undefined): number {
  const what = 'The value';
  if (input === 'bi') return upTo(1, text, what);
  if (input === 'dbi') return upTo(3, text, what);
  // A converter that is broken may say so.
  return input === 'ai' && text?.toLowerCase() === 'nan' ? NaN : number(text, what);
}

function found(there: boolean): void {
  if (!there) throw new Misuse('there is no such point; --points says how many there are.');
}
