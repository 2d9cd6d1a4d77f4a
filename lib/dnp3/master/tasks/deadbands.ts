import { FunctionCode } from '../../app/function-code';
import { knownVariation } from '../../app/objects/table';
import { plainTask, type Task } from './task';

/** Writes the deadbands of analog inputs (group 34). */
export function deadbandTask(
  variation: number,
  deadbands: readonly { readonly index: number; readonly value: number }[],
): Task {
  const row = knownVariation(34, variation);
  return plainTask('writing of deadbands', {
    code: FunctionCode.Write,
    write: (writer) =>
      deadbands.every(({ index, value }) => writer.event(row, { index, value, flags: 0, time: undefined })),
    repeatable: true,
  });
}
