import type { NotificationContent } from '../content';
import { isCall, type Item, type NotifiedEvent } from '../event';
import type { PlannedMessage } from '../plan/route-planner';
import { spoken, spokenKey } from './spoken';
import { fill, type Placeholder } from './template';

/** Where a message is from. */
export interface Place {
  readonly tenant: string;
  /** Name of the tenant as people know it. */
  readonly plant: string;
  readonly timeZone: string;
}

const MAX_SUBJECT = 200;
const MAX_TEXT = 20_000;
const MINUTE_MS = 60_000;

/** What became of it; of an alarm that was raised nothing is said. */
const BECAME: Readonly<Record<NotifiedEvent, string>> = {
  raised: '',
  worse: 'it got worse',
  returned: 'it has returned',
  acknowledged: 'it was acknowledged',
  shelved: 'it was shelved',
  suppressed: 'it is suppressed',
  'out-of-service': 'it was taken out of service',
  removed: 'its rule or sensor was removed',
  message: '',
};

const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 500;

/** "14:05 on 27 November", as the clocks of the plant show it. */
function clockText(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone, day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    }); // prettier-ignore
    if (formats.size >= MAX_FORMATS) formats.clear();
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${parts['hour']}:${parts['minute']} on ${parts['day']} ${parts['month']}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text: string): string => (/[.!?:]$/.test(text) ? text : `${text}.`);
const one = (text: string): string => text.replace(/\s+/g, ' ').trim();

const placeText = ({ unit, sensor, device }: Item): string =>
  [device, unit, sensor]
    .filter((key) => key !== undefined)
    .map(spokenKey)
    .join(', ');

function lineOf(item: Item, { timeZone }: Place): string {
  if (item.event === 'message') return sentence(one(spoken(`${item.message}. ${item.text ?? ''}`)));
  const who =
    item.user !== undefined && !isCall(item.event) ? ` by ${spokenKey(item.user.split('@')[0] ?? '')}` : '';
  const became = item.returned
    ? 'it has returned since'
    : `${BECAME[item.event]}${BECAME[item.event] === '' ? '' : who}`;
  return [
    item.firstOut ? 'First of its group.' : '',
    `${capital(item.priority)}.`,
    sentence(one(spoken(item.message))),
    `${sentence(capital(placeText(item)))}`,
    `${became === '' ? 'Since' : `${capital(became)}, at`} ${clockText(item.at, timeZone)}.`,
  ]
    .filter((part) => part !== '' && part !== '.')
    .join(' ');
}

function headline({ kind, count, items, step }: PlannedMessage, minutes: number): string {
  const [top] = items;
  const first = top ? one(spoken(top.message)) : '';
  const late =
    step > 0 && minutes > 0
      ? `Not acknowledged for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}: `
      : '';
  if (kind === 'more') return `${count} more ${count === 1 ? 'alarm' : 'alarms'}`;
  if (!top) return '';
  if (top.event === 'message') return first;
  const became = BECAME[top.event];
  if (count > 1) return `${late}${count} alarms, first: ${first}`;
  return `${late}${capital(top.priority)} alarm: ${first}${became === '' ? '' : `, ${became}`}`;
}

const instant = (at: number): string => new Date(at).toISOString();

const shownItem = ({ text: _, ...item }: Item): NotificationContent['items'][number] => ({
  ...item,
  at: instant(item.at),
});

/** A text of a flow in words: its own subject, its own text. */
export function textOf(
  { message, text, priority }: Item,
  place: Place,
  at: number,
  by: Pick<NotificationContent, 'route' | 'routeName' | 'step'> = {},
): NotificationContent {
  const subject = one(message).slice(0, MAX_SUBJECT);
  return {
    kind: 'message',
    ...place,
    at: instant(at),
    ...by,
    priority,
    count: 1,
    subject,
    text: (text === undefined || text === '' ? sentence(one(spoken(message))) : spoken(text)).slice(
      0,
      MAX_TEXT,
    ),
    items: [],
  };
}

/** Puts a planned message into words. */
export function wordsOf(planned: PlannedMessage, place: Place): NotificationContent {
  const { route, step, kind, count, at } = planned;
  const listed = planned.items.slice(0, route.listed);
  const [top] = listed;
  const minutes = Math.round(((route.steps[step]?.afterSeconds ?? 0) * 1000) / MINUTE_MS);
  const words: Readonly<Record<Placeholder, string>> = {
    plant: place.plant,
    route: route.name,
    count: String(count),
    message: top?.message ?? '',
    priority: top?.priority ?? '',
    class: top?.class ?? '',
    rule: top?.rule ?? '',
    unit: top?.unit ?? '',
    sensor: top?.sensor ?? '',
    device: top?.device ?? '',
    level: top?.level ?? '',
    event: top?.event ?? '',
    time: top ? clockText(top.at, place.timeZone) : '',
    minutes: String(minutes),
  };
  const rest = count - listed.length;
  const subject = route.subject === undefined ? headline(planned, minutes) : fill(route.subject, words);
  const begin = route.text === undefined ? headline(planned, minutes) : fill(route.text, words);
  if (top && kind === 'message')
    return textOf(top, place, at, { route: route.key, routeName: route.name, step });
  const lines = [
    `${sentence(one(spoken(begin)))} ${sentence(one(spoken(place.plant)))}`,
    ...listed.map((item) => lineOf(item, place)),
    ...(rest > 0 ? [`And ${rest} more.`] : []),
  ];
  return {
    kind,
    ...place,
    at: instant(at),
    route: route.key,
    routeName: route.name,
    step,
    priority: top?.priority ?? 'low',
    count,
    subject: one(subject).slice(0, MAX_SUBJECT),
    text: lines.join('\n').slice(0, MAX_TEXT),
    items: listed.map(shownItem),
  };
}
