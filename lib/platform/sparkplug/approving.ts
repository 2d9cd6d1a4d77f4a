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

type Refused = ProposalsDecided['refused'];
type Choice = ProposalApproval['proposals'][number];

/** The keys of each, with what is wrong with those that cannot be. */
export function choose(
  wanted: readonly Choice[],
  proposals: readonly SparkplugProposal[],
  hasUnit: (unit: string) => boolean,
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
    else if (!mayAddUnits && !hasUnit(unit))
      wrong('unit', `There is no unit "${unit}", and you may not add one.`);
    else {
      places.add(place);
      chosen.push({ proposal, unit, sensor });
    }
  }
  return { chosen, refused };
}

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

function sensorOf(
  { datatype, uom, rangeLow, rangeHigh }: SparkplugProposal,
  key: string,
  name: string,
): SensorInput {
  const isRange = rangeLow !== undefined && rangeHigh !== undefined && rangeLow < rangeHigh;
  return SensorInput.parse({
    key,
    name,
    type: sensorTypeOf(datatype) ?? 'number',
    ...(uom === undefined ? {} : { uom: cut(uom, 20) }),
    ...(isRange ? { rangeLow, rangeHigh } : {}),
  });
}
