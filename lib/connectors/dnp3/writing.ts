import type { FieldCommand, FieldOutcome } from '../../core/field-command';
import type { ReadingValue } from '../../core/reading';
import { CommandStatus, statusWords } from '../../dnp3/app/command-status';
import type { Control } from '../../dnp3/app/control';
import { CrobCode } from '../../dnp3/app/fragment';
import { messageOf } from '../../core/errors';
import { KIND_FACTS, OUTPUTS, nameOf, type Kind } from './kinds';
import type { Dnp3Point, OPERATIONS } from './spec';
import { rawOf } from './values';

type Operation = (typeof OPERATIONS)[number];
type Pulse = Pick<Dnp3Point, 'onMs' | 'offMs' | 'count'>;

/** Control codes (IEEE 1815-2012, table A-16): close and trip are pulses on the one or other relay of a pair. */
const CODES: Readonly<Record<Exclude<Operation, 'none'>, number>> = {
  'latch-on': CrobCode.LatchOn,
  'latch-off': CrobCode.LatchOff,
  'pulse-on': CrobCode.PulseOn,
  'pulse-off': CrobCode.PulseOff,
  close: CrobCode.PulseOn | CrobCode.Close,
  trip: CrobCode.PulseOn | CrobCode.Trip,
};
/** Operations after which the output itself stands as it was told to. */
const LASTING: ReadonlySet<Operation> = new Set(['latch-on', 'latch-off']);

const VARIATIONS = { i32: 1, i16: 2, f32: 3, f64: 4 } as const;
type Format = keyof typeof VARIATIONS;

export interface Prepared {
  readonly control: Control;
  /** The output, for people. */
  readonly name: string;
  /** What the point must read afterwards, before scaling; undefined where nothing stays that could be read. */
  readonly expected: number | undefined;
  /** Difference that the format of the command makes, before scaling. */
  readonly tolerance: number;
}

/** The control for a value, or why there is none, in words. Nothing has been sent by then. */
export function prepare(point: Dnp3Point, value: ReadingValue): Prepared | { readonly fault: string } {
  const { kind, outputIndex } = point;
  const { command } = KIND_FACTS[kind];
  const index = OUTPUTS.has(kind) ? point.index : outputIndex;
  if (!command) return { fault: `A ${KIND_FACTS[kind].name} cannot be commanded.` };
  if (index === undefined)
    return {
      fault: `The ${nameOf(kind, point.index)} is only read: its point names no outputIndex to command.`,
    };
  return command === 'crob' ? prepareCrob(point, index, value) : prepareSetPoint(point, index, value);
}

function prepareCrob(point: Dnp3Point, index: number, value: ReadingValue): ReturnType<typeof prepare> {
  const on = stateOf(value);
  if (on === undefined) return { fault: 'The value must be true or false.' };
  const operation = on ? point.onOperation : point.offOperation;
  const name = nameOf('binary-output', index);
  if (operation === 'none') return { fault: `The ${name} cannot be switched ${on ? 'on' : 'off'}.` };
  const { onMs, offMs, count }: Pulse = point;
  const code = CODES[operation];
  const lasting = LASTING.has(operation) || !OUTPUTS.has(point.kind);
  const state = point.kind === 'double-bit-input' ? (on ? 2 : 1) : Number(on);
  return {
    control: { kind: 'crob', crob: { index, code, count, onMs, offMs, status: 0 } },
    name,
    expected: lasting ? state : undefined,
    tolerance: 0,
  };
}

function prepareSetPoint(point: Dnp3Point, index: number, value: ReadingValue): ReturnType<typeof prepare> {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { fault: 'The value must be a number.' };
  const raw = rawOf(point, value);
  const format = point.variation === 'auto' ? formatFor(raw) : point.variation;
  const sent = written(raw, format);
  if (sent === undefined)
    return { fault: `The value ${value} is beyond what an analog output of format ${format} can say.` };
  return {
    control: {
      kind: 'set-point',
      variation: VARIATIONS[format],
      setPoint: { index, value: sent, status: 0 },
    },
    name: nameOf('analog-output', index),
    expected: sent,
    // The status may be told in a smaller format than the command had.
    tolerance: Math.max(Math.abs(sent) * 1e-6, format === 'i32' || format === 'i16' ? 0.5 : 0),
  };
}

const stateOf = (value: ReadingValue): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  return value === 0 || value === 1 ? value === 1 : undefined;
};

const isWithin = (value: number, bits: 16 | 32): boolean =>
  value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1);

/** Digits that single precision always keeps. */
const SINGLE_DIGITS = 6;

