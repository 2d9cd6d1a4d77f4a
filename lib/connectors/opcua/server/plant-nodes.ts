import type { AddressSpace, Namespace, NodeId, UAObject } from 'node-opcua';
import type { Clock } from '../../../core/clock';
import { PLANT_INDEX, PLANT_NAMESPACE, rootId, tenantId, unitId } from './node-ids';
import type { ServedTenant, ServedUnit } from './ports';
import { SensorNode, type ServedReading } from './sensor-node';

interface TenantNode {
  readonly folder: UAObject;
  readonly units: Map<string, UnitNode>;
}
interface UnitNode {
  readonly folder: UAObject;
  readonly sensors: Map<string, SensorNode>;
}

/** Clients may subscribe to its events (OPC 10000-3 §5.5.1). */
const SUBSCRIBE_TO_EVENTS = 1;

/** Objects → ThermaCore → tenant → unit → sensor, kept as the registry has it while sessions go on. */
export class PlantNodes {
  private readonly namespace: Namespace;
  private readonly root: UAObject;
  private readonly tenants = new Map<string, TenantNode>();

  constructor(
    private readonly addressSpace: AddressSpace,
    private readonly clock: Clock,
  ) {
    this.namespace = addressSpace.registerNamespace(PLANT_NAMESPACE);
    if (this.namespace.index !== PLANT_INDEX) throw new Error('the namespace of the plant has moved');
    this.root = this.namespace.addFolder(addressSpace.rootFolder.objects, {
      nodeId: rootId(),
      browseName: 'ThermaCore',
    });
  }

  get sensors(): number {
    let count = 0;
    for (const { units } of this.tenants.values())
      for (const { sensors } of units.values()) count += sensors.size;
    return count;
  }

  /** Takes over the registry. What has not changed keeps its node, and with it the items that monitor it. */
  sync(plant: readonly ServedTenant[]): void {
    const wanted = new Set(plant.map(({ key }) => key));
    for (const [key, tenant] of this.tenants)
      if (!wanted.has(key)) {
        for (const unit of tenant.units.values()) removeUnit(this.addressSpace, unit);
        this.addressSpace.deleteNode(tenant.folder);
        this.tenants.delete(key);
      }
    for (const tenant of plant) if (this.syncTenant(tenant)) this.tell(tenant.key);
  }

  exists(id: NodeId): boolean {
    return this.addressSpace.findNode(id) !== null;
  }

  find(tenant: string, unit: string, sensor: string): SensorNode | undefined {
    return this.tenants.get(tenant)?.units.get(unit)?.sensors.get(sensor);
  }

  /** How many of the readings are shown. */
  update(
    tenant: string,
    readings: readonly (ServedReading & { readonly unit: string; readonly sensor: string })[],
  ): number {
    const now = this.clock.now();
    const { units } = this.tenants.get(tenant) ?? {};
    let shown = 0;
    for (const reading of readings)
      if (units?.get(reading.unit)?.sensors.get(reading.sensor)?.update(reading, now)) shown++;
    return shown;
  }

  /** Turns the status of values that have become too old. */
  age(): void {
    const now = this.clock.now();
    for (const { units } of this.tenants.values())
      for (const { sensors } of units.values()) for (const sensor of sensors.values()) sensor.age(now);
  }

  /** True: nodes came or went. */
  private syncTenant({ key, name, units }: ServedTenant): boolean {
    let tenant = this.tenants.get(key);
    if (!tenant) {
      const folder = this.namespace.addObject({
        organizedBy: this.root,
        typeDefinition: 'FolderType',
        nodeId: tenantId(key),
        browseName: key,
        displayName: name,
        eventNotifier: SUBSCRIBE_TO_EVENTS,
        notifierOf: this.addressSpace.rootFolder.objects.server,
      });
      this.tenants.set(key, (tenant = { folder, units: new Map<string, UnitNode>() }));
    }
    let changed = false;
    const wanted = new Set(units.map((unit) => unit.key));
    for (const [unitKey, unit] of tenant.units)
      if (!wanted.has(unitKey)) {
        removeUnit(this.addressSpace, unit);
        tenant.units.delete(unitKey);
        changed = true;
      }
    for (const unit of units) changed = this.syncUnit(key, tenant, unit) || changed;
    rename(tenant.folder, name);
    return changed;
  }

  private syncUnit(tenantKey: string, tenant: TenantNode, served: ServedUnit): boolean {
    let unit = tenant.units.get(served.key);
    let changed = false;
    if (!unit) {
      const folder = this.namespace.addObject({
        organizedBy: tenant.folder,
        typeDefinition: 'FolderType',
        notifierOf: tenant.folder,
        eventNotifier: SUBSCRIBE_TO_EVENTS,
        nodeId: unitId(tenantKey, served.key),
        browseName: served.key,
        displayName: served.name,
        description: served.description ?? '',
      });
      tenant.units.set(served.key, (unit = { folder, sensors: new Map<string, SensorNode>() }));
      changed = true;
    }
    rename(unit.folder, served.name, served.description);
    const { folder, sensors } = unit;
    const wanted = new Set(served.sensors.map(({ key }) => key));
    for (const [key, sensor] of sensors)
      if (!wanted.has(key)) {
        sensor.delete();
        sensors.delete(key);
        changed = true;
      }
    const parent = { namespace: this.namespace, folder, tenant: tenantKey, unit: served.key };
    for (const sensor of served.sensors) {
      const known = sensors.get(sensor.key);
      if (known?.become(sensor)) continue;
      known?.delete();
      sensors.set(sensor.key, SensorNode.add(parent, sensor, this.clock.now()));
      changed = true;
    }
    return changed;
  }

  /** Its source is the tenant's folder, by which it reaches that tenant's sessions only. */
  private tell(tenant: string): void {
    this.tenants.get(tenant)?.folder.raiseEvent('BaseModelChangeEventType', {
      message: { dataType: 'LocalizedText', value: { text: 'Units or sensors have changed.' } },
    });
  }
}

function removeUnit(addressSpace: AddressSpace, { folder, sensors }: UnitNode): void {
  for (const sensor of sensors.values()) sensor.delete();
  addressSpace.deleteNode(folder);
}

/** What stays the same is not touched, or who monitors it would be told of a change. */
function rename(folder: UAObject, name: string, description = ''): void {
  if (folder.displayName[0]?.text !== name) folder.setDisplayName(name);
  if ((folder.description?.text ?? '') !== description) folder.setDescription(description);
}
