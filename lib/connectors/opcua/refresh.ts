import type { Reading } from '../../core/reading';
import type { Live } from './subscription';
import type { Tag, TagGroup } from './tags';
import { ATTRIBUTE } from './attributes';

const NODES_PER_REQUEST = 1000;

/** Reads the tags of which it was said that the server is away, and nothing came since: what does not change is not published. */
export async function refresh(live: Live, tags: readonly Tag[], maxNodes: number): Promise<void> {
  const silent = tags.filter(({ lostAt, refusal }) => lostAt !== undefined && refusal === undefined);
  const size = Math.min(maxNodes, NODES_PER_REQUEST);
  for (let at = 0; at < silent.length; at += size) {
    const portion = silent.slice(at, at + size);
    const values = await live.session.read(
      portion.map(({ point }) => ({ nodeId: live.resolve(point.nodeId), attributeId: ATTRIBUTE.Value })),
    );
    if (portion.some(({ point }) => point.path))
      await live.opcua.promoteOpaqueStructure(live.session, values).catch(() => undefined);
    const byGroup = new Map<TagGroup, Reading[]>();
    portion.forEach((tag, i) => {
      const value = values[i];
      // It may have been published meanwhile.
      if (!value || tag.lostAt === undefined) return;
      const readings = byGroup.get(tag.group) ?? [];
      byGroup.set(tag.group, readings);
      tag.group.take(tag, value, 'read', readings);
    });
    for (const [group, readings] of byGroup) group.handOver(readings, () => undefined);
  }
}
