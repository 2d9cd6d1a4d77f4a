import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import { limitsOf, type SensorLimits } from '../limits';
import { isReadable, type AlarmRuleFilter, type RuleCopy, type UnreadableRule } from '../ports';
import { AlarmRuleInput, type AlarmRulePatch } from '../rule';
import { changedRule } from '../rule-change';
import { ruleFaults, type RuleFault } from '../rule-faults';
import { targetsOf } from '../targets';
import type { AlarmService } from './alarm-service';
import type { AlarmPlants, AlarmStore, LoadedPlant } from './ports';
import {
  shownFault,
  shownFlowRule,
  shownKeptRule,
  shownRule,
  shownRuleChange,
  type AlarmRule,
  type AlarmRuleChange,
  type AlarmRuleVerdict,
  type KeptAlarmRule,
} from './shown';

export interface AlarmRulesUse {
  readonly service: AlarmService;
  readonly store: Pick<AlarmStore, 'rules'>;
  readonly plants: AlarmPlants;
}

/** Who changes a rule, and why. */
export interface RuleAuthor {
  readonly tenant: string;
  /** Undefined: a flow. */
  readonly user: string | undefined;
  readonly reason: string;
}

/** The rules of a tenant as people change them: what makes no sense for the plant is refused, what is kept counts at once. */
export class AlarmRules {
  constructor(private readonly use: AlarmRulesUse) {}

  /** By key; those that a flow brings come first. Each with what is wrong with it. */
  async list(tenant: string, filter: AlarmRuleFilter): Promise<Page<KeptAlarmRule>> {
    const page = await this.use.store.rules.list(tenant, filter);
    const flow =
      filter.cursor === undefined ? this.flowRules(tenant).filter((rule) => fits(rule, filter)) : [];
    const faults = await this.faultsOf(tenant, [...flow, ...page.items.filter(isReadable)]);
    return {
      ...page,
      items: [
        ...flow.map((rule) => shownFlowRule(rule, faults.get(rule.key))),
        ...page.items.map((rule) => shownKeptRule(rule, faults.get(rule.key))),
      ],
    };
  }

  /** Rejects `not-found`, also for another tenant's. */
  async get(tenant: string, key: string): Promise<KeptAlarmRule> {
    const flow = this.flowRules(tenant).find((rule) => rule.key === key);
    try {
      const found = await this.use.store.rules.get(tenant, key);
      const faults = await this.faultsOf(tenant, [found].filter(isReadable));
      return shownKeptRule(found, faults.get(key));
    } catch (error) {
      if (!flow || !isThermaCoreError(error) || error.code !== 'not-found') throw error;
      return shownFlowRule(flow, (await this.faultsOf(tenant, [flow])).get(key));
    }
  }

  async create({ tenant, ...by }: RuleAuthor, rule: AlarmRuleInput): Promise<AlarmRule> {
    await this.requireSound(tenant, rule, 'rule');
    const made = await this.use.store.rules.add(tenant, rule, by);
    await this.use.service.rulesChanged(tenant);
    return shownRule(made);
  }

  /** Under another key. Rejects `conflict` where that is taken. */
  async clone({ tenant, ...by }: RuleAuthor, key: string, as: RuleCopy): Promise<AlarmRule> {
    const { rules } = this.use.store;
    const ofFlow = this.flowRules(tenant).find((rule) => rule.key === key);
    const known = await rules.get(tenant, key).catch((error: unknown) => {
      if (ofFlow && isThermaCoreError(error) && error.code === 'not-found') return undefined;
      throw error;
    });
    if (known && !isReadable(known)) throw unreadable(known);
    const copy = changedRule(known ?? ofFlow, as);
    await this.requireSound(tenant, copy, 'rule');
    const made = known ? await rules.clone(tenant, key, as, by) : await rules.add(tenant, copy, by);
    await this.use.service.rulesChanged(tenant);
    return shownRule(made);
  }

