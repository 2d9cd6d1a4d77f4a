import { CommandStatus } from '../app/command-status';
import type { Control } from '../app/control';
import { CrobCode, type Crob, type Fragment, type ObjectHeader, type SetPoint } from '../app/fragment';
import { Iin } from '../app/iin';
import type { PointDatabase } from './database';
import type { Point } from './point';

/** One control of a request. */
export interface RequestedControl {
  readonly control: Control;
  /** Undefined where there is no such point. */
  readonly point: Point | undefined;
  /** Where its status stands in the octets of the objects. */
  readonly statusAt: number;
  /** What the outstation itself finds; success: the application decides. */
  status: number;
  /** Counts 0: there is nothing to be done, which succeeds. */
  readonly idle: boolean;
}

export interface ControlRequest {
  /** The objects as they came. */
  readonly objects: Uint8Array;
  readonly controls: readonly RequestedControl[];
}

const HEADER_OCTETS = 3;
const OPERATION = 0x0f;
const TRIP_CLOSE = CrobCode.Trip | CrobCode.Close;
const PREFIX8 = 0x17;
const PREFIX16 = 0x28;

/** The controls of a SELECT, OPERATE or DIRECT_OPERATE; a number: the bits by which the request is refused. */
export function readControls(
  fragment: Fragment,
  database: PointDatabase,
  maxControls: number,
  local: boolean,
): ControlRequest | number {
  const first = fragment.headers[0];
  if (!first) return Iin.ParameterError;
  const controls: RequestedControl[] = [];
  for (const header of fragment.headers) {
    if (header.variation.of.role !== 'command') return Iin.ObjectUnknown;
    if (header.qualifier !== PREFIX8 && header.qualifier !== PREFIX16) return Iin.ParameterError;
    for (const found of controlsOf(header, first.from, database)) {
      found.status = controls.length < maxControls ? judge(found, local) : CommandStatus.TooManyObjects;
      controls.push(found);
    }
  }
  return { objects: fragment.octets.slice(first.from), controls };
}

/** The objects of the request with these statuses (IEEE 1815-2012, 4.4.4: everything else is echoed). */
export function echo({ objects, controls }: ControlRequest, statusOf: (at: number) => number): Uint8Array {
  const octets = objects.slice();
  controls.forEach(({ statusAt }, i) => (octets[statusAt] = statusOf(i)));
  return octets;
}

function controlsOf(header: ObjectHeader, base: number, database: PointDatabase): RequestedControl[] {
  const { content, variation, qualifier } = header;
  const octets = qualifier === PREFIX8 ? 1 : 2;
  const stride = octets + variation.size;
  const firstEnd = header.from - base + HEADER_OCTETS + octets + stride;
  const statusAt = (i: number): number => firstEnd + i * stride - 1;
  if (content.kind === 'crobs')
    return content.crobs.map((crob, i) => ({
      control: { kind: 'crob', crob },
      point: database.point('binary-output', crob.index),
      statusAt: statusAt(i),
      status: crob.status,
      idle: crob.count === 0,
    }));
  if (content.kind === 'set-points')
    return content.setPoints.map((setPoint, i) => ({
      control: { kind: 'set-point', variation: variation.variation, setPoint },
      point: database.point('analog-output', setPoint.index),
      statusAt: statusAt(i),
      status: setPoint.status,
      idle: false,
    }));
  return [];
}

/** What speaks against a control before the application is asked. */
function judge({ control, point, status }: RequestedControl, local: boolean): number {
  // Nobody asks with a status: such a control is left alone, and goes back as it came.
  if (status !== CommandStatus.Success) return status;
  if (!point) return CommandStatus.NotSupported;
  if (local) return CommandStatus.Local;
  return control.kind === 'crob' ? judgeCrob(control.crob, point) : judgeSetPoint(control.setPoint, point);
}

function judgeCrob({ code }: Crob, { operations }: Point): number {
  const operation = code & OPERATION;
  const unknown =
    operation === CrobCode.Nul || operation > CrobCode.LatchOff || (code & TRIP_CLOSE) === TRIP_CLOSE;
  if (unknown || (code & CrobCode.Queue) !== 0) return CommandStatus.NotSupported;
  const allowed = operations?.has(code & ~CrobCode.Clear) ?? true;
  return allowed ? CommandStatus.Success : CommandStatus.NotSupported;
}

function judgeSetPoint({ value }: SetPoint, { least, most }: Point): number {
  return Number.isFinite(value) && value >= least && value <= most
    ? CommandStatus.Success
    : CommandStatus.OutOfRange;
}
