import { ThermaCoreError, isThermaCoreError } from '../../core/errors';
import type { Page } from '../../core/plant';
import type { AlarmRuleFilter } from '../ports';
import { AlarmRuleInput, type AlarmRulePatch } from '../rule';
import { ruleFaults, type RuleFault } from '../rule-faults';
import { targetsOf } from '../targets';
import type { AlarmService } from './alarm-service';
import type { AlarmPlants, AlarmStore, LoadedPlant } from './ports';
import { shownFlowRule, shownRule, type AlarmRule, type AlarmRuleVerdict } from './shown';

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

  /** By key; those that a flow brings come first. */
  async list(tenant: string, filter: AlarmRuleFilter): Promise<Page<AlarmRule>> {
    const page = await this.use.store.rules.list(tenant, filter);
    const flow =
      filter.cursor === undefined ? this.flowRules(tenant).filter((rule) => fits(rule, filter)) : [];
    return { ...page, items: [...flow.map(shownFlowRule), ...page.items.map(shownRule)] };
  }

  /** Rejects `not-found`, also for another tenant's. */
  async get(tenant: string, key: string): Promise<AlarmRule> {
    const flow = this.flowRules(tenant).find((rule) => rule.key === key);
    try {
      return shownRule(await this.use.store.rules.get(tenant, key));
    } catch (error) {
      if (flow && isThermaCoreError(error) && error.code === 'not-found') return shownFlowRule(flow);
      throw error;
    }
  }

  async create({ tenant, ...by }: RuleAuthor, rule: AlarmRuleInput): Promise<AlarmRule> {
    await this.requireSound(tenant, rule, 'rule');
    const made = await this.use.store.rules.add(tenant, rule, by);
    await this.use.service.rulesChanged(tenant);
    return shownRule(made);
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
    await this.requireSound(tenant, changed(await rules.get(tenant, key), change), 'change');
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
        faults: faults.map(({ field, message, advice }) => ({ field, reason: `${message} ${advice}` })),
        alarms: targetsOf(rule, plant).length,
      };
    });
  }

  private flowRules(tenant: string): readonly AlarmRuleInput[] {
    return this.use.service.tenant(tenant)?.flowRules ?? [];
  }

  private async requireNoChild(tenant: string, key: string): Promise<void> {
    const all = [...(await this.use.store.rules.all(tenant)), ...this.flowRules(tenant)];
    const children = all.filter(({ parent }) => parent === key).map((child) => child.key);
    if (children.length > 0)
      throw new ThermaCoreError('conflict', `The rule "${key}" is the parent of ${children.join(', ')}.`, {
        field: 'rule',
        advice: 'Take it out there, or switch this one off instead.',
      });
  }

  private async others(tenant: string, rule: AlarmRuleInput): Promise<AlarmRuleInput[]> {
    const all = [...(await this.use.store.rules.all(tenant)).map(inputOf), ...this.flowRules(tenant)];
    return [...all.filter(({ key }) => key !== rule.key), rule];
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

/** As the store will have it: what is left out stays, null clears. */
function changed(record: AlarmRuleInput, change: AlarmRulePatch): AlarmRuleInput {
  const merged = Object.entries({ ...inputOf(record), ...change });
  return AlarmRuleInput.parse(
    Object.fromEntries(merged.filter(([, value]) => value !== null && value !== undefined)),
  );
}

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
