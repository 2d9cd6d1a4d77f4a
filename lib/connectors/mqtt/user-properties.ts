import type { IPublishPacket } from 'mqtt-packet';

const MAX_PROPERTIES = 50;
const MAX_LENGTH = 1000;

/** The user properties of a message (MQTT 5 §3.3.2.3.7), bounded; a name that comes twice has its values in one text. */
export function userProperties({
  properties,
}: Pick<IPublishPacket, 'properties'>): Readonly<Record<string, string>> | undefined {
  const given = properties?.userProperties;
  if (!given) return undefined;
  return Object.fromEntries(
    Object.entries(given)
      .slice(0, MAX_PROPERTIES)
      .map(([name, value]) => [
        name.slice(0, MAX_LENGTH),
        (Array.isArray(value) ? value.join(', ') : value).slice(0, MAX_LENGTH),
      ]),
  );
}
