import type { Attribute, AttributeValue } from '../app/fragment';
import { attributeOctets } from '../app/objects/attribute';
import type { DeviceAttribute } from './config';
import type { Part } from './part';
import { WholePart } from './static-parts';

const ALL = 254;
const LIST = 255;
const STANDARD_SET = 0;
/** A list of variations takes two octets for each, and has at most 255. */
const MOST_LISTED = 127;

/** Device attributes of the standard's set (IEEE 1815-2012, A.1). */
export class Attributes {
  private readonly byVariation = new Map<number, DeviceAttribute>();

  /** Throws a RangeError for an attribute of more than 255 octets, and for more than 127 of them. */
  constructor(attributes: readonly DeviceAttribute[]) {
    for (const attribute of [...attributes].sort((a, b) => a.variation - b.variation)) {
      attributeOctets(attribute.value);
      this.byVariation.set(attribute.variation, attribute);
    }
    if (this.byVariation.size > MOST_LISTED)
      throw new RangeError(`attributes: there are ${this.byVariation.size}, at most ${MOST_LISTED}`);
  }

  /** Undefined where there is no such attribute. */
  read(variation: number): Part[] | undefined {
    if (variation === 0 || variation === ALL)
      return [...this.byVariation.values()].map((attribute) =>
        part(attribute.variation, () => attribute.value),
      );
    if (variation === LIST) return [part(LIST, () => this.list())];
    const attribute = this.byVariation.get(variation);
    return attribute && [part(variation, () => attribute.value)];
  }

  /** Whether the attribute can be written with a value like this. */
  accepts(variation: number, { index, value }: Attribute): boolean {
    const attribute = this.byVariation.get(variation);
    return index === STANDARD_SET && attribute?.writable === true && attribute.value.type === value.type;
  }

  write(variation: number, value: AttributeValue): void {
    this.byVariation.set(variation, { variation, value, writable: true });
  }

  private list(): AttributeValue {
    return {
      type: 'list',
      value: [...this.byVariation.values()].map(({ variation, writable = false }) => ({
        variation,
        writable,
      })),
    };
  }
}

function part(variation: number, value: () => AttributeValue): Part {
  return new WholePart((writer) => writer.attribute(variation, STANDARD_SET, value()));
}
