import {
  AccessLevelFlag,
  DataType,
  DataValue,
  Range,
  StatusCodes,
  Variant,
  type Namespace,
  type StatusCode,
  type UAObject,
  type UAVariable,
} from 'node-opcua';
import type { Reading, ReadingValue } from '../../../core/reading';
import { sensorId } from './node-ids';
import type { ServedSensor } from './ports';
import { staleStatusOf, statusOf } from './status-codes';
import { engineeringUnit } from './units-of-measure';

export interface ServedReading extends Pick<Reading, 'timestamp' | 'value' | 'quality'> {
  readonly flags?: Reading['flags'] | undefined;
}

/** `setValueFromSource` of the public interface takes the source's time for the server's as well. */
type Settable = UAVariable & { _internal_set_dataValue(value: DataValue): void };

const DATA_TYPE = { number: DataType.Double, boolean: DataType.Boolean, text: DataType.String } as const;
const TYPE_OF = { number: 'number', boolean: 'boolean', text: 'string' } as const;

/** Folder, key and tenant of a sensor: where it hangs. */
export interface SensorParent {
  readonly namespace: Namespace;
  readonly folder: UAObject;
  readonly tenant: string;
  readonly unit: string;
}

/** One sensor as clients see it. */
export class SensorNode {
  private reading: ServedReading | undefined;
  private stale = false;

  private constructor(
    private readonly variable: UAVariable,
    private readonly properties: Properties,
    private sensor: ServedSensor,
  ) {}

  /** `now`: epoch ms. */
  static add(parent: SensorParent, sensor: ServedSensor, now: number): SensorNode {
    const { variable, properties } = create(parent, sensor);
    const node = new SensorNode(variable, properties, sensor);
    node.set(new Variant({ dataType: DataType.Null }), StatusCodes.BadWaitingForInitialData, now, now);
    return node;
  }

  /** What the registry says of it. */
  get served(): ServedSensor {
    return this.sensor;
  }

  /** Takes over what the registry says now. False: it has become another kind of node. */
  become(sensor: ServedSensor): boolean {
    if (kindOf(sensor) !== kindOf(this.sensor)) return false;
    const before = this.sensor;
    this.sensor = sensor;
    if (sensor.name !== before.name) this.variable.setDisplayName(sensor.name);
    if (sensor.description !== before.description) this.variable.setDescription(sensor.description ?? '');
    if (sensor.writable !== before.writable) {
      this.variable.accessLevel = accessOf(sensor);
      this.variable.userAccessLevel = accessOf(sensor);
    }
    if (sensor.uom !== before.uom)
      this.properties.unit?.setValueFromSource(extension(engineeringUnit(sensor.uom)));
    const range = rangeOf(sensor);
    if (range && (sensor.rangeLow !== before.rangeLow || sensor.rangeHigh !== before.rangeHigh))
      this.properties.range?.setValueFromSource(extension(new Range(range)));
    return true;
  }

  /** Shows a reading; one that is older than what is shown, or of another type, is left. `now`: epoch ms. */
  update(reading: ServedReading, now: number): boolean {
    if (typeof reading.value !== TYPE_OF[this.sensor.type]) return false;
    if (this.reading && this.reading.timestamp > reading.timestamp) return false;
    this.reading = reading;
    this.stale = this.isStale(reading, now);
    this.show(now);
    return true;
  }

  /** Turns the status of a value that has become too old. */
  age(now: number): void {
    if (!this.reading || this.stale || !this.isStale(this.reading, now)) return;
    this.stale = true;
    this.show(now);
  }

  private isStale({ timestamp }: ServedReading, now: number): boolean {
    return now - timestamp > this.sensor.staleAfter * 1000;
  }

  private show(now: number): void {
    if (!this.reading) return;
    const { value, quality, flags, timestamp } = this.reading;
    const status = this.stale ? staleStatusOf(quality, flags) : statusOf(quality, flags);
    this.set(variantOf(this.sensor.type, value), status, timestamp, now);
  }

