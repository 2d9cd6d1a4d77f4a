import { Readable } from 'node:stream';
import type { StreamSource, UploadSource } from '../api';
import { MAX_DEVICE_LINES, MAX_SHOWN_FAULTS, type DeviceImportResult } from '../core/device-transfer';
import { ThermaCoreError } from '../core/errors';
import { everyPage } from '../core/pages';
import type { Store } from '../store';
import { linesOf } from '../telemetry/history-file';
import { columnsOf, parseDevices, rowsOf, type Row, type Specs } from './device-csv';

const PAGE = 500;
const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;

export interface DeviceFileOptions {
  readonly dryRun: boolean;
  readonly delimiter: keyof typeof DELIMITERS;
}

export type DeviceStore = Pick<Store, 'devices' | 'deviceImport' | 'templates'>;

/** The devices of a tenant as a CSV file, out and in again. */
export class DeviceFiles {
  constructor(private readonly specs: Specs) {}

  /** All devices with their own points, without their secrets; of a template's points the name of the template. */
  export(store: DeviceStore, tenant: string): StreamSource {
    return {
      contentType: 'text/csv',
      fileName: `devices-${tenant}.csv`,
      compressible: true,
      pipe: async (target) => {
        const devices = await everyPage((cursor) => store.devices.list(tenant, { limit: PAGE, cursor }));
        const used = [...this.specs.values()].filter(({ protocol }) =>
          devices.some((device) => device.protocol === protocol),
        );
        const columns = columnsOf(used.length > 0 ? used : [...this.specs.values()]);
        await target.write(Buffer.from(`${columns.join(',')}\r\n`));
        for (const device of devices) {
          if (target.signal.aborted) return;
          const points = device.points > 0 ? await store.devices.points(tenant, device.key) : [];
          const own = points.filter(({ origin }) => origin === undefined);
          await target.write(Buffer.from(`${rowsOf(device, own, columns).join('\r\n')}\r\n`));
        }
      },
    };
  }

  /**
   * Makes the devices of the file what it says, with exactly its points; devices that are not in it stay as they are. All or
   * nothing. Rejects only for a file that is no table; what is wrong in its lines is in the result.
   */
  async import(
    store: DeviceStore,
    tenant: string,
    upload: UploadSource,
    { dryRun, delimiter }: DeviceFileOptions,
  ): Promise<DeviceImportResult> {
    const [header, ...rows] = await rowsIn(upload, DELIMITERS[delimiter]);
    if (!header)
      throw new ThermaCoreError('invalid', 'The file is empty.', {
        field: 'line',
        advice: 'Its first line names the columns; an export shows them.',
      });
    const templates = new Map((await store.templates.defaults(tenant)).map((one) => [one.key, one]));
    const parsed = parseDevices(header, rows, this.specs, templates);
    const { devices, faults } = parsed;
    const points = devices.reduce((sum, device) => sum + device.points.length, 0);
    const result = { applied: false, lines: rows.length, created: 0, updated: 0, points };
    if (faults.length > 0)
      return { ...result, faults: faults.length, firstFaults: faults.slice(0, MAX_SHOWN_FAULTS) };
    const outcome = await store.deviceImport.apply(tenant, devices, { dryRun });
    const { created, updated } = outcome;
    const applied = !dryRun && outcome.faults.length === 0;
    const cells = new Map(rows.map(({ line, cells: of }) => [line, of]));
    const found = outcome.faults.map(({ device, point, field, reason }) => {
      const line = parsed.lineOf(device, point);
      const column = field === 'key' ? 'device' : field;
      const at = header.cells.findIndex((cell) => cell.trim() === column);
      return { line, column, value: cells.get(line)?.[at]?.trim().slice(0, 200) ?? '', reason };
    });
    return {
      ...result,
      applied,
      created,
      updated,
      faults: found.length,
      firstFaults: found.sort((a, b) => a.line - b.line).slice(0, MAX_SHOWN_FAULTS),
    };
  }
}

async function rowsIn(upload: UploadSource, delimiter: string): Promise<Row[]> {
  const rows: Row[] = [];
  let broken: { line: number; reason: string } | undefined;
  const lines = linesOf(Readable.from(upload.read()), {
    delimiter,
    unreadable: (line, reason) => (broken ??= { line, reason }),
  });
  for await (const row of lines) {
    if (row.cells.every((cell) => cell.trim() === '')) continue;
    rows.push(row);
    if (rows.length > MAX_DEVICE_LINES + 1)
      throw new ThermaCoreError('too-large', `The file has more than ${MAX_DEVICE_LINES} lines.`, {
        field: 'line',
        advice: 'Split it: each part is imported as a whole.',
      });
  }
  if (broken)
    throw new ThermaCoreError('invalid', `Line ${broken.line}: ${broken.reason}.`, {
      field: 'line',
      advice: 'Correct the line, and check the delimiter.',
    });
  return rows;
}
