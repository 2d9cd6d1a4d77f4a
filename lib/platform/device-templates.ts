import type { Device, PointInput } from '../core/device';
import {
  UNIT_OF_DEVICE,
  type DeviceTemplate,
  type DeviceTemplateInput,
  type DeviceTemplatePatch,
  type DeviceTemplateSummary,
  type DeviceToMake,
  type TemplateApply,
  type TemplateApplyFault,
  type TemplateApplyResult,
  type TemplateOfDevice,
  type TemplatePoint,
} from '../core/device-template';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import { SensorInput, type Page } from '../core/plant';
import type { Store, TemplateQuery } from '../store';
import type { StoredDevice } from '../store/devices/device-repository';
import type { TemplateMade } from '../store/devices/template-repository';
import type { DeviceRules } from './device-rules';
import type { DeviceSecrets } from './device-secrets';

/** The types of devices of a tenant, and the devices made of them. */
export class DeviceTemplates {
  constructor(
    private readonly rules: DeviceRules,
    private readonly secrets: DeviceSecrets,
  ) {}

  list(store: Store, tenant: string, query: TemplateQuery): Promise<Page<DeviceTemplateSummary>> {
    return store.templates.list(tenant, query);
  }

  get(store: Store, tenant: string, template: string): Promise<DeviceTemplate> {
    return store.templates.get(tenant, template);
  }

  create(store: Store, tenant: string, input: DeviceTemplateInput): Promise<DeviceTemplate> {
    this.rules.template(input.protocol, input.settings);
    this.rules.templatePoints(input.protocol, input.points);
    return store.templates.create(tenant, input);
  }

  /** Refused as a whole where one of its devices could not be as the template would have it. */
  update(
    store: Store,
    tenant: string,
    template: string,
    patch: DeviceTemplatePatch,
    { createSensors = false }: { readonly createSensors?: boolean } = {},
  ): Promise<DeviceTemplate> {
    return store.templates.update(tenant, template, patch, ({ protocol }) => {
      if (patch.settings) this.rules.template(protocol, patch.settings);
      if (patch.points) this.rules.templatePoints(protocol, patch.points);
      return {
        ...(createSensors && patch.points ? { sensors: sensorsOf(patch.points) } : {}),
        judge: ({ key, effective, secrets }) =>
          namingDevice(key, () =>
            this.rules.device(protocol, effective, this.secrets.open(tenant, key, secrets)),
          ),
      };
    });
  }

  delete(store: Store, tenant: string, template: string): Promise<void> {
    return store.templates.delete(tenant, template);
  }

  /** All or nothing. Rejects only for a template that is not there; what is wrong with the devices is in the result. */
  async apply(
    store: Store,
    tenant: string,
    template: string,
    { devices, createSensors }: TemplateApply,
  ): Promise<TemplateApplyResult> {
    const outcome = await store.templates.apply(tenant, template, (found) => ({
      devices: devices.map(({ secrets = {}, ...device }) => ({
        ...device,
        secrets: this.secrets.seal(tenant, device.key, secrets),
      })),
      ...(createSensors ? { sensors: sensorsOf(found.points) } : {}),
      faults: devices.flatMap((device, index) => this.faultOf(found, device, index)),
    }));
    return { applied: outcome.faults === 0, ...outcome, firstFaults: [...outcome.firstFaults] };
  }

  /** The device then uses it, and does as before. */
  ofDevice(store: Store, tenant: string, device: string, input: TemplateOfDevice): Promise<Device> {
    return store.templates.ofDevice(tenant, device, (original, sensors) =>
      templateOf(original, sensors, input, this.rules.spec(original.protocol).identity ?? []),
    );
  }

  private faultOf(
    { protocol, settings }: DeviceTemplate,
    device: DeviceToMake,
    index: number,
  ): TemplateApplyFault[] {
    try {
      this.rules.device(protocol, { ...settings, ...device.settings }, device.secrets ?? {});
      return [];
    } catch (error) {
      if (!isThermaCoreError(error)) throw error;
      return [{ index, field: error.field ?? 'settings', reason: error.sentence }];
    }
  }
}

/** What can be made of the points: those with a name. */
const sensorsOf = (points: readonly TemplatePoint[]): SensorInput[] =>
  points.flatMap(({ sensor, settings: _, write: __, ...fields }) =>
    fields.name === undefined ? [] : [SensorInput.parse({ ...fields, key: sensor })],
  );

function namingDevice(device: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isThermaCoreError(error)) throw error;
    throw new ThermaCoreError('invalid', `Device "${device}" could not be so: ${error.message}`, {
      ...(error.field === undefined ? {} : { field: error.field }),
      advice: error.advice ?? 'Give the device a setting of its own first.',
      cause: error,
    });
  }
}

function templateOf(
  { protocol, effective, points }: StoredDevice,
  sensors: ReadonlyMap<string, SensorInput>,
  { key, name, unit = onlyUnitOf(points) }: TemplateOfDevice,
  identity: readonly string[],
): TemplateMade {
  const settings = (ofDevice: boolean) =>
    Object.fromEntries(Object.entries(effective).filter(([field]) => identity.includes(field) === ofDevice));
  return {
    unit,
    settings: settings(true),
    template: {
      key,
      name,
      protocol,
      settings: settings(false),
      points: points
        .filter((point) => point.unit === unit)
        .map((point) => templatePointOf(point, sensors.get(`${unit}/${point.sensor}`))),
    },
  };
}

function templatePointOf(
  { unit, sensor, settings, write }: PointInput,
  made: SensorInput | undefined,
): TemplatePoint {
  const point = { ...(made && fieldsOf(made)), sensor, settings };
  if (!write) return point;
  const { interlock } = write;
  if (interlock === undefined) return { ...point, write };
  return { ...point, write: { ...write, interlock: ofAnyUnit(interlock, unit) } };
}

const fieldsOf = ({ key: _key, ...fields }: SensorInput): Omit<SensorInput, 'key'> => fields;

/** `sensor("boiler-1","pump")` of a device in boiler-1 is meant for the pump beside each device. */
const ofAnyUnit = (interlock: string, unit: string): string =>
  interlock.replaceAll(
    /(\bsensor\(\s*(["']))([^"']*)(?=\2)/g,
    (whole, before: string, _quote, named: string) => (named === unit ? `${before}${UNIT_OF_DEVICE}` : whole),
  );

function onlyUnitOf(points: StoredDevice['points']): string {
  const [unit, ...more] = [...new Set(points.map((point) => point.unit))];
  if (unit !== undefined && more.length === 0) return unit;
  throw new ThermaCoreError(
    'invalid',
    unit === undefined
      ? 'The device has no points that would say which unit it is at.'
      : `The device has points in several units: ${[unit, ...more].sort().join(', ')}.`,
    { field: 'unit', advice: 'Name the unit whose points become those of the template.' },
  );
}
