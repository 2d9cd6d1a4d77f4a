import type { Group } from './group';

/** Groups with something to send, by tenant. */
export class DueGroups {
  private readonly byTenant = new Map<string, Set<Group>>();

  /** Tenants that have any. */
  get size(): number {
    return this.byTenant.size;
  }

  add(group: Group): void {
    const groups = this.byTenant.get(group.tenant);
    if (groups) groups.add(group);
    else this.byTenant.set(group.tenant, new Set([group]));
  }

  delete(group: Group): void {
    const groups = this.byTenant.get(group.tenant);
    groups?.delete(group);
    if (groups?.size === 0) this.byTenant.delete(group.tenant);
  }

  /** Those whose frame may go now, one of each tenant in turn. */
  *inTurn(now: number): Iterable<Group> {
    const lines = Array.from(this.byTenant.values(), (groups) =>
      [...groups].filter(({ openAt }) => openAt <= now),
    );
    for (let round = 0; ; round++) {
      let any = false;
      for (const line of lines) {
        const group = line[round];
        if (!group) continue;
        any = true;
        yield group;
      }
      if (!any) return;
    }
  }
}
