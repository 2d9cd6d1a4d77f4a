import type { Instance } from './instance';
import type { AlarmSource } from './ports';
import type { Look, Wanted } from './rule-looks';
import { sourceText } from './targets';

/** The alarms of one rule, by what they are on. */
export class Family {
  readonly all: Instance[] = [];
  private readonly bySource = new Map<string, Instance[]>();
  private readonly byUnit = new Map<string, Instance[]>();

  constructor(
    /** What the rule came to when it was looked at. */
    public look: Look,
    /** What of that is to be: nothing where there is something wrong with its parents. */
    readonly wanted: readonly Wanted[],
    /** How many rules stand above its rule. */
    readonly depth: number,
  ) {}

  add(instance: Instance): void {
    const { source } = instance.spec;
    this.all.push(instance);
    this.bySource.set(sourceText(source), [instance]);
    if (source.unit === undefined) return;
    const inUnit = this.byUnit.get(source.unit);
    if (inUnit) inUnit.push(instance);
    else this.byUnit.set(source.unit, [instance]);
  }

  /** Those that suppress an alarm on this source: on the same one, else in the same unit, else all. */
  over(source: AlarmSource): readonly Instance[] {
    return (
      this.bySource.get(sourceText(source)) ??
      (source.unit === undefined ? undefined : this.byUnit.get(source.unit)) ??
      this.all
    );
  }
}
