import { csvRow } from '../../core/csv';
import type { AuditRecord } from '../../tenancy/audit';

const COLUMNS = [
  'seq',
  'at',
  'actor',
  'action',
  'target',
  'outcome',
  'from',
  'detail',
  'erased',
  'hash',
] as const;

export const auditHeader = (): string => csvRow(COLUMNS);

export const auditRow = (record: AuditRecord): string =>
  csvRow(
    COLUMNS.map((column) =>
      column === 'detail' ? record.detail && JSON.stringify(record.detail) : record[column],
    ),
  );
