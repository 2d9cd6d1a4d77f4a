import type { z } from 'zod';
import type { AnySpec } from '../connectors/fleet-member';
import { parseInterlock } from '../control';
import { DeviceInput, PointInput, WriteRules, type Device } from '../core/device';
import { messageOf } from '../core/errors';
import type { DeviceFileFault } from '../core/device-transfer';
import type { WholeDevice } from '../store';
import type { TemplateDefaults } from '../store/devices/template-choice';

/**
 * Devices as lines of a table: the columns of a device stand in its first line and may be empty in the others. Settings are
 * columns of their own (`settings.host`, `point.address`, `write.min`), named by the schema of the protocol. Secrets are in
 * no file.
 */
export type Specs = ReadonlyMap<string, AnySpec>;

/** Device templates by key, as far as settings go. */
export type Templates = ReadonlyMap<string, TemplateDefaults>;

export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface ParsedDevices {
  readonly devices: readonly WholeDevice[];
  readonly faults: readonly DeviceFileFault[];
  /** The line of a device or of one of its points; both count from 0. */
  lineOf(device: number, point?: number): number;
}

const DEVICE_COLUMNS = ['device', 'name', 'protocol', 'enabled', 'description', 'template', 'templateUnit'] as const; // prettier-ignore
const POINT_COLUMNS = ['unit', 'sensor'] as const;
/** Says that a point takes commands; `write.…` columns say so too. */
const WRITABLE = 'writable';
const SHOWN = 200;

type Shape = Readonly<Record<string, z.ZodType>>;
const shapeOf = (schema: z.ZodType): Shape => (schema as unknown as z.ZodObject).shape;

const settingsOf = ({ config, secrets = [], ofFlows = [] }: AnySpec): string[] =>
  Object.keys(shapeOf(config)).filter((name) => ![...secrets, ...ofFlows].includes(name));
const pointSettingsOf = ({ point }: AnySpec): string[] =>
  Object.keys(shapeOf(point)).filter((name) => name !== 'unit' && name !== 'sensor');

/** The header of a file with devices of these protocols. */
export function columnsOf(specs: readonly AnySpec[]): string[] {
  return [
    ...DEVICE_COLUMNS,
    ...new Set(specs.flatMap(settingsOf).map((name) => `settings.${name}`)),
    ...POINT_COLUMNS,
    ...new Set(specs.flatMap(pointSettingsOf).map((name) => `point.${name}`)),
    WRITABLE,
    ...Object.keys(WriteRules.shape).map((name) => `write.${name}`),
  ];
}

/** The lines of one device, as `columns` has them. */
export function rowsOf(
  device: Pick<
    Device,
    'key' | 'name' | 'protocol' | 'enabled' | 'description' | 'template' | 'templateUnit' | 'settings'
  >,
  points: readonly PointInput[],
  columns: readonly string[],
): string[] {
  const { key, settings, ...fields } = device;
  const own = { ...fields, device: key, ...prefixed('settings', settings) };
  const lines = points.map((point, i) => ({
    ...(i === 0 ? own : { device: key }),
    unit: point.unit,
    sensor: point.sensor,
    ...prefixed('point', point.settings),
    ...(point.write ? { [WRITABLE]: true, ...prefixed('write', point.write) } : {}),
  }));
  return (lines.length > 0 ? lines : [own]).map((line) =>
    columns.map((column) => quoted(text((line as Record<string, unknown>)[column]))).join(','),
  );
}

const prefixed = (prefix: string, values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value]));

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** RFC 4180 §2.6 and 2.7. */
const quoted = (cell: string): string =>
  /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

interface Draft {
  readonly first: Row;
  readonly given: Record<string, string>;
  readonly points: { readonly line: number; readonly input: PointInput }[];
}

/**
 * Reads all lines and finds all that is wrong in them; what the database alone knows is not looked at, but for the
 * templates that are given.
 */
