import {
  VariableIds,
  ObjectIds,
  addAggregateFunctionSupport,
  makeNodeId,
  type AddressSpace,
  type ServerEngine,
} from 'node-opcua';
import { translateBrowsePath } from './browse-paths';
import { AGGREGATE_IDS } from './history-processed';
import type { Visibility } from './visibility';

/** Parts of the standard address space that nobody here fills. */
const UNSERVED = [ObjectIds.PublishSubscribe, ObjectIds.ServerConfiguration, ObjectIds.Aliases];

/** Tell of all sessions: names, users, certificates, subscriptions. */
const TELLTALE = [
  ObjectIds.Server_ServerDiagnostics_SessionsDiagnosticsSummary,
  VariableIds.Server_ServerDiagnostics_SubscriptionDiagnosticsArray,
];
const COUNTS = VariableIds.Server_ServerDiagnostics_ServerDiagnosticsSummary;

/** Makes the standard nodes say what this server does, and nothing of one tenant to another. */
export function makeTruthful(
  engine: ServerEngine,
  addressSpace: AddressSpace,
  visibility: Visibility,
  maxHistoryValues: number,
): void {
  // Filters of events follow paths of names with it, for no session in particular: the plant is not on their way.
  addressSpace.browsePath = (path) => translateBrowsePath(addressSpace, path, (id) => id.namespace === 0);
  // With it off the library makes no nodes for sessions, and its counters cannot be read.
  engine.serverDiagnosticsEnabled = false;
  for (const id of [...TELLTALE, ...UNSERVED]) {
    const node = addressSpace.findNode(makeNodeId(id));
    if (node) addressSpace.deleteNode(node);
  }
  const counts = addressSpace.findNode(makeNodeId(COUNTS));
  for (const node of counts ? [counts, ...counts.findReferencesExAsObject('Aggregates')] : [])
    visibility.hide(node.nodeId);
  for (const id of AGGREGATE_IDS) addAggregateFunctionSupport(addressSpace, id);
  Object.assign(engine.historyServerCapabilities, {
    accessHistoryDataCapability: true,
    maxReturnDataValues: maxHistoryValues,
  });
}
