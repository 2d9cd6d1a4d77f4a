import { z } from 'zod';
import type { AnySpec } from '../connectors/fleet-member';
import { parseInterlock } from '../control';
import type { PointInput } from '../core/device';
import { UNIT_OF_DEVICE, type TemplatePoint } from '../core/device-template';
import { ThermaCoreError, isThermaCoreError } from '../core/errors';
import type { Protocol } from '../core/protocol';

/** Stands for the unit that a template's point gets with its device: the longest key that there may be. */
const ANY_UNIT = 'u'.repeat(64);

/** What the protocols' schemas say of devices, templates and points. All methods throw `invalid` that names the field. */
export class DeviceRules {
  constructor(private readonly specs: ReadonlyMap<string, AnySpec>) {}

  protocols(): Protocol[] {
    return [...this.specs.values()].map(
      ({ protocol, title, capabilities, identity = [], secrets = [], config, point }) => ({
        protocol,
        title,
        capabilities: [...capabilities],
        identity: [...identity],
        secrets: [...secrets],
        settings: schemaOf(config),
        point: schemaOf(point, ['unit', 'sensor']),
      }),
    );
  }

  spec(protocol: string): AnySpec {
    const spec = this.specs.get(protocol);
    if (spec) return spec;
    throw new ThermaCoreError('invalid', `There is no protocol "${protocol}" with devices.`, {
      field: 'protocol',
      advice: `Choose one of ${[...this.specs.keys()].join(', ')}.`,
    });
  }

  /** Settings and secrets of a device, all that there are. */
  device(protocol: string, settings: object, secrets: object): void {
    const spec = this.spec(protocol);
    this.names(spec, settings);
    this.secrets(spec, secrets);
    refuse(spec.config.safeParse({ ...settings, ...secrets }), 'settings');
  }

  /** Settings of a template: each by itself, for the rest comes with the device. */
  template(protocol: string, settings: Readonly<Record<string, unknown>>): void {
    const spec = this.spec(protocol);
    this.names(spec, settings);
    const { shape } = spec.config as unknown as z.ZodObject;
    for (const [name, value] of Object.entries(settings))
      refuse((shape[name] as z.ZodType).safeParse(value), `settings.${name}`);
  }

  points(protocol: string, points: readonly PointInput[]): void {
    const { point } = this.spec(protocol);
    points.forEach(({ unit, sensor, settings, write }, i) => {
      refuseInterlock(write?.interlock, `points.${i}.write.interlock`);
      refuseUnknown(point, settings, `points.${i}.settings`, ['unit', 'sensor']);
      refuse(point.safeParse({ ...settings, unit, sensor }), `points.${i}.settings`);
    });
  }

  templatePoints(protocol: string, points: readonly TemplatePoint[]): void {
    const places = new Map<string, number>();
    points.forEach(({ sensor }, i) => {
      const first = places.get(sensor);
      if (first !== undefined)
        throw new ThermaCoreError(
          'invalid',
          `The sensor "${sensor}" has two points, ${first + 1} and ${i + 1}.`,
          { field: `points.${i}.sensor`, advice: 'A sensor has one point: remove one of the two.' },
        );
      places.set(sensor, i);
    });
    this.points(protocol, points.map(atAnyUnit));
  }

  private names(spec: AnySpec, settings: object): void {
    const { secrets: secret = [], ofFlows = [] } = spec;
    const foreign = ofFlows.find((name) => Object.hasOwn(settings, name));
    if (foreign !== undefined)
      throw new ThermaCoreError(
        'invalid',
        `settings.${foreign} is for flows, not for devices of the registry.`,
        {
          field: `settings.${foreign}`,
          advice: 'Certificates of the installation are no tenant’s: give certificate and key as PEM text.',
        },
      );
    for (const name of Object.keys(settings))
      if (secret.includes(name))
        throw new ThermaCoreError('invalid', `settings.${name} is a secret.`, {
          field: `settings.${name}`,
          advice: `Give it as secrets.${name} of a device: there it is kept encrypted.`,
        });
    refuseUnknown(spec.config, settings, 'settings', secret);
  }

  private secrets({ title, secrets: known = [] }: AnySpec, given: object): void {
    for (const name of Object.keys(given))
      if (!known.includes(name))
        throw new ThermaCoreError('invalid', `secrets.${name} is no secret of ${title}.`, {
          field: `secrets.${name}`,
          advice: known.length > 0 ? `Secrets are ${known.join(', ')}.` : 'Leave it out.',
        });
  }
}

/** What a client may send; `other` are fields that do not belong into settings. */
function schemaOf(schema: z.ZodType, other: readonly string[] = []): Record<string, unknown> {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  const kept = Object.entries(properties).filter(([name]) => !other.includes(name));
  return {
    type: 'object',
    properties: Object.fromEntries(kept),
    required: required.filter((name) => !other.includes(name)),
  };
}

function atAnyUnit({ sensor, settings, write }: TemplatePoint): PointInput {
  const point = { unit: ANY_UNIT, sensor, settings };
  if (!write) return point;
  const { interlock } = write;
  if (interlock === undefined) return { ...point, write };
  return { ...point, write: { ...write, interlock: interlock.replaceAll(UNIT_OF_DEVICE, ANY_UNIT) } };
}

export function refuse<T>(
  parsed: z.ZodSafeParseResult<T>,
  where: string,
): asserts parsed is z.ZodSafeParseSuccess<T> {
  if (parsed.success) return;
  const [issue] = parsed.error.issues;
  const field = [where, ...(issue?.path ?? [])].join('.');
  throw new ThermaCoreError('invalid', `${field}: ${issue?.message ?? 'is not valid'}.`, { field });
}

/** A broken expression would else be seen only when an operator's command is refused. */
function refuseInterlock(text: string | undefined, field: string): void {
  if (text === undefined) return;
  try {
    parseInterlock(text);
  } catch (error) {
    if (!isThermaCoreError(error)) throw error;
    throw new ThermaCoreError('invalid', error.message, {
      field,
      ...(error.advice === undefined ? {} : { advice: error.advice }),
    });
  }
}

/** A misspelt setting would otherwise be its default without a word. */
function refuseUnknown(schema: z.ZodType, given: object, where: string, other: readonly string[]): void {
  const { shape } = schema as unknown as z.ZodObject;
  for (const name of Object.keys(given))
    if (!Object.hasOwn(shape, name) || other.includes(name))
      throw new ThermaCoreError('invalid', `${where}.${name} is not known.`, {
        field: `${where}.${name}`,
        advice: `Settings are ${Object.keys(shape)
          .filter((known) => !other.includes(known))
          .join(', ')}.`,
      });
}