/** The least that holds the value. */
function formatFor(raw: number): Format {
  if (Number.isInteger(raw) && isWithin(raw, 32)) return 'i32';
  return Math.fround(raw) === raw || Number(raw.toPrecision(SINGLE_DIGITS)) === raw ? 'f32' : 'f64';
}

/** What the format makes of the value; undefined where it is beyond it. */
function written(raw: number, format: Format): number | undefined {
  switch (format) {
    case 'i16':
    case 'i32': {
      const whole = Math.round(raw);
      return isWithin(whole, format === 'i16' ? 16 : 32) ? whole : undefined;
    }
    case 'f32': {
      const single = Math.fround(raw);
      return Number.isFinite(single) ? single : undefined;
    }
    case 'f64':
      return raw;
  }
}

/** What a writer needs of the outstation. */
export interface Field {
  operate(mode: Dnp3Point['mode'], control: Control): Promise<Operated>;
  /** The present value of a point before scaling; undefined where there is none. Rejects with words. */
  read(kind: Kind, index: number): Promise<number | undefined>;
  /** Resolves after so many ms, or when the time of the command is over: then false. */
  pause(ms: number): Promise<boolean>;
}

/** What became of a control at the outstation. */
export type Operated =
  | { readonly kind: 'answered'; readonly status: number }
  /** Sent without asking for an answer. */
  | { readonly kind: 'sent' }
  /** The outstation refused the request as a whole, or it did not come to the operation. */
  | { readonly kind: 'refused' | 'failed'; readonly words: string }
  /** Sent, and what the outstation did is unknown. */
  | { readonly kind: 'unknown'; readonly words: string };

/** The process follows an output after a while: looked at after so many ms. */
const LOOKS_MS = [0, 250, 500, 1000, 2000] as const;

/** Commands, and reads back if so wanted. The outcome is what is known, and says so where nothing is. */
export async function carryOut(
  { point, value, verify }: FieldCommand<Dnp3Point>,
  field: Field,
): Promise<FieldOutcome> {
  const prepared = prepare(point, value);
  if ('fault' in prepared) return { outcome: 'rejected', detail: prepared.fault };
  const { control, name } = prepared;
  const operated = await field.operate(point.mode, control);
  switch (operated.kind) {
    case 'refused':
      return {
        outcome: 'rejected',
        detail: `The outstation refused the command to ${name}: ${operated.words}.`,
      };
    case 'failed':
      return { outcome: 'failed', detail: `The command to ${name} was not carried out: ${operated.words}.` };
    case 'unknown':
      return {
        outcome: 'timed-out',
        detail: `${capital(operated.words)} to the command to ${name}: whether the outstation carried it out is unknown.`,
      };
    case 'answered':
      if (operated.status !== CommandStatus.Success)
        return { outcome: 'rejected', detail: `${capital(name)}: ${statusWords(operated.status)}.` };
      break;
    case 'sent':
  }
  const said =
    operated.kind === 'sent'
      ? `The command to ${name} was sent without asking for an answer`
      : `The outstation accepted the command to ${name}`;
  return verify ? readBack(point, prepared, field, said) : { outcome: 'accepted', detail: `${said}.` };
}

async function readBack(
  point: Dnp3Point,
  { expected, tolerance }: Prepared,
  field: Field,
  said: string,
): Promise<FieldOutcome> {
  if (expected === undefined)
    return { outcome: 'accepted', detail: `${said}; a pulse leaves nothing to read back.` };
  let raw: number | undefined;
  for (const wait of LOOKS_MS) {
    if (wait > 0 && !(await field.pause(wait))) break;
    try {
      raw = await field.read(point.kind, point.index);
    } catch (error) {
      return { outcome: 'accepted', detail: `${said}, and could not be read back: ${messageOf(error)}.` };
    }
    if (raw !== undefined && Math.abs(raw - expected) <= tolerance)
      return {
        outcome: 'verified',
        detail: `${said}, and ${nameOf(point.kind, point.index)} reads as commanded.`,
        readBack: shown(point, raw),
      };
  }
  if (raw === undefined)
    return {
      outcome: 'accepted',
      detail: `${said}, and tells no value of ${nameOf(point.kind, point.index)}.`,
    };
  const found = shown(point, raw);
  return {
    outcome: 'failed',
    detail: `${said}, and ${nameOf(point.kind, point.index)} reads ${String(found)} afterwards.`,
    readBack: found,
  };
}

const shown = (point: Dnp3Point, raw: number): ReadingValue => {
  switch (KIND_FACTS[point.kind].value) {
    case 'state':
      return raw !== 0;
    case 'double-bit':
      return raw;
    default:
      return raw * point.scale + point.offset;
  }
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
