import type { Crob } from '../fragment';

/** Where the fields of a control relay output block are (IEEE 1815-2012, A.8.1). */
export const CROB_FIELDS = {
  read(view: DataView, at: number, index: number): Crob {
    return {
      index,
      code: view.getUint8(at),
      count: view.getUint8(at + 1),
      onMs: view.getUint32(at + 2, true),
      offMs: view.getUint32(at + 6, true),
      status: view.getUint8(at + 10) & 0x7f,
    };
  },
  write(view: DataView, at: number, { code, count, onMs, offMs, status }: Crob): void {
    view.setUint8(at, code);
    view.setUint8(at + 1, count);
    view.setUint32(at + 2, onMs, true);
    view.setUint32(at + 6, offMs, true);
    view.setUint8(at + 10, status);
  },
} as const;