export function parseDevices(
  header: Row,
  rows: readonly Row[],
  specs: Specs,
  templates: Templates = new Map(),
): ParsedDevices {
  const faults: DeviceFileFault[] = [];
  const columns = header.cells.map((cell) => cell.trim());
  const fault = (line: number, column: string, value: string, reason: string): void =>
    void faults.push({ line, column, value: value.slice(0, SHOWN), reason });
  checkHeader(columns, specs, (column, reason) => fault(header.line, column, column, reason));
  const drafts = new Map<string, Draft>();
  if (faults.length > 0) return { devices: [], faults, lineOf: () => header.line };

  for (const row of rows) {
    const { line, cells } = row;
    if (cells.length > columns.length) {
      fault(line, '', cells.slice(columns.length).join(','), 'the line has more cells than the header');
      continue;
    }
    const given = Object.fromEntries(
      columns.flatMap((column, i) => (cells[i]?.trim() ? [[column, cells[i].trim()]] : [])),
    );
    const key = given['device'] ?? '';
    let draft = drafts.get(key);
    if (!draft) drafts.set(key, (draft = { first: row, given, points: [] }));
    else
      for (const [column, value] of Object.entries(given))
        if (isOfDevice(column) && draft.given[column] !== value)
          fault(
            line,
            column,
            value,
            `differs from line ${draft.first.line}; leave it empty in all but the first`,
          );
    const spec = specs.get(draft.given['protocol'] ?? '');
    if (spec) takePoint(given, spec, line, draft, fault);
  }

  const made: { device: WholeDevice; draft: Draft }[] = [];
  for (const draft of drafts.values()) {
    const device = deviceOf(draft, specs, templates, fault);
    if (device) made.push({ device, draft });
  }
  faults.sort((a, b) => a.line - b.line);
  return {
    devices: made.map(({ device }) => device),
    faults,
    lineOf: (device, point) => {
      const draft = made[device]?.draft;
      return (
        (point === undefined ? undefined : draft?.points[point]?.line) ?? draft?.first.line ?? header.line
      );
    },
  };
}

type Fault = (line: number, column: string, value: string, reason: string) => void;

const isOfDevice = (column: string): boolean =>
  column.startsWith('settings.') || (DEVICE_COLUMNS as readonly string[]).includes(column);

function checkHeader(
  columns: readonly string[],
  specs: Specs,
  fault: (column: string, reason: string) => void,
): void {
  const known = new Set(columnsOf([...specs.values()]));
  const secrets = new Set([...specs.values()].flatMap((spec) => spec.secrets ?? []));
  columns.forEach((column, i) => {
    if (columns.indexOf(column) !== i) fault(column, 'the column is there twice; remove one of the two');
    else if (secrets.has(column.replace(/^(settings|secrets)\./, '')))
      fault(column, 'secrets are not taken from a file; set them on the device');
    else if (!known.has(column)) fault(column, 'no such column; an export shows all that there are');
  });
  for (const column of ['device', 'protocol'])
    if (!columns.includes(column)) fault(column, `the column ${column} is missing`);
}

function deviceOf(
  { first, given, points }: Draft,
  specs: Specs,
  templates: Templates,
  fault: Fault,
): WholeDevice | undefined {
  const protocol = given['protocol'] ?? '';
  const spec = specs.get(protocol);
  if (!spec) {
    const names = [...specs.keys()].join(', ');
    fault(first.line, 'protocol', protocol, `there is no such protocol; choose one of ${names}`);
    return undefined;
  }
  const settings = cellsOf('settings', given, shapeOf(spec.config));
  const input = DeviceInput.omit({ secrets: true }).safeParse({
    key: given['device'] ?? '',
    // One fault for a line without a key, not two.
    name: given['name'] ?? given['device'] ?? '?',
    protocol,
    settings,
    ...(given['enabled'] === undefined
      ? {}
      : { enabled: typed(given['enabled'], DeviceInput.shape.enabled) }),
    ...Object.fromEntries(
      ['description', 'template', 'templateUnit'].flatMap((column) =>
        given[column] === undefined ? [] : [[column, given[column]]],
      ),
    ),
  });
  const chosen = templateOf(given, templates);
  const secrets = spec.secrets ?? [];
  const config = spec.config.safeParse({ ...chosen.defaults, ...settings });
  const foreign = Object.keys(given).filter(
    (column) => column.startsWith('settings.') && !Object.hasOwn(shapeOf(spec.config), column.slice(9)),
  );
  for (const column of foreign)
    fault(first.line, column, given[column] ?? '', `${spec.title} has no such setting; empty the cell`);
  const issues = [
    ...chosen.issues,
    ...(input.error?.issues ?? []).map(({ path, message }) => ({
      column: path[0] === 'key' ? 'device' : String(path[0] ?? ''),
      message,
    })),
    // What a secret must be is judged where it is set.
    ...(config.error?.issues ?? [])
      .filter(({ path }) => !secrets.includes(String(path[0])))
      .map(({ path, message }) => ({ column: `settings.${String(path[0] ?? '')}`, message })),
  ];
  for (const { column, message } of issues) fault(first.line, column, given[column] ?? '', message);
  if (!input.success || issues.length > 0) return undefined;
  return { ...input.data, points: points.map((point) => point.input) };
}

