import { PRIORITIES } from '../../alarms/condition';
import { WEEKDAYS, type Schedule } from '../../alarms/rule';
import type { NotifiedEvent } from '../event';
import { ENDINGS, type NotificationRouteInput } from '../route';

/** What a route does, in sentences that somebody reads who knows none of its fields. */

const HAPPENS: Readonly<Record<NotifiedEvent, string>> = {
  raised: 'are raised',
  worse: 'get worse',
  returned: 'return',
  acknowledged: 'are acknowledged',
  shelved: 'are shelved',
  suppressed: 'are suppressed',
  'out-of-service': 'are taken out of service',
  removed: 'go with their rule',
  message: '',
};
const DAY_SECONDS = 86_400;
const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const WHOLE_DAY = { from: '00:00', to: '24:00' } as const;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function listed(parts: readonly string[], last: 'and' | 'or' = 'and'): string {
  const [tail = ''] = parts.slice(-1);
  return parts.length < 2 ? tail : `${parts.slice(0, -1).join(', ')} ${last} ${tail}`;
}

/** In the largest unit that it is a whole number of. */
export function spanText(seconds: number): string {
  const units = [[DAY_SECONDS, 'day'], [HOUR_SECONDS, 'h'], [MINUTE_SECONDS, 'min']] as const; // prettier-ignore
  const [length, unit] = units.find(([one]) => seconds >= one && seconds % one === 0) ?? [1, 's'];
  const count = seconds / length;
  return `${count} ${unit}${unit === 'day' && count > 1 ? 's' : ''}`;
}

/** "Monday to Friday" where the days follow one another, each by its name where not. */
function daysText(days: Schedule['days']): string {
  const chosen = WEEKDAYS.filter((day) => days.includes(day));
  if (chosen.length === WEEKDAYS.length) return 'every day';
  const [first, last] = [chosen[0], chosen.at(-1)];
  const inRow = first && last && WEEKDAYS.indexOf(last) - WEEKDAYS.indexOf(first) === chosen.length - 1;
  return inRow && chosen.length > 2 ? `${capital(first)} to ${capital(last)}` : listed(chosen.map(capital));
}

function timesText({ days, from, to }: Schedule): string {
  const allDay = from === WHOLE_DAY.from && to === WHOLE_DAY.to;
  return allDay ? `${daysText(days)}, all day` : `${daysText(days)}, ${from} to ${to}`;
}

function whichText({ priorities, classes, units, rules, events }: NotificationRouteInput): string {
  const chosen = PRIORITIES.filter((priority) => priorities.includes(priority));
  const only = (what: string, patterns: readonly string[]): string =>
    patterns.includes('*') ? '' : ` ${what} ${listed(patterns, 'or')}`;
  const where = only('of class', classes) + only('in the unit', units) + only('by the rule', rules);
  const happens = events.filter((event) => event !== 'message').map((event) => HAPPENS[event]);
  const texts = events.includes('message');
  const alarms = `${listed(chosen)} alarms${where} when they ${listed(happens, 'or')}`;
  if (happens.length === 0) return capital(`${listed(chosen)} texts that a flow sends.`);
  return capital(`${alarms}${texts ? ', and texts that a flow sends' : ''}.`);
}

function stepTexts({ steps, endsOn }: NotificationRouteInput, nameOf: (target: string) => string): string[] {
  const untilWhat = listed(
    ENDINGS.filter((ending) => endsOn.includes(ending)),
    'or',
  );
  return steps.map(({ afterSeconds, targets }, i) => {
    const who = targets.length > 0 ? listed(targets.map(nameOf)) : 'nobody yet';
    if (afterSeconds === 0) return `At once: ${who}.`;
    const condition = i === 1 ? `, unless the alarm is ${untilWhat} by then` : '';
    return `After ${spanText(afterSeconds)}: ${who}${condition}.`;
  });
}

/** `nameOf`: a target as people know it. */
export function wordsOfRoute(route: NotificationRouteInput, nameOf: (target: string) => string): string[] {
  const { enabled, groupSeconds, rateLimit, schedule, quietHours } = route;
  const words = enabled ? [] : ['Switched off: it tells nobody. Switched on:'];
  words.push(whichText(route), ...stepTexts(route, nameOf));
  const gathered =
    groupSeconds > 0
      ? `What comes within ${spanText(groupSeconds)} is one message`
      : 'Each alarm is a message of its own';
  const limited = rateLimit
    ? `; of more than ${rateLimit.messages} in ${spanText(rateLimit.perSeconds)} the rest is counted and told in one`
    : '';
  words.push(`${gathered}${limited}.`);
  if (schedule) words.push(`Counts ${timesText(schedule)} only.`);
  if (quietHours) {
    const passing = PRIORITIES.filter((priority) => quietHours.passes.includes(priority));
    const but = passing.length > 0 ? `, except for ${listed(passing)} alarms` : '';
    words.push(`Quiet ${timesText(quietHours)}${but}: what is still open at ${quietHours.to} is told then.`);
  }
  return words;
}
