import { SensorInput, UnitInput } from '../../core/plant';
import type { ProposalApproval, ProposalsDecided, SparkplugProposal } from '../../core/sparkplug-proposal';
import { sensorTypeOf } from '../../connectors/sparkplug';
import type { UnitWithSensors } from '../../store/plant-repository';

/** What a proposal becomes. */
export interface Chosen {
  readonly proposal: SparkplugProposal;
  readonly unit: string;
  readonly sensor: string;
}

type Place = Pick<Chosen, 'unit' | 'sensor'>;
type Refused = ProposalsDecided['refused'];
type Choice = ProposalApproval['proposals'][number];

/** What is there by now. */
export interface Present {
  hasUnit(unit: string): boolean;
  /** Of a sensor that is there. */
  typeOf(unit: string, sensor: string): SensorInput['type'] | undefined;
  /** Whether another metric than this proposal's was approved for the place. */
  isTaken(unit: string, sensor: string, id: string): boolean;
}

/** Where each is to be; those of which no key is known are left out. */
export function placesOf(wanted: readonly Choice[], proposals: readonly SparkplugProposal[]): Place[] {
  const known = new Map(proposals.map((proposal) => [proposal.id, proposal]));
  return wanted.flatMap((choice) => {
    const { unit, sensor } = { ...known.get(choice.id), ...choice };
    return unit === undefined || sensor === undefined ? [] : [{ unit, sensor }];
  });
}

/** The keys of each, with what is wrong with those that cannot be. */
export function choose(
  wanted: readonly Choice[],
  proposals: readonly SparkplugProposal[],
  present: Present,
  mayAddUnits: boolean,
): { readonly chosen: readonly Chosen[]; readonly refused: Refused } {
  const known = new Map(proposals.map((proposal) => [proposal.id, proposal]));
  const places = new Set<string>();
  const chosen: Chosen[] = [];
  const refused: Refused = [];
  for (const choice of wanted) {
    const proposal = known.get(choice.id);
    const wrong = (field: string, reason: string): void =>
      void refused.push({ id: choice.id, field, reason });
    if (!proposal) {
      wrong('id', 'There is no such proposal.');
      continue;
    }
    const { unit = proposal.unit, sensor = proposal.sensor } = choice;
    const place = `${unit}/${sensor}`;
    if (unit === undefined) wrong('unit', 'No key can be made of its names; give one.');
    else if (sensor === undefined) wrong('sensor', 'No key can be made of its names; give one.');
    else if (places.has(place)) wrong('sensor', `Another one of these is to be ${place}.`);
    else if (!mayAddUnits && !present.hasUnit(unit))
      wrong('unit', `There is no unit "${unit}", and you may not add one.`);
    else if (present.isTaken(unit, sensor, choice.id))
      wrong('sensor', `${place} has the values of another metric; choose another key.`);
    else if (!isOfType(proposal, present.typeOf(unit, sensor)))
      wrong(
        'sensor',
        `${place} is there and has another type than ${proposal.datatype}; choose another key.`,
      );
    else {
      places.add(place);
      chosen.push({ proposal, unit, sensor });
    }
  }
  return { chosen, refused };
}

const typeOf = ({ datatype }: SparkplugProposal): SensorInput['type'] => sensorTypeOf(datatype) ?? 'number';
const isOfType = (proposal: SparkplugProposal, type: SensorInput['type'] | undefined): boolean =>
  type === undefined || type === typeOf(proposal);

/** The units and sensors that are made of them, named after what they are in Sparkplug. */
export function plantOf(chosen: readonly Chosen[]): UnitWithSensors[] {
  const units = new Map<string, { unit: UnitInput; sensors: SensorInput[] }>();
  for (const { proposal, unit, sensor } of chosen) {
    const { node, device, metric } = proposal;
    const entry = units.get(unit) ?? {
      unit: UnitInput.parse({ key: unit, name: nameOf(device ?? node, 200), kind: 'other' }),
      sensors: [],
    };
    units.set(unit, entry);
    entry.sensors.push(sensorOf(proposal, sensor, nameOf(metric, 200)));
  }
  return [...units.values()];
}

const nameOf = (text: string, most: number): string => cut(text.trim(), most) || '?';

/** Cut off within a character, half of it would remain, which no database takes. */
const cut = (text: string, most: number): string => text.slice(0, most).toWellFormed();

function sensorOf(proposal: SparkplugProposal, key: string, name: string): SensorInput {
  const { uom, rangeLow, rangeHigh } = proposal;
  const isRange = rangeLow !== undefined && rangeHigh !== undefined && rangeLow < rangeHigh;
  return SensorInput.parse({
    key,
    name,
    type: typeOf(proposal),
    ...(uom === undefined ? {} : { uom: cut(uom, 20) }),
    ...(isRange ? { rangeLow, rangeHigh } : {}),
  });
}