  /** Newest first; also of a rule that was removed. */
  async changes(
    tenant: string,
    key: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<AlarmRuleChange>> {
    const found = await this.use.store.rules.changes(tenant, key, page);
    return { ...found, items: found.items.map(shownRuleChange) };
  }

  /** Rejects `conflict` where the version is not `version` any more. */
  async update(
    { tenant, ...by }: RuleAuthor,
    key: string,
    change: AlarmRulePatch,
    version: number,
  ): Promise<AlarmRule> {
    await this.requireOfRegistry(tenant, key);
    const { rules } = this.use.store;
    const known = await rules.get(tenant, key);
    const kept = isReadable(known) ? known : known.stored;
    await this.requireSound(tenant, changedRule(kept, change), 'change');
    const made = await rules.update(tenant, key, change, version, by);
    await this.use.service.rulesChanged(tenant);
    return shownRule(made);
  }

  /** Rejects `conflict` where it is the parent of another one, which would have no alarms then. */
  async delete({ tenant, ...by }: RuleAuthor, key: string): Promise<void> {
    await this.requireOfRegistry(tenant, key);
    await this.requireNoChild(tenant, key);
    await this.use.store.rules.remove(tenant, key, by);
    await this.use.service.rulesChanged(tenant);
  }

  /** Switches it on or off. One that makes no sense any more can be switched off all the same. */
  async enable({ tenant, ...by }: RuleAuthor, key: string, enabled: boolean): Promise<AlarmRule> {
    await this.requireOfRegistry(tenant, key);
    const { rules } = this.use.store;
    const known = await rules.get(tenant, key);
    if (!isReadable(known)) throw unreadable(known);
    if (enabled) await this.requireSound(tenant, inputOf(known), 'rule');
    const made = await rules.update(tenant, key, { enabled }, known.version, by);
    await this.use.service.rulesChanged(tenant);
    return shownRule(made);
  }

  /** All that is wrong with a rule for this plant; nothing is kept. */
  validate(tenant: string, rule: AlarmRuleInput): Promise<AlarmRuleVerdict> {
    return this.onPlant(tenant, async (plant) => {
      const faults = ruleFaults(rule, plant, await this.others(tenant, rule));
      return {
        sound: faults.length === 0,
        faults: faults.map(shownFault),
        alarms: targetsOf(rule, plant).length,
      };
    });
  }

  /** What values of sensors are held against, for pictures of them. */
  async limits(tenant: string): Promise<SensorLimits[]> {
    const all = await this.all(tenant);
    return this.onPlant(tenant, (plant) => Promise.resolve(limitsOf(all, plant)));
  }

  private flowRules(tenant: string): readonly AlarmRuleInput[] {
    return this.use.service.tenant(tenant)?.flowRules ?? [];
  }

  private async requireNoChild(tenant: string, key: string): Promise<void> {
    const all = await this.all(tenant);
    const children = all.filter(({ parent }) => parent === key).map((child) => child.key);
    if (children.length > 0)
      throw new ThermaCoreError('conflict', `The rule "${key}" is the parent of ${children.join(', ')}.`, {
        field: 'rule',
        advice: 'Take it out there, or switch this one off instead.',
      });
  }

  /** Those that are looked at for its parents. */
  private async others(tenant: string, rule: AlarmRuleInput): Promise<AlarmRuleInput[]> {
    if (rule.parent === undefined) return [rule];
    return [...(await this.all(tenant)).filter(({ key }) => key !== rule.key), rule];
  }

  private async all(tenant: string): Promise<AlarmRuleInput[]> {
    const kept = await this.use.store.rules.all(tenant);
    return [...kept.filter(isReadable).map(inputOf), ...this.flowRules(tenant)];
  }

  /** The first fault of each that has one: known where the rules are evaluated, else worked out. */
  private async faultsOf(
    tenant: string,
    rules: readonly AlarmRuleInput[],
  ): Promise<ReadonlyMap<string, RuleFault | undefined>> {
    const here = this.use.service.tenant(tenant);
    if (here?.evaluates) return new Map(rules.map(({ key }) => [key, here.brokenRules.get(key)?.[0]]));
    if (rules.length === 0) return new Map();
    const all = await this.all(tenant);
    return this.onPlant(tenant, (plant) =>
      Promise.resolve(new Map(rules.map((rule) => [rule.key, ruleFaults(rule, plant, all)[0]]))),
    );
  }

  private async requireOfRegistry(tenant: string, key: string): Promise<void> {
    if ((await this.get(tenant, key)).source === 'registry') return;
    throw new ThermaCoreError('conflict', `The rule "${key}" comes from a flow.`, {
      field: 'rule',
      advice: 'Change it in the form of the alarm-rules node, and deploy.',
    });
  }

  private async requireSound(tenant: string, rule: AlarmRuleInput, where: string): Promise<void> {
    const [fault] = await this.onPlant(tenant, async (plant) =>
      ruleFaults(rule, plant, await this.others(tenant, rule)),
    );
    if (fault) throw unsound(fault, where);
  }

  private async onPlant<T>(tenant: string, work: (plant: LoadedPlant) => Promise<T>): Promise<T> {
    const plant = await this.use.plants.load(tenant);
    try {
      return await work(plant);
    } finally {
      plant.close();
    }
  }
}

const unsound = ({ field, message, advice }: RuleFault, where: string): ThermaCoreError =>
  new ThermaCoreError('invalid', message, { field: `${where}.${field}`, advice });

const unreadable = ({ key, fault }: UnreadableRule): ThermaCoreError =>
  new ThermaCoreError('invalid', `The rule "${key}" cannot be read. ${fault.message}`, {
    field: fault.field,
    advice: fault.advice,
  });

/** What a rule itself says, without what the store knows of it. */
function inputOf(record: AlarmRuleInput): AlarmRuleInput {
  const members = Object.keys(AlarmRuleInput.shape);
  return Object.fromEntries(
    Object.entries(record).filter(([name, value]) => members.includes(name) && value !== undefined),
  ) as AlarmRuleInput;
}

const fits = (
  { key, name, priority }: AlarmRuleInput,
  { search = '', priority: wanted = priority }: AlarmRuleFilter,
): boolean => priority === wanted && `${key} ${name}`.toLowerCase().includes(search.toLowerCase());
