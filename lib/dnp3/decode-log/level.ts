/** How deep the log looks into what is on the line; each level tells what those before it do, and more. */
export const DECODE_LEVELS = ['off', 'link', 'transport', 'app', 'objects'] as const;

export type DecodeLevel = (typeof DECODE_LEVELS)[number];

/** Whether a log of this level tells of that layer. */
export function shows(level: DecodeLevel, layer: DecodeLevel): boolean {
  return DECODE_LEVELS.indexOf(level) >= DECODE_LEVELS.indexOf(layer);
}
