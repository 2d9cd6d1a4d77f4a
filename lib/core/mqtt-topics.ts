import { z } from 'zod';
import { Key } from './plant';

/** A look at the topics of a tenant at the broker of the installation. */
export const MAX_TOPICS = 500;
export const MAX_VALUES_PER_TOPIC = 50;
export const MAX_SHOWN_PAYLOAD = 2000;
const MAX_SECONDS = 20;

/** OASIS MQTT 5.0, 4.7.1: + stands for a whole level, # for all that follow and only at the end. */
const isFilter = (text: string): boolean => {
  const levels = text.split('/');
  return levels.every(
    (level, i) =>
      level === '+' ||
      (level === '#' && i === levels.length - 1) ||
      !['+', '#', '\u0000'].some((one) => level.includes(one)),
  );
};

export const TopicLook = z
  .object({
    filter: z
      .string()
      .min(1)
      .max(200)
      .refine(isFilter, 'is no topic filter: + stands for a whole level, # for all that follow, at the end')
      .default('#')
      .describe('Topic filter below `plant/{tenant}/`, e.g. # or +/temperature'),
    seconds: z.int().min(1).max(MAX_SECONDS).default(5).describe('How long to listen'),
  })
  .strict()
  .meta({ id: 'TopicLook' });
export type TopicLook = z.output<typeof TopicLook>;

export const SeenValue = z
  .object({
    path: z.string().describe('Where in the payload, as `mqtt in` takes it; empty: the payload itself'),
    value: z.union([z.number(), z.boolean(), z.string()]),
  })
  .meta({ id: 'SeenValue' });
export type SeenValue = z.output<typeof SeenValue>;

export const SeenTopic = z
  .object({
    topic: z.string(),
    messages: z.int().describe('That came while it was listened'),
    payload: z.string().describe('The last one, at most 2,000 characters; bytes that are no text in hex'),
    values: z.array(SeenValue).max(MAX_VALUES_PER_TOPIC).describe('What of it could be a sensor’s value'),
    unit: Key.optional().describe('Where the topic is one of the plant: its unit'),
    sensor: Key.optional().describe('Where the topic is one of the plant: its sensor'),
  })
  .meta({ id: 'SeenTopic' });
export type SeenTopic = z.output<typeof SeenTopic>;

export const SeenTopics = z
  .object({
    items: z.array(SeenTopic).max(MAX_TOPICS),
    more: z.boolean().describe('True: there were more topics than are shown; take a narrower filter'),
  })
  .meta({ id: 'SeenTopics', description: 'By topic' });
export type SeenTopics = z.output<typeof SeenTopics>;
