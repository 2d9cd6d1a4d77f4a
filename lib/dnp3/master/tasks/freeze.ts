import { FunctionCode } from '../../app/function-code';
import type { FragmentWriter } from '../../app/writer';
import type { FreezeRequest } from '../request';
import { writeHeaders } from './read';
import { plainTask, type Task } from './task';

/** Copies counters to their frozen ones; the codes of freezing that nobody answers are the next after the others. */
export function freezeTask({ clear, noAck, at, start, stop }: FreezeRequest): Task {
  const code = at
    ? noAck
      ? FunctionCode.FreezeAtTimeNoAck
      : FunctionCode.FreezeAtTime
    : clear
      ? noAck
        ? FunctionCode.FreezeClearNoAck
        : FunctionCode.FreezeClear
      : noAck
        ? FunctionCode.ImmediateFreezeNoAck
        : FunctionCode.ImmediateFreeze;
  const counters = {
    group: 20,
    variation: 0,
    ...(start === undefined ? {} : { start, stop: stop ?? start }),
  };
  return plainTask(clear ? 'freeze and clear' : 'freeze', {
    code,
    write: (writer: FragmentWriter) =>
      (!at || writer.time(50, 2, at.time, at.intervalMs)) && writeHeaders(writer, [counters]),
    // A second freeze-clear would freeze what was counted since the first, and lose what that one froze.
    repeatable: !clear,
  });
}
