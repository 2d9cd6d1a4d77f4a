import { z } from 'zod';
import { MAX_SHOWN_FAULTS } from './device-transfer';
import { Key, type QUANTITIES, type SENSOR_TYPES } from './plant';

/**
 * What a device of the field has to offer, as far as its protocol lets one look: one level of a tree at a time, and of
 * single nodes what a sensor needs to know. The same for every protocol that can browse.
 */
export const MAX_BROWSE_LIMIT = 1000;

const NodeId = z.string().trim().min(1).max(4096);

export const NODE_CLASSES = ['object', 'variable', 'method', 'view', 'type'] as const;

export const BrowsedNode = z
  .object({
    nodeId: z.string().describe('By which a point names it; it stays right when the device is restarted'),
    browseName: z.string(),
    displayName: z.string().describe('Name shown to people'),
    nodeClass: z.enum(NODE_CLASSES).describe('Only a variable has a value'),
    hasChildren: z.boolean().describe('False: there is certainly nothing below it but properties'),
    dataType: z.string().optional().describe('Name of the data type of a variable, e.g. Double'),
    valueRank: z
      .int()
      .optional()
      .describe('-1: one value; 1 and more: an array with so many dimensions; 0, -2, -3: either'),
    readable: z.boolean().optional().describe('As the user of the device’s settings'),
    writable: z.boolean().optional().describe('As the user of the device’s settings'),
    historizing: z.boolean().optional().describe('The device keeps a history of it'),
    value: z.string().optional().describe('The value at present, at most 200 characters of it'),
    quality: z
      .string()
      .optional()
      .describe('What the device says of the value, where it is not plainly good, e.g. bad, comm-lost'),
    fault: z.string().optional().describe('Why it has no value, in words of the device'),
    readings: z
      .array(
        z
          .object({
            nodeId: z.string().describe('By which a point names this way to read it'),
            dataType: z.string().describe('e.g. float32, or float32 CDAB with its order of bytes'),
            value: z.string(),
          })
          .meta({ id: 'NodeReading' }),
      )
      .optional()
      .describe('What the value may be, where the device does not say which type it has'),
  })
  .meta({ id: 'BrowsedNode' });
export type BrowsedNode = z.output<typeof BrowsedNode>;

export const BrowseQuestion = z
  .object({
    nodeId: NodeId.optional().describe('Whose children are listed; left out: where the device begins'),
    cursor: z.string().min(1).max(8192).optional().describe('`nextCursor` of the page before'),
    limit: z.int().min(1).max(MAX_BROWSE_LIMIT).default(200).describe('Nodes per page'),
  })
  .strict()
  .meta({ id: 'BrowseQuestion' });
export type BrowseQuestion = z.output<typeof BrowseQuestion>;

export const BrowsePage = z
  .object({ items: z.array(BrowsedNode), nextCursor: z.string().optional() })
  .meta({ id: 'BrowsePage', description: 'Children of a node, in the order of the device' });
export type BrowsePage = z.output<typeof BrowsePage>;

/** What a device says of a node from which a sensor could be made. */
export interface NodeDescription {
  readonly nodeId: string;
  readonly name: string;
  readonly description?: string;
  readonly type: (typeof SENSOR_TYPES)[number];
  readonly quantity: (typeof QUANTITIES)[number];
  readonly uom: string;
  readonly decimals: number;
  readonly rangeLow?: number;
  readonly rangeHigh?: number;
  /** Of a point that reads it. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Why no sensor can be made of a node, in words that end a sentence. */
export interface NodeFault {
  readonly nodeId: string;
  readonly fault: string;
}

/** A node, or a part of its value. */
export interface NodeWanted {
  readonly nodeId: string;
  readonly path?: string | undefined;
}

export const SensorsOfNodes = z
  .object({
    unit: Key.describe('Unit whose sensors they become'),
    nodes: z
      .array(
        z
          .object({
            nodeId: NodeId,
            sensor: Key.optional().describe('Left out: made of the name of the node'),
            path: z.string().max(500).optional().describe('Part of a structure or an array, e.g. [3]'),
          })
          .strict()
          .meta({ id: 'NodeForSensor' }),
      )
      .min(1)
      .max(MAX_BROWSE_LIMIT),
  })
  .strict()
  .meta({ id: 'SensorsOfNodes' });
export type SensorsOfNodes = z.output<typeof SensorsOfNodes>;

export const SensorsOfNodesFault = z
  .object({
    index: z.int().describe('Of the node in the request, from 0'),
    field: z.string().describe('What of the node is wrong, e.g. sensor'),
    reason: z.string().describe('What is wrong with it, and what to do'),
  })
  .meta({ id: 'SensorsOfNodesFault' });
export type SensorsOfNodesFault = z.output<typeof SensorsOfNodesFault>;

export const SensorsOfNodesResult = z
  .object({
    applied: z.boolean().describe('False where anything is wrong: then nothing changed'),
    points: z
      .array(
        z
          .object({
            unit: Key,
            sensor: Key,
            nodeId: z.string(),
            created: z.boolean().describe('False: the sensor was there, and got the point'),
          })
          .meta({ id: 'PointOfNode' }),
      )
      .describe('In the order of the request; empty where nothing changed'),
    faults: z.int().describe('How much is wrong'),
    firstFaults: z.array(SensorsOfNodesFault).max(MAX_SHOWN_FAULTS),
  })
  .meta({ id: 'SensorsOfNodesResult' });
export type SensorsOfNodesResult = z.output<typeof SensorsOfNodesResult>;
