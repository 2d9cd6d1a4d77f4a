import type { ObjectHeader } from '../../app/fragment';
import { FunctionCode } from '../../app/function-code';
import { Iin } from '../../app/iin';
import type { FragmentWriter } from '../../app/writer';
import type { DataClass } from '../config';
import type { HeaderRequest } from '../request';
import { end, refusalOf, type Task } from './task';
import { isMeasured } from '../measurements';

/** Headers of objects that are no measurements, kept for the result. */
const MOST_OBJECT_HEADERS = 256;

/**
 * A read. An outstation that lacks some of the points brings the others and says so (IIN2.1, IIN2.2): that is an
 * answer; nothing but a refusal is a failure.
 */
export function readTask(name: string, write: (writer: FragmentWriter) => boolean): Task {
  let measurements = 0;
  let objects: ObjectHeader[] = [];
  return {
    name,
    reads: true,
    begin() {
      measurements = 0;
      objects = [];
      return { code: FunctionCode.Read, write, repeatable: true };
    },
    take(answer, _now, delivered) {
      measurements += delivered;
      for (const header of answer.headers)
        if (!isMeasured(header) && objects.length < MOST_OBJECT_HEADERS) objects.push(header);
      if (!answer.control.fin) return undefined;
      const empty = measurements === 0 && objects.length === 0;
      if (empty || (answer.iin & Iin.FunctionNotSupported) !== 0) {
        const refusal = refusalOf(name, answer);
        if (refusal) return end(refusal);
      }
      return end({ ok: true, kind: 'read', measurements, objects });
    },
  };
}

/** A range read: all objects of the headers, or those within their indices. */
export function rangeTask(headers: readonly HeaderRequest[]): Task {
  return readTask('read', (writer) => writeHeaders(writer, headers));
}

export function writeHeaders(writer: FragmentWriter, headers: readonly HeaderRequest[]): boolean {
  return headers.every(({ group, variation, start, stop }) =>
    start === undefined ? writer.all(group, variation) : writer.range(group, variation, start, stop ?? start),
  );
}

/** Names classes by their objects (group 60), in the order given. */
export function writeClasses(writer: FragmentWriter, classes: readonly DataClass[]): boolean {
  return classes.every((of) => writer.all(60, of + 1));
}
