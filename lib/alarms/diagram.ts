import { ALARM_STATES, TRANSITIONS, type AlarmState } from './state-machine';

const idOf = (state: AlarmState): string => state.replaceAll('-', '_');

/** The table of transitions as a Mermaid state diagram, so that no picture says anything else than the engine does. */
export function stateDiagram(): string {
  const arrows = new Map<string, string[]>();
  for (const { from, to, event, when } of TRANSITIONS) {
    const arrow = `${idOf(from)} --> ${idOf(to)}`;
    arrows.set(arrow, [...(arrows.get(arrow) ?? []), when ? `${event} [${when}]` : event]);
  }
  return [
    'stateDiagram-v2',
    ...ALARM_STATES.map((state) => `  state "${state}" as ${idOf(state)}`),
    '  [*] --> normal',
    ...Array.from(arrows, ([arrow, events]) => `  ${arrow} : ${events.join(', ')}`),
  ].join('\n');
}
