import { asOwner } from '../owner';
import { Transactions } from '../tenant-transaction';
import { StoredAudit } from './audit-log';

/** The audit log of a database, for a command that looks at nothing else: nothing is prepared, migrated or begun. */
export const withAudit = <T>(url: string, work: (audit: StoredAudit) => Promise<T>): Promise<T> =>
  asOwner(url, (client) => {
    const transactions = new Transactions({ use: (task) => task(client), close: () => Promise.resolve() });
    return work(new StoredAudit(transactions, transactions));
  });
