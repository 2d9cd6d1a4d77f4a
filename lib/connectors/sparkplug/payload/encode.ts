import { PbfWriter } from 'pbf';
import { DataType } from './data-types';
import type { Metric, Payload } from './payload';

/** A payload of version B with metrics of scalar types: what an edge node and a host of ours send. */
export function encodePayload(payload: Payload): Buffer {
  const writer = new PbfWriter();
  if (payload.timestamp !== undefined) writer.writeVarintField(1, payload.timestamp);
  for (const metric of payload.metrics) writer.writeMessage(2, writeMetric, metric);
  if (payload.seq !== undefined) writer.writeVarintField(3, payload.seq);
  return Buffer.from(writer.finish());
}

function writeMetric(metric: Metric, writer: PbfWriter): void {
  const { name, alias, timestamp, datatype, properties } = metric;
  if (name !== undefined) writer.writeStringField(1, name);
  if (alias !== undefined) writer.writeVarintField(2, alias);
  if (timestamp !== undefined) writer.writeVarintField(3, timestamp);
  if (datatype !== undefined) writer.writeVarintField(4, datatype);
  if (metric.isHistorical) writer.writeBooleanField(5, true);
  if (metric.isNull) writer.writeBooleanField(7, true);
  if (properties) writer.writeMessage(9, writeProperties, properties);
  writeValue(metric, writer);
}

function writeValue({ field, value }: Metric, writer: PbfWriter): void {
  switch (field) {
    case 'int':
      // §6.4.16: negative ones as their 32 bits, not as the ten bytes that protobuf makes of a negative number.
      return writer.writeVarintField(10, Number(value) >>> 0);
    case 'long':
      return writer.writeVarintField(11, Number(value));
    case 'float':
      return writer.writeFloatField(12, Number(value));
    case 'double':
      return writer.writeDoubleField(13, Number(value));
    case 'boolean':
      return writer.writeBooleanField(14, value === true);
    case 'string':
      // As bytes: the library's own UTF-8 makes another character of those beyond U+1FFFF.
      return writer.writeBytesField(15, Buffer.from(typeof value === 'string' ? value : '', 'utf8'));
    default:
  }
}

/** Texts, whole numbers and other numbers are all that we say about a metric. */
function writeProperties(properties: NonNullable<Metric['properties']>, writer: PbfWriter): void {
  for (const key of Object.keys(properties)) writer.writeStringField(1, key);
  for (const value of Object.values(properties)) writer.writeMessage(2, writeProperty, value);
}

function writeProperty(value: unknown, writer: PbfWriter): void {
  if (typeof value === 'string') {
    writer.writeVarintField(1, DataType.String);
    writer.writeStringField(8, value);
  } else if (Number.isInteger(value)) {
    writer.writeVarintField(1, DataType.Int32);
    writer.writeVarintField(3, Number(value) >>> 0);
  } else {
    writer.writeVarintField(1, DataType.Double);
    writer.writeDoubleField(6, Number(value));
  }
}
