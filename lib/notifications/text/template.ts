import { z } from 'zod';

/** What can stand in a subject or text in braces: of the alarm on top, and of the message as a whole. */
export const PLACEHOLDERS = [
  'plant', 'route', 'count', 'message', 'priority', 'class', 'rule', 'unit', 'sensor', 'device', 'level', 'event', 'time', 'minutes',
] as const; // prettier-ignore
export type Placeholder = (typeof PLACEHOLDERS)[number];

const PATTERN = /\{([a-zA-Z]*)\}/g;

const unknownIn = (template: string): string[] =>
  Array.from(template.matchAll(PATTERN), ([, name = '']) => name).filter(
    (name) => !(PLACEHOLDERS as readonly string[]).includes(name),
  );

export const Template = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(500)
  .superRefine((template, context) => {
    const [unknown] = unknownIn(template);
    if (unknown === undefined) return;
    const message = `has {${unknown}}, which nobody fills in; there are ${PLACEHOLDERS.join(', ')}`;
    context.addIssue({ code: 'custom', message });
  });

/** Fills the template in, once: braces in what is filled in stay as they are. */
export const fill = (template: string, words: Readonly<Record<Placeholder, string>>): string =>
  template.replace(PATTERN, (whole, name: string) =>
    Object.hasOwn(words, name) ? words[name as Placeholder] : whole,
  );