  private set(value: Variant, statusCode: StatusCode, source: number, server: number): void {
    (this.variable as Settable)._internal_set_dataValue(
      new DataValue({
        value,
        statusCode,
        sourceTimestamp: new Date(source),
        serverTimestamp: new Date(server),
      }),
    );
  }

  delete(): void {
    this.variable.addressSpace.deleteNode(this.variable);
  }
}

export const variantOf = (type: ServedSensor['type'], value: ReadingValue): Variant =>
  new Variant({ dataType: DATA_TYPE[type], value });

interface Properties {
  readonly range?: UAVariable | undefined;
  readonly unit?: UAVariable | undefined;
}

/** OPC 10000-8 §5.3: AnalogItem has a range, AnalogUnit a unit of measure only. */
type Kind = 'analog-item' | 'analog-unit' | 'data-item' | 'two-state' | 'text';

function kindOf(sensor: ServedSensor): Kind {
  if (sensor.type === 'boolean') return 'two-state';
  if (sensor.type === 'text') return 'text';
  if (rangeOf(sensor)) return 'analog-item';
  return sensor.uom === '' ? 'data-item' : 'analog-unit';
}

const rangeOf = ({ rangeLow, rangeHigh }: ServedSensor): { low: number; high: number } | undefined =>
  rangeLow === undefined || rangeHigh === undefined ? undefined : { low: rangeLow, high: rangeHigh };

const accessOf = ({ writable }: ServedSensor): number =>
  AccessLevelFlag.CurrentRead |
  AccessLevelFlag.HistoryRead |
  (writable ? AccessLevelFlag.CurrentWrite : AccessLevelFlag.None);

const extension = (value: Range | ReturnType<typeof engineeringUnit>) => ({
  dataType: DataType.ExtensionObject,
  value,
});

function create(
  { namespace, folder, tenant, unit }: SensorParent,
  sensor: ServedSensor,
): { variable: UAVariable; properties: Properties } {
  const access = accessOf(sensor);
  const common = {
    componentOf: folder,
    eventSourceOf: folder,
    nodeId: sensorId(tenant, unit, sensor.key),
    browseName: sensor.key,
    displayName: sensor.name,
    description: sensor.description ?? '',
    dataType: DATA_TYPE[sensor.type],
    accessLevel: access,
    userAccessLevel: access,
    // Reported on change, not polled (OPC 10000-3 §5.6.2).
    minimumSamplingInterval: 0,
    historizing: true,
  };
  const kind = kindOf(sensor);
  switch (kind) {
    case 'analog-item': {
      const variable = namespace.addAnalogDataItem({
        ...common,
        engineeringUnitsRange: rangeOf(sensor) ?? { low: 0, high: 0 },
        engineeringUnits: engineeringUnit(sensor.uom),
      });
      return {
        variable,
        properties: { range: variable.euRange, unit: variable.engineeringUnits },
      };
    }
    case 'analog-unit': {
      const variable = namespace.addVariable({ ...common, typeDefinition: 'AnalogUnitType' });
      const property = namespace.addVariable({
        propertyOf: variable,
        browseName: { name: 'EngineeringUnits', namespaceIndex: 0 },
        typeDefinition: 'PropertyType',
        dataType: 'EUInformation',
        value: extension(engineeringUnit(sensor.uom)),
      });
      return { variable, properties: { unit: property } };
    }
    case 'two-state': {
      const variable = namespace.addTwoStateDiscrete({
        ...common,
        trueState: 'true',
        falseState: 'false',
      });
      return { variable, properties: {} };
    }
    case 'data-item':
      return {
        variable: namespace.addVariable({ ...common, typeDefinition: 'DataItemType' }),
        properties: {},
      };
    case 'text':
      return { variable: namespace.addVariable(common), properties: {} };
  }
}
