/** What each client of the bench is given as its argument, in JSON. */
export interface Task {
  readonly url: string;
  /** Index of the namespace of the variables. */
  readonly namespace: number;
  readonly items: number;
  readonly publishingMs: number;
  readonly samplingMs: number;
}

export const SECURITY = { policy: 'Basic256Sha256', mode: 'SignAndEncrypt' } as const;

/** Samples of an item that the server is asked to keep. */
export const QUEUE_SIZE = 100;

export const taskOf = (argument: string | undefined): Task => JSON.parse(argument ?? '') as Task;

export const nodeIds = ({ namespace, items }: Task): string[] =>
  Array.from({ length: items }, (_, i) => `ns=${namespace};s=v${i}`);
