import assert from 'node:assert/strict';
import {
  CreateMonitoredItemsRequest,
  HistoryReadRequest,
  NumericRange,
  ReadRequest,
  WriteRequest,
} from 'node-opcua';
import { dropEmptyRanges } from '../../../../../lib/connectors/opcua/server/index-ranges';

const NODE = { nodeId: 'ns=2;s=x' };

describe('Empty index ranges of a request', () => {
  /** As the library decodes what came with `text` as a range. */
  const ranged = (text: string | null): object => ({ ...NODE, indexRange: new NumericRange(text) });
  const requests: [service: string, of: (text: string | null) => object, range: (request: never) => NumericRange][] = [
    ['Read', (text) => new ReadRequest({ nodesToRead: [ranged(text)] }), ({ nodesToRead: [node] }: { nodesToRead: [{ indexRange: NumericRange }] }) => node.indexRange],
    ['HistoryRead', (text) => new HistoryReadRequest({ nodesToRead: [ranged(text)] }), ({ nodesToRead: [node] }: { nodesToRead: [{ indexRange: NumericRange }] }) => node.indexRange],
    ['Write', (text) => new WriteRequest({ nodesToWrite: [ranged(text)] }), ({ nodesToWrite: [node] }: { nodesToWrite: [{ indexRange: NumericRange }] }) => node.indexRange],
    ['CreateMonitoredItems', (text) => new CreateMonitoredItemsRequest({ itemsToCreate: [{ itemToMonitor: ranged(text) }] }), ({ itemsToCreate: [item] }: { itemsToCreate: [{ itemToMonitor: { indexRange: NumericRange } }] }) => item.itemToMonitor.indexRange],
  ]; // prettier-ignore

  for (const [service, of, range] of requests)
    it(`are none in ${service}, and others stay`, () => {
      for (const [text, isDefined] of [['', false], [null, false], ['3', true], ['1:2', true]] as const) {
        const request = of(text);
        dropEmptyRanges(request);
        assert.equal(range(request as never).isDefined(), isDefined, JSON.stringify(text));
      } // prettier-ignore
    });
});
