import { CommandStatus, statusWords } from '../app/command-status';
import { nextSeq } from '../app/control-octet';
import { CrobCode, type Fragment } from '../app/fragment';
import { FunctionCode, functionName } from '../app/function-code';
import { Iin } from '../app/iin';
import type { Now } from '../machine';
import type { OutstationConfig } from './config';
import { echo, readControls, type ControlRequest } from './control-request';
import type { PointDatabase } from './database';
import type { OutstationEffect } from './effect';
import { sameOctets } from './point';

/** Objects to answer with, and bits to answer with them. */
export interface ControlAnswer {
  readonly objects: Uint8Array;
  readonly iin: number;
}

/** An answer, or the number of the controls that the application has been asked to carry out. */
export type ControlOutcome = ControlAnswer | { readonly asked: number };

interface Selection {
  readonly seq: number;
  readonly objects: Uint8Array;
  readonly at: number;
}

/** Controls that the application is busy with. */
interface Outstanding {
  readonly request: ControlRequest;
  readonly select: boolean;
  readonly seq: number;
  readonly at: number;
  readonly deadline: number;
  /** Positions among the controls of the request. */
  readonly asked: readonly number[];
}

const RESPONSE_OCTETS = 4;
const NO_OBJECTS = new Uint8Array(0);
/** Controls whose status nobody waits for any more count as well. */
const MOST_OUTSTANDING = 16;

/** SELECT, OPERATE and DIRECT_OPERATE (IEEE 1815-2012, 4.4.3 and 4.4.4). */
export class Controlling {
  /** The local/remote switch stands on local: every control is refused. */
  local = false;
  private selection: Selection | undefined;
  /** The SELECT that the application is busy with, while no other request has come since. */
  private selecting: number | undefined;
  private readonly outstanding = new Map<number, Outstanding>();
  private lastId = 0;

  constructor(
    private readonly config: OutstationConfig,
    private readonly database: PointDatabase,
    private readonly emit: (effect: OutstationEffect) => void,
  ) {}

  /** Any request but a matching OPERATE ends the selection, which therefore is taken here by each of them. */
  takeSelection(): Selection | undefined {
    const { selection } = this;
    this.selection = undefined;
    this.selecting = undefined;
    return selection;
  }

  /** `selection`: the one that was in force when the request came. */
  request(fragment: Fragment, selection: Selection | undefined, now: Now): ControlOutcome {
    if (fragment.fault) return { objects: NO_OBJECTS, iin: fragment.fault.iin };
    const { maxControls, maxTransmitFragment } = this.config;
    const request = readControls(fragment, this.database, maxControls, this.local);
    if (typeof request === 'number') return { objects: NO_OBJECTS, iin: request };
    // The echo has to fit into one response.
    if (request.objects.length > maxTransmitFragment - RESPONSE_OCTETS)
      return { objects: NO_OBJECTS, iin: Iin.ParameterError };
    const select = fragment.function === FunctionCode.Select;
    if (fragment.function === FunctionCode.Operate) {
      const status = this.match(selection, fragment.control.seq, request.objects, now);
      if (status !== CommandStatus.Success) return { objects: echo(request, () => status), iin: 0 };
    }
    return this.ask(request, select, fragment, now);
  }

  /** Undefined where nobody is waiting for these controls any more. */
  controlled(id: number, statuses: readonly number[], now: Now): ControlAnswer | undefined {
    const found = this.outstanding.get(id);
    if (!found) return undefined;
    this.outstanding.delete(id);
    const { request, select, asked } = found;
    asked.forEach((at, i) => {
      const control = request.controls[at];
      if (!control) return;
      control.status = (statuses[i] ?? CommandStatus.Undefined) & 0x7f;
      if (!select) this.tell(control, now);
    });
    if (id === this.selecting) this.select(found);
    return this.answer(found);
  }

  /** Answers for an application that did not. The last one is the answer that may still be waited for. */
  timedOut(now: Now): ReadonlyMap<number, ControlAnswer> {
    const answers = new Map<number, ControlAnswer>();
    for (const [id, { deadline, asked }] of this.outstanding) {
      if (now.mono < deadline) break;
      const text = `controls ${id} were not answered within ${this.config.controlTimeoutMs} ms: ${statusWords(CommandStatus.HardwareError)}`;
      this.emit({ kind: 'log', level: 'warn', text });
      const statuses = asked.map(() => CommandStatus.HardwareError);
      const answer = this.controlled(id, statuses, now);
      if (answer) answers.set(id, answer);
    }
    return answers;
  }

  get wakeAt(): number | undefined {
    return this.outstanding.values().next().value?.deadline;
  }

  private match(selection: Selection | undefined, seq: number, objects: Uint8Array, now: Now): CommandStatus {
    if (!selection || seq !== nextSeq(selection.seq) || !sameOctets(objects, selection.objects))
      return CommandStatus.NoSelect;
    const late = now.mono - selection.at > this.config.selectTimeoutMs;
    return late ? CommandStatus.Timeout : CommandStatus.Success;
  }

  private ask(request: ControlRequest, select: boolean, fragment: Fragment, now: Now): ControlOutcome {
    const asked: number[] = [];
    request.controls.forEach(({ status, idle }, at) => {
      if (status === CommandStatus.Success && !idle) asked.push(at);
    });
    const full = this.outstanding.size >= MOST_OUTSTANDING;
    if (full) for (const at of asked) refuse(request, at);
    const { seq } = fragment.control;
    const deadline = now.mono + this.config.controlTimeoutMs;
    const outstanding: Outstanding = { request, select, seq, at: now.mono, deadline, asked };
    if (asked.length === 0 || full) {
      if (select) this.select(outstanding);
      return this.answer(outstanding);
    }
    const id = ++this.lastId;
    if (select) this.selecting = id;
    this.outstanding.set(id, outstanding);
    const controls = asked.flatMap((at) => request.controls[at]?.control ?? []);
    this.emit({ kind: 'log', level: 'debug', text: `${functionName(fragment.function)} of ${asked.length}` });
    this.emit({ kind: 'control', id, select, controls });
    return { asked: id };
  }

  /** All of the controls are selected, or none. */
  private select({ request: { controls, objects }, seq, at }: Outstanding): void {
    if (controls.every(({ status }) => status === CommandStatus.Success))
      this.selection = { seq, objects, at };
  }

  private answer({ request }: Outstanding): ControlAnswer {
    const { controls } = request;
    const unknown = controls.some(({ point }) => point === undefined);
    return {
      objects: echo(request, (i) => controls[i]?.status ?? CommandStatus.Undefined),
      iin: unknown ? Iin.ParameterError : 0,
    };
  }

  /** The event that the control was carried out. */
  private tell({ control, point, status }: ControlRequest['controls'][number], now: Now): void {
    if (point) this.database.commanded(point, commandedValue(control), status, now);
  }
}

function refuse(request: ControlRequest, at: number): void {
  const control = request.controls[at];
  if (control) control.status = CommandStatus.ProcessingLimited;
}

/** Group 13 tells whether the point was switched on: by the trip/close bits, or where there are none by the operation. */
function commandedValue(control: ControlRequest['controls'][number]['control']): number {
  if (control.kind === 'set-point') return control.setPoint.value;
  const { code } = control.crob;
  if ((code & CrobCode.Close) !== 0) return 1;
  if ((code & CrobCode.Trip) !== 0) return 0;
  const operation = code & 0x0f;
  return operation === CrobCode.PulseOn || operation === CrobCode.LatchOn ? 1 : 0;
}
