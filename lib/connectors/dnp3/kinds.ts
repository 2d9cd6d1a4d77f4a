import type { PointType } from '../../dnp3/app/objects/variation';

/** The point types that a sensor can stand for (IEEE 1815-2012, 5.1: data types), as forms and files name them. */
export const KINDS = [
  'binary-input',
  'double-bit-input',
  'binary-output',
  'counter',
  'frozen-counter',
  'analog-input',
  'frozen-analog-input',
  'analog-output',
  'octet-string',
] as const satisfies readonly PointType[];
export type Kind = (typeof KINDS)[number];

interface KindFacts {
  /** As a person would say it. */
  readonly name: string;
  /** Group of its present value (annex A). */
  readonly group: number;
  readonly value: 'state' | 'double-bit' | 'number' | 'text';
  /** What writes to it become: control relay output blocks, or analog output blocks. */
  readonly command: 'crob' | 'set-point' | undefined;
}

/** All that differs by kind of point. */
export const KIND_FACTS: Readonly<Record<Kind, KindFacts>> = {
  'binary-input': { name: 'binary input', group: 1, value: 'state', command: 'crob' },
  'double-bit-input': { name: 'double-bit input', group: 3, value: 'double-bit', command: 'crob' },
  'binary-output': { name: 'binary output', group: 10, value: 'state', command: 'crob' },
  counter: { name: 'counter', group: 20, value: 'number', command: undefined },
  'frozen-counter': { name: 'frozen counter', group: 21, value: 'number', command: undefined },
  'analog-input': { name: 'analog input', group: 30, value: 'number', command: 'set-point' },
  'frozen-analog-input': { name: 'frozen analog input', group: 31, value: 'number', command: undefined },
  'analog-output': { name: 'analog output', group: 40, value: 'number', command: 'set-point' },
  'octet-string': { name: 'octet string', group: 110, value: 'text', command: undefined },
};

/** Kinds that are controlled by themselves; an input is controlled through an output beside it. */
export const OUTPUTS: ReadonlySet<Kind> = new Set(['binary-output', 'analog-output']);

/** For people, e.g. `analog input 3`. */
export const nameOf = (kind: Kind, index: number): string => `${KIND_FACTS[kind].name} ${index}`;

/** Finds a point among those of a device. */
export const keyOf = (kind: Kind, index: number): string => `${kind} ${index}`;
