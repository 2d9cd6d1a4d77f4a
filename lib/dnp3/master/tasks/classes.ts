import type { DataClass, EventClass } from '../config';
import { readTask, writeClasses } from './read';
import type { Task } from './task';

/** Events first, so that the static values that follow are the newer ones. */
const INTEGRITY: readonly DataClass[] = [1, 2, 3, 0];

/** Everything that the outstation has: its events, then all static values. */
export function integrityTask(): Task {
  return readTask('integrity poll', (writer) => writeClasses(writer, INTEGRITY));
}

export function eventTask(classes: readonly EventClass[]): Task {
  return classTask(`poll of class ${classes.join(', ')}`, classes);
}

export function classTask(name: string, classes: readonly DataClass[]): Task {
  return readTask(name, (writer) => writeClasses(writer, classes));
}
