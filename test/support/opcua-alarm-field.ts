import type { UAExclusiveLimitAlarmEx, UAVariable } from 'node-opcua';
import { OpcuaField, type FieldOptions } from './opcua-field';

/** Of an alarm: what it offers beside an acknowledgement. */
export interface AlarmOptions {
  readonly more?: readonly string[];
}

/** A controller with alarms of its own: of limits 10, 20, 80 and 90 of a variable. */
export class AlarmField {
  private constructor(readonly field: OpcuaField) {}

  static async start(options: FieldOptions = {}): Promise<AlarmField> {
    const field = await OpcuaField.start(options);
    const addressSpace = field.server.engine.addressSpace!;
    addressSpace.installAlarmsAndConditionsService();
    return new AlarmField(field);
  }

  get url(): string {
    return this.field.url;
  }

  alarm(name: string, { more = ['ConfirmedState', 'Confirm'] }: AlarmOptions = {}): FieldAlarm {
    const { opcua, namespace, server } = this.field;
    const addressSpace = server.engine.addressSpace!;
    const source = namespace.addObject({
      organizedBy: this.field.objects,
      browseName: name,
      nodeId: `s=${name}`,
      eventSourceOf: addressSpace.rootFolder.objects.server,
    });
    const input = namespace.addVariable({
      componentOf: source,
      browseName: 'Level',
      nodeId: `s=${name}.Level`,
      dataType: 'Double',
      value: { dataType: opcua.DataType.Double, value: 50 },
    });
    const node = namespace.instantiateExclusiveLimitAlarm('ExclusiveLimitAlarmType', {
      browseName: `${name}Limits`,
      nodeId: `s=${name}.Limits`,
      componentOf: source,
      conditionSource: source,
      conditionName: 'Limits',
      inputNode: input,
      optionals: [...more],
      highHighLimit: 90,
      highLimit: 80,
      lowLimit: 20,
      lowLowLimit: 10,
    });
    // One is in no state at all before its first.
    (node as { shelvingState?: { setState(name: string): void } }).shelvingState?.setState('Unshelved');
    return new FieldAlarm(input, node);
  }

  stop(): Promise<void> {
    return this.field.stop();
  }
}

export class FieldAlarm {
  constructor(
    readonly input: UAVariable,
    readonly node: UAExclusiveLimitAlarmEx,
  ) {}

  set(value: number): void {
    this.input.setValueFromSource({ dataType: 'Double', value });
  }

  /** As a client of it would read it. */
  get state(): { readonly active: boolean; readonly acknowledged: boolean } {
    const { activeState, ackedState } = this.node;
    const idOf = (state: unknown): boolean =>
      (state as { id: { readValue(): { value: { value: boolean } } } }).id.readValue().value.value;
    return {
      active: idOf(activeState),
      acknowledged: idOf(ackedState),
    };
  }
}
