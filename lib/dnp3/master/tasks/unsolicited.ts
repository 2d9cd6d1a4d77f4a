import { FunctionCode } from '../../app/function-code';
import type { EventClass } from '../config';
import { writeClasses } from './read';
import { plainTask, type Task } from './task';

/** Lets the outstation report classes of events by itself, or forbids it. */
export function unsolicitedTask(enable: boolean, classes: readonly EventClass[]): Task {
  return plainTask(`${enable ? 'enabling' : 'disabling'} of unsolicited responses`, {
    code: enable ? FunctionCode.EnableUnsolicited : FunctionCode.DisableUnsolicited,
    write: (writer) => writeClasses(writer, classes),
    repeatable: true,
  });
}
