import type { CallMethodRequestOptions, NodeId, VariantOptions } from 'node-opcua';
import { ThermaCoreError } from '../../../core/errors';
import type { ConditionDeed } from '../../../core/foreign-condition';
import { OpcuaFailure, failureOf } from '../failure';
import type { Live } from '../subscription';
import type { Timed } from '../tally';
import type { ConditionBook } from './book';

/** Methods of OPC 10000-9 by the number of their node: of the type, which servers take for each condition (§5.7.3). */
const METHOD = { acknowledge: 9111, confirm: 9113, timedShelve: 2949, unshelve: 2947 } as const;
/** The same as part of an alarm, for servers that do not show its shelving (§5.8.10). */
const SHELVING_OF_ALARM = { timedShelve: 9213, unshelve: 9211 } as const;
/** Somebody else did it before us. */
const DONE = new Set([
  'BadConditionBranchAlreadyAcked',
  'BadConditionBranchAlreadyConfirmed',
  'BadConditionNotShelved',
]);
const NOT_THERE = new Set(['BadNodeIdUnknown', 'BadMethodInvalid', 'BadNodeIdInvalid', 'BadNoMatch']);
const WORDS: Readonly<Record<ConditionDeed['action'], string>> = {
  acknowledge: 'acknowledge',
  confirm: 'confirm',
  shelve: 'shelve',
  'un-shelve': 'unshelve',
};

/**
 * Has the server do it to a condition. Resolves when it has said so; rejects with a ThermaCoreError that has its StatusCode.
 * The user’s name goes with the comment: for the server the user is the one of our session.
 */
export async function carryOut(
  condition: string,
  deed: ConditionDeed,
  { live, book, timed }: { readonly live: Live; readonly book: ConditionBook; readonly timed: Timed },
): Promise<void> {
  const nodeId = book.nodeOf(condition);
  if (!nodeId) throw refused('the server does not know the alarm any more.', 'Look at the list again.');
  const { action, seconds = 0 } = deed;
  try {
    if (action === 'acknowledge' || action === 'confirm') {
      const ids = book.pending(condition, action);
      if (ids.length === 0)
        throw refused(`the alarm does not wait to be ${action}ed at the server.`, 'Look at the list again.');
      // Each of its branches; the oldest first, so that the condition itself is the last.
      for (const eventId of ids)
        await call(live, timed, {
          objectId: nodeId,
          methodId: `i=${METHOD[action]}`,
          inputArguments: [
            { dataType: live.opcua.DataType.ByteString, value: eventId },
            { dataType: live.opcua.DataType.LocalizedText, value: { text: commentOf(deed) } },
          ],
        });
      return;
    }
    const isShelve = action === 'shelve';
    const duration = { dataType: live.opcua.DataType.Double, value: seconds * 1000 };
    await shelving(live, timed, nodeId, isShelve ? 'timedShelve' : 'unshelve', isShelve ? [duration] : []);
  } catch (error) {
    if (error instanceof ThermaCoreError) throw error;
    throw failed(failureOf(error, live.where), action);
  }
}

async function call(live: Live, timed: Timed, request: CallMethodRequestOptions): Promise<void> {
  const { statusCode } = await timed(() => live.session.call(request));
  if (statusCode.isNotGood() && !DONE.has(statusCode.name)) throw OpcuaFailure.of(statusCode.name);
}

/** At the shelving of the alarm, or, where the server does not show that, at the alarm itself. */
async function shelving(
  live: Live,
  timed: Timed,
  condition: NodeId,
  method: keyof typeof SHELVING_OF_ALARM,
  inputArguments: VariantOptions[],
): Promise<void> {
  const { session, opcua } = live;
  const path = opcua.makeBrowsePath(condition, '/0:ShelvingState');
  const { targets } = await timed(() => session.translateBrowsePath(path));
  const objectId = targets?.[0]?.targetId;
  if (objectId)
    try {
      return await call(live, timed, { objectId, methodId: `i=${METHOD[method]}`, inputArguments });
    } catch (error) {
      if (!(error instanceof OpcuaFailure) || !NOT_THERE.has(error.status ?? '')) throw error;
    }
  await call(live, timed, {
    objectId: condition,
    methodId: `i=${SHELVING_OF_ALARM[method]}`,
    inputArguments,
  });
}

const commentOf = ({ user, comment }: ConditionDeed): string =>
  [user, comment].filter((part) => part !== undefined && part !== '').join(': ');

const refused = (message: string, advice: string): ThermaCoreError =>
  new ThermaCoreError('conflict', message, { advice });

const failed = (failure: OpcuaFailure, action: ConditionDeed['action']): ThermaCoreError =>
  failure.isUncertain
    ? new ThermaCoreError(
        failure.status === 'BadTimeout' ? 'timeout' : 'unavailable',
        `it was asked to ${WORDS[action]} the alarm, and nobody answered (${failure.message}).`,
        { advice: 'Whether it did so shows when it can be heard again.', cause: failure },
      )
    : new ThermaCoreError(
        'conflict',
        `the server refused to ${WORDS[action]} the alarm: ${failure.message}.`,
        {
          advice: 'Look at the alarm again: it may have changed meanwhile.',
          cause: failure,
        },
      );