/** What a template gives the device, and what is wrong with the two cells that name it. */
function templateOf(
  { template, templateUnit, protocol }: Readonly<Record<string, string>>,
  templates: Templates,
): { defaults?: object; issues: { column: string; message: string }[] } {
  const wrong = (column: string, message: string) => ({ issues: [{ column, message }] });
  if (template === undefined)
    return templateUnit === undefined ? { issues: [] } : wrong('templateUnit', 'is only for a device with a template; empty the cell'); // prettier-ignore
  if (templateUnit === undefined)
    return wrong('templateUnit', 'is missing; name the unit whose sensors the points of the template are');
  const found = templates.get(template);
  if (!found) return wrong('template', 'there is no such device template; make it first, or correct its key');
  if (found.protocol !== protocol)
    return wrong('template', `is of devices that speak ${found.protocol}; choose one of the same protocol`);
  return { defaults: found.settings, issues: [] };
}

function takePoint(
  given: Readonly<Record<string, string>>,
  spec: AnySpec,
  line: number,
  draft: Draft,
  fault: Fault,
): void {
  const names = Object.keys(given).filter((column) => !isOfDevice(column));
  if (names.length === 0) return;
  const shape = shapeOf(spec.point);
  const foreign = names.filter(
    (column) => column.startsWith('point.') && !Object.hasOwn(shape, column.slice('point.'.length)),
  );
  for (const column of foreign)
    fault(line, column, given[column] ?? '', `a point of ${spec.title} has no such setting; empty the cell`);
  const settings = cellsOf('point', given, shape);
  const rules = cellsOf('write', given, WriteRules.shape);
  const writable = typed(given[WRITABLE] ?? 'false', DeviceInput.shape.enabled);
  if (typeof writable !== 'boolean')
    return fault(line, WRITABLE, given[WRITABLE] ?? '', 'must be true or false');
  const { unit, sensor } = given;
  const write = writable || Object.keys(rules).length > 0 ? { write: rules } : {};
  const input = PointInput.safeParse({ unit: unit ?? '', sensor: sensor ?? '', settings, ...write });
  const field = spec.point.safeParse({ ...settings, unit: unit ?? '', sensor: sensor ?? '' });
  const issues = new Map<string, string>();
  for (const { path, message } of input.error?.issues ?? []) issues.set(path.join('.'), message);
  const interlock = interlockFault(input.data?.write?.interlock);
  if (interlock !== undefined) issues.set('write.interlock', interlock);
  for (const { path, message } of field.error?.issues ?? []) {
    const name = String(path[0] ?? '');
    issues.set(name === 'unit' || name === 'sensor' ? name : `point.${name}`, message);
  }
  for (const [column, message] of issues) fault(line, column, given[column] ?? '', message);
  if (input.success && issues.size === 0 && foreign.length === 0)
    draft.points.push({ line, input: input.data });
}

/** What is wrong with an interlock, in words. */
function interlockFault(text: string | undefined): string | undefined {
  try {
    if (text !== undefined) parseInterlock(text);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** The cells of one group, as their fields take them. */
function cellsOf(
  prefix: string,
  given: Readonly<Record<string, string>>,
  shape: Shape,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, field]) => {
      const cell = given[`${prefix}.${name}`];
      return cell === undefined ? [] : [[name, typed(cell, field)]];
    }),
  );
}

/** A text where the field takes texts, else what JSON makes of it: numbers, true and false, lists. */
function typed(cell: string, field: z.ZodType): unknown {
  const asText = field.safeParse(cell);
  if (asText.success) return asText.data;
  try {
    return JSON.parse(/^(true|false)$/i.test(cell) ? cell.toLowerCase() : cell) as unknown;
  } catch {
    return cell;
  }
}
