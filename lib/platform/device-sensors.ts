import type { AnySpec } from '../connectors/fleet-member';
import type {
  NodeDescription,
  NodeFault,
  SensorsOfNodes,
  SensorsOfNodesFault,
  SensorsOfNodesResult,
} from '../core/browse';
import { MAX_SHOWN_FAULTS } from '../core/device-transfer';
import { toKey } from '../core/ids';
import { SensorInput } from '../core/plant';
import type { NodePoint } from '../store/devices/node-points';

const MAX_KEY = 64;

/** The nodes that are to be sensors, with what is wrong with them as far as their device and its protocol know. */
export interface Prepared {
  readonly nodes: readonly NodePoint[];
  readonly faults: readonly SensorsOfNodesFault[];
}

/** Makes sensors and points of what a device says of its nodes; keys that are not given are made of names. */
export function prepare(
  spec: Pick<AnySpec, 'point'>,
  { unit, nodes: wanted }: SensorsOfNodes,
  described: readonly (NodeDescription | NodeFault)[],
): Prepared {
  const given = wanted.flatMap(({ sensor }) => sensor ?? []);
  const keys = new Set(given);
  const nodes: NodePoint[] = [];
  const faults: SensorsOfNodesFault[] = [];
  wanted.forEach(({ sensor }, index) => {
    const found = described[index];
    const wrong = (field: string, reason: string): void => void faults.push({ index, field, reason });
    if (!found || 'fault' in found)
      return wrong('nodeId', `${found?.fault ?? 'is not there'}; take it from the list of nodes`);
    const key = sensor ?? freeKey(found.name, keys);
    if (key === undefined) return wrong('sensor', `no key can be made of the name "${found.name}"; give one`);
    const { settings } = found;
    const made = SensorInput.safeParse({ ...sensorOf(found), key });
    const point = spec.point.safeParse({ ...settings, unit, sensor: key });
    const issue = made.error?.issues[0] ?? point.error?.issues[0];
    if (!made.success || issue) return wrong(issue?.path.join('.') ?? '', issue?.message ?? 'is not valid');
    nodes.push({ sensor: made.data, settings });
  });
  return { nodes, faults };
}

const sensorOf = ({ nodeId: _, settings: __, ...sensor }: NodeDescription): Partial<SensorInput> => sensor;

/** Of nodes of the same name each gets its own. Undefined where no letter of the name fits a key. */
function freeKey(name: string, taken: Set<string>): string | undefined {
  const wish = toKey(name);
  if (wish === '') return undefined;
  let key = wish;
  for (let number = 2; taken.has(key); number++) {
    const ending = `-${number}`;
    key = `${wish.slice(0, MAX_KEY - ending.length)}${ending}`;
  }
  taken.add(key);
  return key;
}

export const refusedSensors = (faults: readonly SensorsOfNodesFault[]): SensorsOfNodesResult => ({
  applied: false,
  points: [],
  faults: faults.length,
  firstFaults: faults.slice(0, MAX_SHOWN_FAULTS),
});
