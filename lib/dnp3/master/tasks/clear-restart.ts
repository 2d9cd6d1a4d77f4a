import { FunctionCode } from '../../app/function-code';
import { Iin } from '../../app/iin';
import { knownVariation } from '../../app/objects/table';
import { failure } from '../request';
import { end, refusalOf, type Task } from './task';

/** Index of IIN1.7 among the internal indications. */
const RESTART = { index: 7, value: 0, flags: 0, time: undefined };

/** Tells the outstation that its restart was noticed (IEEE 1815-2012, 4.2.2.6: DEVICE_RESTART). */
export function clearRestartTask(): Task {
  const name = 'clearing of the restart indication';
  return {
    name,
    reads: false,
    begin: () => ({
      code: FunctionCode.Write,
      write: (writer) => writer.run(knownVariation(80, 1), [RESTART]) === 1,
      repeatable: true,
    }),
    take(answer) {
      const refusal = refusalOf(name, answer);
      if (refusal) return end(refusal);
      const still = (answer.iin & Iin.DeviceRestart) !== 0;
      return end(
        still
          ? failure('refused', 'the outstation keeps its restart indication (IIN1.7) after it was cleared')
          : { ok: true, kind: 'done' },
      );
    },
  };
}
