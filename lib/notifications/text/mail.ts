import type { Priority } from '../../alarms/condition';
import type { NotificationContent, NotificationItem } from '../content';
import { PALETTE, STYLE } from './mail-style';
import { spokenKey } from './spoken';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }; // prettier-ignore
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '');

const LETTERS: Readonly<Record<Priority, string>> = {
  critical: 'C',
  high: 'H',
  medium: 'M',
  low: 'L',
  journal: 'J',
};

const BECAME: Readonly<Partial<Record<NotificationItem['event'], string>>> = {
  worse: 'got worse',
  returned: 'returned',
  acknowledged: 'acknowledged',
  shelved: 'shelved',
  suppressed: 'suppressed',
  'out-of-service': 'out of service',
  removed: 'removed',
};

/** As the clocks of the plant show it. */
const clock = (at: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone, day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short',
  }).format(new Date(at)); // prettier-ignore

/** The sign of a priority, as on the pages: a letter on its colour, so that it is told without colours too. */
const sign = (priority: Priority): string => {
  const { fill, ink } = PALETTE[priority];
  return `<span class="sign sign-${priority}" style="display:inline-block;min-width:26px;height:26px;line-height:26px;border-radius:5px;text-align:center;font-weight:700;font-size:14px;background:${fill};color:${ink}" title="${priority}">${LETTERS[priority]}</span>`;
};

function card(item: NotificationItem, timeZone: string): string {
  const place = [item.device, item.unit, item.sensor].filter((key) => key !== undefined).map(spokenKey);
  const became = item.returned ? 'has returned since' : BECAME[item.event];
  const marks = [
    item.priority,
    ...(item.firstOut ? ['first out'] : []),
    ...(became === undefined ? [] : [became]),
    ...(item.user === undefined ? [] : [`by ${item.user}`]),
  ];
  return `<tr><td class="line" style="padding:14px 20px;border-top:1px solid #d5dade">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0"><tr>
<td width="38" valign="top">${sign(item.priority)}</td>
<td valign="top"><div class="ink" style="font-size:17px;line-height:1.35;font-weight:600;color:#16232c">${escaped(item.message)}</div>
<div class="soft" style="font-size:14px;line-height:1.5;color:#4c5b66">${escaped(place.join(' / '))}<br>${escaped(marks.join(', '))}<br>${escaped(clock(item.at, timeZone))}</div></td>
</tr></table></td></tr>`;
}

const paragraph = (text: string): string =>
  `<tr><td class="ink" style="padding:4px 20px 18px;font-size:16px;line-height:1.5;color:#16232c">${escaped(text).replace(/\n/g, '<br>')}</td></tr>`;

const why = ({ kind, routeName, step = 0 }: NotificationContent): string => {
  if (kind === 'test') return 'Somebody tries whether this target can be reached.';
  if (routeName === undefined) return 'A flow sends this.';
  return `Sent by the route ${routeName}${step > 0 ? `, step ${step + 1} of its escalation: nobody has acknowledged` : ''}.`;
};

/** The designed half of a mail; the text is beside it as the alternative. Everything is in it: mail programs fetch nothing. */
export function mailOf(content: NotificationContent): string {
  const { items, count, text, subject, plant, timeZone, at } = content;
  const rest = count - items.length;
  const { fill } = PALETTE[content.priority];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title><style>${STYLE}</style></head>
<body class="page" style="margin:0;padding:0;background:#dfe2e4;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<div style="display:none;max-height:0;overflow:hidden">${escaped(text.slice(0, 140))}</div>
<table role="presentation" width="100%" cellspacing="0" cellpadding="0" class="page" style="background:#dfe2e4"><tr><td align="center" style="padding:16px 8px">
<table role="presentation" width="100%" cellspacing="0" cellpadding="0" class="sheet" style="max-width:600px;background:#f7f8f9;border-radius:8px;border:1px solid #b9bfc4;overflow:hidden">
<tr><td class="head-${content.priority}" style="height:6px;background:${fill};font-size:0;line-height:0">&nbsp;</td></tr>
<tr><td style="padding:18px 20px 4px"><div class="soft" style="font-size:14px;color:#4c5b66">${escaped(plant)}</div></td></tr>
<tr><td class="ink" style="padding:0 20px 16px;font-size:22px;line-height:1.25;font-weight:700;color:#16232c">${escaped(subject)}</td></tr>
${items.length > 0 ? items.map((item) => card(item, timeZone)).join('\n') : paragraph(text)}
${items.length > 0 && rest > 0 ? paragraph(`And ${rest} more.`) : ''}
<tr><td class="foot soft" style="padding:14px 20px;border-top:1px solid #d5dade;font-size:13px;line-height:1.5;color:#4c5b66">${escaped(why(content))}<br>${escaped(clock(at, timeZone))}, ThermaCore</td></tr>
</table></td></tr></table></body></html>`;
}
