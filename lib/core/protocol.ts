import { z } from 'zod';

const Schema = z.record(z.string(), z.unknown());

/** A protocol of devices, as far as a form needs to know it. */
export const Protocol = z
  .object({
    protocol: z.string().describe('As `protocol` of a device'),
    title: z.string().describe('Name shown to people'),
    capabilities: z.array(z.string()).describe('e.g. poll, subscribe, command, browse'),
    identity: z
      .array(z.string())
      .describe('Settings that tell one device from another of its type, such as its host'),
    secrets: z.array(z.string()).describe('Fields of `settings` that go into `secrets` of a device'),
    settings: Schema.describe('JSON Schema (draft 2020-12) of a device’s settings, with its secrets'),
    point: Schema.describe('JSON Schema (draft 2020-12) of a point’s settings'),
  })
  .meta({ id: 'Protocol' });
export type Protocol = z.output<typeof Protocol>;

export const ProtocolList = z
  .object({ items: z.array(Protocol) })
  .meta({ id: 'ProtocolList', description: 'All protocols whose devices the registry keeps' });
export type ProtocolList = z.output<typeof ProtocolList>;
