/** Sparkplug 3.0 §6.4: what a payload of version B says, as far as a host or an edge node needs it. */
export interface Payload {
  /** When it was sent, epoch ms. */
  timestamp?: number;
  metrics: Metric[];
  seq?: number;
  uuid?: string;
  body?: Uint8Array;
}

/** In which of the fields of the `oneof` a value came. Which type it has only the datatype says. */
export type ValueField =
  'int' | 'long' | 'float' | 'double' | 'boolean' | 'string' | 'bytes' | 'dataset' | 'template';

export interface Metric {
  name?: string;
  alias?: number;
  timestamp?: number;
  datatype?: number;
  isHistorical?: boolean;
  isTransient?: boolean;
  isNull?: boolean;
  properties?: Properties;
  field?: ValueField;
  /** Integers come signed, as far as a number holds them; their type tells how they were meant (values.ts). */
  value?: number | boolean | string | Uint8Array | DataSet | Template;
  /** Why the metric cannot be used, though the payload can. */
  fault?: MetricFault;
}

export type MetricFault = 'name-too-long' | 'too-deep';

export type PropertyValue = number | boolean | string | Properties | Properties[] | null;
export interface Properties {
  readonly [key: string]: PropertyValue;
}

export interface DataSet {
  readonly columns: string[];
  readonly types: number[];
  readonly rows: (number | boolean | string | null)[][];
}

export interface Template {
  version?: string;
  ref?: string;
  isDefinition: boolean;
  readonly metrics: Metric[];
  readonly parameters: Record<string, number | boolean | string | null>;
}

/** Bounds of one payload. A birth of 50,000 metrics is large; one of 100,000 is more than a node should have. */
export const MAX_METRICS = 100_000;
export const MAX_NAME_BYTES = 1024;
export const MAX_DEPTH = 8;
export const MAX_PROPERTIES = 100;
export const MAX_DATASET_CELLS = 100_000;
export const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

/** A payload that cannot be read at all. The message is one sentence for the engineer. */
export class PayloadFault extends Error {}
