import {
  BrowsePathResult,
  ExpandedNodeId,
  StatusCodes,
  type AddressSpace,
  type BrowsePath,
  type NodeId,
} from 'node-opcua';

/** A path that fans out wider than this is a search, not an address. */
const MAX_TARGETS = 1000;
/** OPC 10000-4 §5.9.4.2: the whole path was followed. */
const NOTHING_REMAINS = 0xffffffff;

/**
 * TranslateBrowsePathsToNodeIds for one session. The library's own asks for no permission; here each step goes only over
 * nodes that the session sees, so that a path through another tenant does not tell what is there.
 */
export function translateBrowsePath(
  addressSpace: AddressSpace,
  path: BrowsePath,
  sees: (id: NodeId) => boolean,
): BrowsePathResult {
  try {
    return follow(addressSpace, path, sees);
  } catch {
    // The library asserts what a client may send wrongly.
    return new BrowsePathResult({ statusCode: StatusCodes.BadBrowseNameInvalid });
  }
}

function follow(
  addressSpace: AddressSpace,
  { startingNode, relativePath }: BrowsePath,
  sees: (id: NodeId) => boolean,
): BrowsePathResult {
  const answer = (statusCode: BrowsePathResult['statusCode']) => new BrowsePathResult({ statusCode });
  const elements = relativePath.elements ?? [];
  if (!sees(startingNode) || !addressSpace.findNode(startingNode))
    return answer(StatusCodes.BadNodeIdUnknown);
  if (elements.length === 0) return answer(StatusCodes.BadNothingToDo);
  if (elements.some(({ targetName }) => !targetName.name)) return answer(StatusCodes.BadBrowseNameInvalid);

  let reached: NodeId[] = [startingNode];
  for (const [index, element] of elements.entries()) {
    const next = new Map<string, NodeId>();
    for (const id of reached)
      for (const target of addressSpace
        .findNode(id)
        ?.browseNodeByTargetName(element, index === elements.length - 1) ?? [])
        if (sees(target)) next.set(target.toString(), target);
    if (next.size > MAX_TARGETS) return answer(StatusCodes.BadQueryTooComplex);
    reached = [...next.values()];
  }
  if (reached.length === 0) return answer(StatusCodes.BadNoMatch);
  return new BrowsePathResult({
    statusCode: StatusCodes.Good,
    targets: reached.map(({ identifierType, value, namespace }) => ({
      targetId: new ExpandedNodeId(identifierType, value, namespace),
      remainingPathIndex: NOTHING_REMAINS,
    })),
  });
}
