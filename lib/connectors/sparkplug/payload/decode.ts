import { messageOf } from '../../../core/errors';
import {
  MAX_DATASET_CELLS, MAX_DEPTH, MAX_METRICS, MAX_NAME_BYTES, MAX_PAYLOAD_BYTES, MAX_PROPERTIES, PayloadFault,
  type DataSet, type Metric, type Payload, type Properties, type PropertyValue, type Template,
} from './payload'; // prettier-ignore
import { Reader } from './reader';

type Cell = number | boolean | string | null;

/** A payload of version B (sparkplug_b.proto). Throws `PayloadFault`, and nothing else, for what is none. */
export function decodePayload(bytes: Uint8Array): Payload {
  if (bytes.length > MAX_PAYLOAD_BYTES)
    throw new PayloadFault(`the payload is larger than ${MAX_PAYLOAD_BYTES / 1024 / 1024} MB`);
  try {
    return new Decoder(bytes).payload();
  } catch (error) {
    if (error instanceof PayloadFault) throw error;
    throw new PayloadFault(`the payload is not protobuf: ${messageOf(error)}`);
  }
}

class Decoder {
  private readonly reader: Reader;
  private metrics = 0;

  constructor(bytes: Uint8Array) {
    this.reader = new Reader(bytes);
  }

  payload(): Payload {
    const { reader } = this;
    const payload: Payload = { metrics: [] };
    reader.fields((field) => {
      if (field === 1) payload.timestamp = reader.integer();
      else if (field === 2) payload.metrics.push(this.metric(0));
      else if (field === 3) payload.seq = reader.integer();
      else if (field === 4) payload.uuid = reader.text(MAX_NAME_BYTES) ?? '';
      else if (field === 5) payload.body = reader.bytes();
    });
    return payload;
  }

  private metric(depth: number): Metric {
    if (++this.metrics > MAX_METRICS)
      throw new PayloadFault(`the payload has more than ${MAX_METRICS.toLocaleString('en')} metrics`);
    const { reader } = this;
    const metric: Metric = {};
    reader.message((field) => {
      switch (field) {
        case 1: {
          const name = reader.text(MAX_NAME_BYTES);
          if (name === undefined) metric.fault = 'name-too-long';
          else metric.name = name;
          return;
        }
        case 2:
          return void (metric.alias = reader.integer());
        case 3:
          return void (metric.timestamp = reader.integer());
        case 4:
          return void (metric.datatype = reader.integer());
        case 5:
          return void (metric.isHistorical = reader.boolean());
        case 6:
          return void (metric.isTransient = reader.boolean());
        case 7:
          return void (metric.isNull = reader.boolean());
        case 9:
          return void (metric.properties = this.properties(0));
        default:
          this.value(metric, field, depth);
      }
    });
    return metric;
  }

  private value(metric: Metric, field: number, depth: number): void {
    const { reader } = this;
    switch (field) {
      case 10:
        metric.field = 'int';
        return void (metric.value = reader.integer());
      case 11:
        metric.field = 'long';
        return void (metric.value = reader.integer());
      case 12:
        metric.field = 'float';
        return void (metric.value = reader.float());
      case 13:
        metric.field = 'double';
        return void (metric.value = reader.double());
      case 14:
        metric.field = 'boolean';
        return void (metric.value = reader.boolean());
      case 15:
        metric.field = 'string';
        return void (metric.value = reader.text() ?? '');
      case 16:
        metric.field = 'bytes';
        return void (metric.value = reader.bytes());
      case 17:
        metric.field = 'dataset';
        return void (metric.value = this.dataSet());
      case 18:
        if (depth >= MAX_DEPTH) return void (metric.fault = 'too-deep');
        metric.field = 'template';
        return void (metric.value = this.template(depth + 1));
      default:
    }
  }

  private properties(depth: number): Properties {
    if (depth > MAX_DEPTH) throw new PayloadFault('properties stand in properties too often');
    const { reader } = this;
    const keys: string[] = [];
    const values: PropertyValue[] = [];
    reader.message((field) => {
      if (field === 1) keys.push(reader.text(MAX_NAME_BYTES) ?? '');
      else if (field === 2) values.push(this.property(depth));
    });
    // §6.4.12: both arrays have the same length; what has no partner means nothing.
    const pairs = keys.slice(0, Math.min(values.length, MAX_PROPERTIES)).map((key, i) => [key, values[i]]);
    return Object.fromEntries(pairs) as Properties;
  }

  private property(depth: number): PropertyValue {
    const { reader } = this;
    let value: PropertyValue = null;
    let isNull = false;
    reader.message((field) => {
      if (field === 2) isNull = reader.boolean();
      else if (field === 9) value = this.properties(depth + 1);
      else if (field === 10) value = this.propertyList(depth + 1);
      else if (field >= 3 && field <= 8) value = this.scalar(field - 3);
    });
    return isNull ? null : value;
  }

  private propertyList(depth: number): Properties[] {
    const list: Properties[] = [];
    this.reader.message((field) => {
      if (field === 1) list.push(this.properties(depth));
    });
    return list;
  }

  /** Properties, parameters and cells of data sets number the same six fields alike, from another first one on. */
  private scalar(which: number): Cell {
    const { reader } = this;
    switch (which) {
      case 0:
      case 1:
        return reader.integer();
      case 2:
        return reader.float();
      case 3:
        return reader.double();
      case 4:
        return reader.boolean();
      default:
        return reader.text() ?? null;
    }
  }

  private template(depth: number): Template {
    const { reader } = this;
    const template: Template = { isDefinition: false, metrics: [], parameters: {} };
    reader.message((field) => {
      if (field === 1) template.version = reader.text(MAX_NAME_BYTES) ?? '';
      else if (field === 2) template.metrics.push(this.metric(depth));
      else if (field === 3) this.parameter(template);
      else if (field === 4) template.ref = reader.text(MAX_NAME_BYTES) ?? '';
      else if (field === 5) template.isDefinition = reader.boolean();
    });
    return template;
  }

  private parameter({ parameters }: Template): void {
    const { reader } = this;
    let name = '';
    let value: Cell = null;
    reader.message((field) => {
      if (field === 1) name = reader.text(MAX_NAME_BYTES) ?? '';
      else if (field >= 3 && field <= 8) value = this.scalar(field - 3);
    });
    if (name !== '__proto__') parameters[name] = value;
  }

  private dataSet(): DataSet {
    const { reader } = this;
    const set: DataSet = { columns: [], types: [], rows: [] };
    let cells = 0;
    reader.message((field) => {
      if (field === 2) set.columns.push(reader.text(MAX_NAME_BYTES) ?? '');
      else if (field === 3) reader.integers(set.types);
      else if (field === 4) {
        const row = this.row();
        cells += row.length + 1;
        if (cells > MAX_DATASET_CELLS)
          throw new PayloadFault(`a data set has more than ${MAX_DATASET_CELLS.toLocaleString('en')} cells`);
        set.rows.push(row);
      }
    });
    return set;
  }

  private row(): Cell[] {
    const cells: Cell[] = [];
    this.reader.message((field) => {
      if (field !== 1) return;
      let cell: Cell = null;
      this.reader.message((inner) => {
        if (inner >= 1 && inner <= 6) cell = this.scalar(inner - 1);
      });
      cells.push(cell);
    });
    return cells;
  }
}
