import { FunctionCode } from '../../app/function-code';
import type { DataClass } from '../config';
import type { HeaderRequest } from '../request';
import { writeClasses, writeHeaders } from './read';
import { plainTask, type Task } from './task';

/** Puts points into a class of events; class 0: they report none. */
export function assignClassTask(of: DataClass, headers: readonly HeaderRequest[]): Task {
  return plainTask(`assignment to class ${of}`, {
    code: FunctionCode.AssignClass,
    write: (writer) => writeClasses(writer, [of]) && writeHeaders(writer, headers),
    repeatable: true,
  });
}
