import {
  CreateMonitoredItemsRequest,
  HistoryReadRequest,
  NumericRange,
  ReadRequest,
  WriteRequest,
} from 'node-opcua';

/**
 * Makes of every empty index range of a request none, as it is meant (OPC 10000-4 §7.27). Some clients send one with each
 * node, and the library takes it for the element NaN of an array.
 */
export function dropEmptyRanges(request: object): void {
  for (const node of nodesOf(request))
    if (Number.isNaN(node.indexRange.value)) node.indexRange = new NumericRange();
}

function nodesOf(request: object): readonly { indexRange: NumericRange }[] {
  if (request instanceof ReadRequest || request instanceof HistoryReadRequest)
    return request.nodesToRead ?? [];
  if (request instanceof WriteRequest) return request.nodesToWrite ?? [];
  if (request instanceof CreateMonitoredItemsRequest)
    return (request.itemsToCreate ?? []).map(({ itemToMonitor }) => itemToMonitor);
  return [];
}
