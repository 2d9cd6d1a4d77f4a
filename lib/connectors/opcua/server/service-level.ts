import {
  DataType,
  ObjectIds,
  EnumRedundancySupport,
  Variant,
  VariableIds,
  VariantArrayType,
  makeNodeId,
  type AddressSpace,
  type UAObject,
  type UAVariable,
} from 'node-opcua';
import type { ServedHealth } from './ports';
import type { Redundancy, ServerConfig } from './spec';

/** OPC 10000-4 §6.6.2.4.2: from 200 on healthy, from 2 on degraded. Clients of several servers take the highest. */
export const SERVICE_LEVELS = { healthy: 255, standby: 200, degraded: 100 } as const;

const SAMPLING_MS = 1000;

const SUPPORT: Readonly<Record<Redundancy, EnumRedundancySupport>> = {
  none: EnumRedundancySupport.None,
  cold: EnumRedundancySupport.Cold,
  warm: EnumRedundancySupport.Warm,
  hot: EnumRedundancySupport.Hot,
};

export function serviceLevelOf({ database, evaluates }: ServedHealth): number {
  if (!database) return SERVICE_LEVELS.degraded;
  return evaluates ? SERVICE_LEVELS.healthy : SERVICE_LEVELS.standby;
}

/** The Server object's word on how well it does; who monitors it is told when it changes. */
export function tellServiceLevel(addressSpace: AddressSpace, health: () => ServedHealth): void {
  const variable = addressSpace.findNode(makeNodeId(VariableIds.Server_ServiceLevel)) as UAVariable | null;
  if (!variable) return;
  variable.bindVariable(
    { get: () => new Variant({ dataType: DataType.Byte, value: serviceLevelOf(health()) }) },
    true,
  );
  // Asked for while it is monitored, since nothing says that it has changed.
  variable.minimumSamplingInterval = SAMPLING_MS;
}

/** Who stands in for this server, and how. The list has this one too (OPC 10000-5 §6.3.9). */
export function tellRedundancy(
  addressSpace: AddressSpace,
  { redundancy, redundantServers }: Pick<ServerConfig, 'redundancy' | 'redundantServers'>,
  applicationUri: string,
): void {
  const node = addressSpace.findNode(makeNodeId(ObjectIds.Server_ServerRedundancy)) as UAObject | null;
  const type = addressSpace.findObjectType('NonTransparentRedundancyType');
  if (redundancy === 'none' || !node || !type) return;
  node.removeReference({ referenceType: 'HasTypeDefinition', nodeId: node.typeDefinition });
  node.addReference({ referenceType: 'HasTypeDefinition', nodeId: type });
  const support = makeNodeId(VariableIds.Server_ServerRedundancy_RedundancySupport);
  (addressSpace.findNode(support) as UAVariable | null)?.setValueFromSource({
    dataType: DataType.Int32,
    value: SUPPORT[redundancy],
  });
  const uris = addressSpace.findNode(makeNodeId(VariableIds.Server_ServerRedundancy_ServerUriArray));
  if (!uris) return;
  node.addReference({ referenceType: 'HasProperty', nodeId: uris });
  (uris as UAVariable).setValueFromSource({
    dataType: DataType.String,
    arrayType: VariantArrayType.Array,
    value: [applicationUri, ...redundantServers],
  });
}
