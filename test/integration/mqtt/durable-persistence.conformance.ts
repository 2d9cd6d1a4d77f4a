/**
 * The conformance suite of aedes-persistence over the durable one, for `node --test` (its tests use the context of
 * node:test). Run by durable-persistence.test.ts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DurablePersistence } from '../../../lib/connectors/mqtt/broker/durable-persistence';
import { Journal } from '../../../lib/connectors/mqtt/broker/journal';
import { silentLogger } from '../../../lib/core/logger';

interface Suite {
  test: typeof test;
  persistence: () => DurablePersistence;
  testAsync: true;
}
const conformance = require('aedes-persistence/abstract.js') as (suite: Suite) => void;

const folder = mkdtempSync(join(tmpdir(), 'thermacore-journal-'));
const journals: Journal[] = [];

after(() => {
  for (const journal of journals) journal.close();
  rmSync(folder, { recursive: true, force: true });
});

conformance({
  test,
  testAsync: true,
  persistence: () => {
    const journal = new Journal(join(folder, String(journals.length)), (run) => setImmediate(run));
    journals.push(journal);
    return new DurablePersistence(journal, silentLogger, () => true);
  },
});
