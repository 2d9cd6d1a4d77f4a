import { Iin } from '../app/iin';
import type { Fragment, ObjectHeader } from '../app/fragment';
import type { Now } from '../machine';
import type { Attributes } from './attributes';
import type { OutstationClock } from './clock';
import type { PointDatabase } from './database';
import type { OutstationEffect } from './effect';

/** Index of IIN1.7 among the indications (g80v1). */
const RESTART_INDEX = 7;

/** What a WRITE may change. */
export interface Writable {
  readonly database: PointDatabase;
  readonly clock: OutstationClock;
  readonly attributes: Attributes;
  readonly emit: (effect: OutstationEffect) => void;
  readonly clearRestart: () => void;
}

type Action = () => void;

/** Carries out a WRITE, wholly or not at all. Answers the bits by which it is refused; 0: it is done. */
export function write({ headers }: Fragment, on: Writable, now: Now): number {
  if (headers.length === 0) return Iin.ParameterError;
  const actions: Action[] = [];
  for (const header of headers) {
    const found = actionsOf(header, on, now);
    if (typeof found === 'number') return found;
    actions.push(...found);
  }
  for (const action of actions) action();
  return 0;
}

function actionsOf(header: ObjectHeader, on: Writable, now: Now): Action[] | number {
  switch (header.variation.of.role) {
    case 'indications':
      return writeIndications(header, on);
    case 'time':
      return writeTime(header, on, now);
    case 'deadband':
      return writeDeadbands(header, on);
    case 'attribute':
      return writeAttributes(header, on);
    default:
      return Iin.ObjectUnknown;
  }
}

/** Only IIN1.7 can be written, and only to 0. */
function writeIndications({ content }: ObjectHeader, on: Writable): Action[] | number {
  const only = content.kind === 'points' && content.points.length === 1 ? content.points[0] : undefined;
  if (only?.index !== RESTART_INDEX || only.value !== 0) return Iin.ParameterError;
  return [() => on.clearRestart()];
}

function writeTime({ variation, content, span }: ObjectHeader, on: Writable, now: Now): Action[] | number {
  const { group, variation: number } = variation;
  if (group !== 50 || (number !== 1 && number !== 3)) return Iin.ObjectUnknown;
  const [time] = content.kind === 'times' ? content.times : [];
  if (!time || span.kind !== 'count' || span.count !== 1) return Iin.ParameterError;
  const { clock } = on;
  if (number === 3 && !clock.recorded) return Iin.ParameterError;
  return [
    () => {
      const utc = number === 3 ? clock.writeRecorded(time.time, now) : clock.write(time.time, now);
      on.emit({ kind: 'time', utc });
    },
  ];
}

function writeDeadbands({ content }: ObjectHeader, { database, emit }: Writable): Action[] | number {
  if (content.kind !== 'points') return Iin.ParameterError;
  const actions: Action[] = [];
  for (const { index, value } of content.points) {
    const point = database.point('analog-input', index);
    if (!point || !(value >= 0 && value < Infinity)) return Iin.ParameterError;
    actions.push(() => {
      point.deadband = value;
      emit({ kind: 'configured', type: point.type, index, deadband: value });
    });
  }
  return actions;
}

function writeAttributes({ variation, content }: ObjectHeader, on: Writable): Action[] | number {
  if (content.kind !== 'attributes') return Iin.ParameterError;
  const { attributes, emit } = on;
  const actions: Action[] = [];
  for (const attribute of content.attributes) {
    if (!attributes.accepts(variation.variation, attribute)) return Iin.ParameterError;
    actions.push(() => {
      attributes.write(variation.variation, attribute.value);
      emit({ kind: 'attribute', variation: variation.variation, value: attribute.value });
    });
  }
  return actions;
}
