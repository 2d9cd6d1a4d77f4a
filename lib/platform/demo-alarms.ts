import { AlarmRuleInput, type AlarmRuleDraft } from '../alarms/rule';
import type { Store } from '../store';

/** What the two simulated plants differ in: how hot their boilers become on a cold night. */
const PLANTS = [
  { tenant: 'aqua', warm: 92.5, hot: 105 },
  { tenant: 'borealis', warm: 101.5, hot: 110 },
] as const;

const rulesOf = ({ warm, hot }: (typeof PLANTS)[number]): AlarmRuleDraft[] => [
  {
    key: 'supply-temperature-high',
    name: 'Supply temperature high',
    appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply-temperature' },
    condition: {
      kind: 'limit',
      limits: [
        { level: 'high-high', value: hot, priority: 'critical' },
        { level: 'high', value: warm },
      ],
      deadband: { value: 0.5 },
    },
    onDelaySeconds: 10,
    offDelaySeconds: 30,
    priority: 'medium',
    message: '{sensor} is {value} {uom}, limit {limit} {uom}',
    cause: 'A cold night, or a sensor that drifts.',
    consequence: 'The safety thermostat trips the burner above 110 °C.',
    response: 'Compare with the primary inlet of the heat exchanger; lower the set point when both are high.',
    responseSeconds: 900,
  },
  {
    key: 'pump-1-tripped',
    name: 'Pump 1 tripped',
    appliesTo: { to: 'sensor', unit: 'pump-set-1', sensor: 'pump-1-running' },
    condition: { kind: 'digital', states: [false] },
    priority: 'critical',
    class: 'equipment',
    message: 'Pump 1 has tripped; pump 2 takes over',
    cause: 'Motor protection, or no power.',
    consequence: 'There is no standby pump any more. Without flow the boiler stops.',
    response: 'Look whether pump 2 holds the flow, then reset the motor protection on site.',
    responseSeconds: 300,
  },
  {
    key: 'makeup-level-low',
    name: 'Make-up tank low',
    appliesTo: { to: 'sensor', unit: 'makeup-tank-1', sensor: 'level' },
    condition: {
      kind: 'limit',
      limits: [
        { level: 'low-low', value: 20, priority: 'critical' },
        { level: 'low', value: 40 },
      ],
      deadband: { value: 2 },
    },
    onDelaySeconds: 15,
    priority: 'high',
    message: '{sensor} is {value} {uom}, limit {limit} {uom}',
    cause: 'The network leaks, or the softener does not deliver.',
    consequence: 'The network loses its pressure, and the pumps stop.',
    response: 'Look at the make-up flow; above 1 m³/h look for the leak.',
    responseSeconds: 1800,
  },
  {
    key: 'boiler-silent',
    name: 'Boiler does not answer',
    appliesTo: { to: 'sensor', unit: 'boiler-1', sensor: 'supply-temperature' },
    condition: { kind: 'stale', afterSeconds: 20 },
    priority: 'high',
    class: 'communication',
    message: 'No values from boiler 1',
    cause: 'Its controller or the line to it is off.',
    consequence: 'Nobody sees what the boiler does.',
    response: 'Look at the boiler on site, and at the link of its device.',
    responseSeconds: 600,
  },
  {
    key: 'not-as-usual',
    name: 'Not as usual',
    appliesTo: { to: 'sensors', unit: '*', sensor: '*' },
    condition: { kind: 'anomaly', limit: 0.95, deadband: { value: 0.45 } },
    offDelaySeconds: 60,
    priority: 'low',
    message: '{sensor} is not as usual (confidence {value})',
    cause: 'A sensor that drifts, sticks or jumps, or the plant itself.',
    consequence: 'What begins small is found before a limit is passed.',
    response:
      'Compare with its neighbours, and say on the anomaly whether something was wrong: that tunes the sensor.',
    responseSeconds: 3600,
  },
  {
    key: 'device-away',
    name: 'Device does not answer',
    appliesTo: { to: 'devices', device: '*' },
    condition: { kind: 'device-offline' },
    onDelaySeconds: 15,
    priority: 'medium',
    class: 'communication',
    message: '{device} does not answer',
    cause: 'The device or the line to it is off.',
    consequence: 'Its values are old, and it takes no commands.',
    response: 'Test the connection under devices; then look at the device on site.',
    responseSeconds: 1800,
  },
];

/** Rules on the simulated plants; made with the demo tenants, and never again. */
export async function makeDemoAlarms(store: Pick<Store, 'alarmRules'>): Promise<void> {
  for (const plant of PLANTS)
    for (const rule of rulesOf(plant))
      await store.alarmRules.add(plant.tenant, AlarmRuleInput.parse(rule), {
        user: undefined,
        reason: 'Comes with the demo plant',
      });
}
