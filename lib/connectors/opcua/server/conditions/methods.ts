import type { LocalizedText } from 'node-opcua';
import {
  CallMethodResult,
  DataType,
  StatusCodes,
  VariantArrayType,
  type CallMethodRequest,
  type StatusCode,
  type Variant,
} from 'node-opcua';
import type { Clock } from '../../../../core/clock';
import { messageOf } from '../../../../core/errors';
import type { Logger } from '../../../../core/logger';
import type { ActRefusal, ConditionOrder, ServedAlarms } from '../alarm-ports';
import type { ServedUser } from '../ports';
import { statusOfError } from '../status-codes';
import type { ConditionNode } from './condition-node';
import type { Conditions } from './conditions';

type Action = Pick<ConditionOrder, 'action' | 'comment' | 'seconds'>;

/** What a method takes, in its order (OPC 10000-9 §5.5 to §5.8). */
const EVENT_ID = DataType.ByteString;
const COMMENT = DataType.LocalizedText;
const DURATION = DataType.Double;

interface Method {
  readonly inputs: readonly DataType[];
  /** What is to be done, or why it cannot be: judged by the condition as it is, before anybody is asked. */
  prepare(inputs: readonly Variant[], node: ConditionNode): Action | StatusCode;
}

const commentOf = (variant: Variant | undefined): string | undefined => {
  const { text } = (variant?.value as LocalizedText | null | undefined) ?? { text: undefined };
  return text ?? undefined;
};
const stands = (eventId: Variant | undefined, { state }: ConditionNode): boolean =>
  Buffer.isBuffer(eventId?.value) && state.stands(eventId.value);

const acknowledge: Method = {
  inputs: [EVENT_ID, COMMENT],
  prepare([eventId, comment], node) {
    if (!stands(eventId, node)) return StatusCodes.BadEventIdUnknown;
    if (node.state.now.alarm.acknowledged) return StatusCodes.BadConditionBranchAlreadyAcked;
    return { action: 'acknowledge', comment: commentOf(comment) };
  },
};
const addComment: Method = {
  inputs: [EVENT_ID, COMMENT],
  prepare([eventId, comment], node) {
    if (!stands(eventId, node)) return StatusCodes.BadEventIdUnknown;
    const text = commentOf(comment);
    // OPC 10000-9 §5.5.6: a null comment leaves the one that is there.
    return text ? { action: 'comment', comment: text } : StatusCodes.Good;
  },
};

const shelve = (inputs: readonly DataType[]): Method => ({
  inputs,
  prepare(given, node) {
    const { maxShelveSeconds } = node.state.now.condition;
    const isTimed = inputs[0] === DURATION;
    // OneShotShelve: until it returns, and no longer than the rule allows; ours ends by time.
    const seconds = isTimed ? Number(given[0]?.value) / 1000 : maxShelveSeconds;
    if (!(seconds > 0) || seconds > maxShelveSeconds) return StatusCodes.BadShelvingTimeOutOfRange;
    return { action: 'shelve', seconds, comment: commentOf(given[isTimed ? 1 : 0]) };
  },
});
const unshelve = (inputs: readonly DataType[]): Method => ({
  inputs,
  prepare: ([comment], { state }) =>
    state.now.alarm.cover === 'shelved'
      ? { action: 'un-shelve', comment: commentOf(comment) }
      : StatusCodes.BadConditionNotShelved,
});
const simple = (action: Action['action'], inputs: readonly DataType[]): Method => ({
  inputs,
  prepare: ([comment]) => ({ action, comment: commentOf(comment) }),
});
const answered = (status: StatusCode): Method => ({ inputs: [], prepare: () => status });

const METHODS: Readonly<Record<string, Method>> = {
  Acknowledge: acknowledge,
  AddComment: addComment,
  Reset: simple('reset', []),
  Reset2: simple('reset', [COMMENT]),
  RemoveFromService: simple('out-of-service', []),
  RemoveFromService2: simple('out-of-service', [COMMENT]),
  PlaceInService: simple('back-in-service', []),
  PlaceInService2: simple('back-in-service', [COMMENT]),
  TimedShelve: shelve([DURATION]),
  TimedShelve2: shelve([DURATION, COMMENT]),
  OneShotShelve: shelve([]),
  OneShotShelve2: shelve([COMMENT]),
  Unshelve: unshelve([]),
  Unshelve2: unshelve([COMMENT]),
  // A rule is switched off where it is kept, with a reason: a condition that is there is enabled.
  Enable: answered(StatusCodes.BadConditionAlreadyEnabled),
  Disable: answered(StatusCodes.BadUserAccessDenied),
};

const OF_REFUSAL: Readonly<Record<ActRefusal, StatusCode>> = {
  permission: StatusCodes.BadUserAccessDenied,
  state: StatusCodes.BadInvalidState,
  comment: StatusCodes.BadInvalidArgument,
  time: StatusCodes.BadShelvingTimeOutOfRange,
  unknown: StatusCodes.BadNodeIdUnknown,
};

/** What the journal has where a rule asks for a comment and the method has none. */
export const UNCOMMENTED = 'Over OPC UA, by a method without a comment';

export interface MethodsOptions {
  /** Where a rule asks for a comment, a method that has none is refused rather than noted as such. */
  readonly requireComments: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Methods of conditions: what people do to alarms, as the session's user. */
export class ConditionMethods {
  constructor(
    private readonly conditions: Conditions,
    private readonly alarms: ServedAlarms,
    private readonly use: MethodsOptions,
  ) {}

  /** The object is of the plant's namespace, and of the session's tenant or of none. */
  async call(user: ServedUser | undefined, request: CallMethodRequest): Promise<CallMethodResult> {
    const node = user && this.conditions.find(request.objectId);
    if (!node) return new CallMethodResult({ statusCode: StatusCodes.BadNodeIdUnknown });
    const method = METHODS[node.methodOf(request.methodId) ?? ''];
    if (!method) return new CallMethodResult({ statusCode: StatusCodes.BadMethodInvalid });
    const inputs = request.inputArguments ?? [];
    const fault = faultOf(method.inputs, inputs);
    if (fault) return fault;
    if (user.anonymous) return new CallMethodResult({ statusCode: StatusCodes.BadUserAccessDenied });
    return new CallMethodResult({ statusCode: await this.act(user, node, method, inputs) });
  }

  private async act(
    user: ServedUser,
    node: ConditionNode,
    method: Method,
    inputs: readonly Variant[],
  ): Promise<StatusCode> {
    const prepared = method.prepare(inputs, node);
    if (!('action' in prepared)) return prepared;
    const { condition } = node.state.now;
    try {
      const canSay = method.inputs.includes(COMMENT);
      const isNoted = !canSay && !this.use.requireComments && condition.commented.includes(prepared.action);
      const comment = isNoted ? UNCOMMENTED : prepared.comment;
      const refused = await this.alarms.act(user, { ...prepared, comment, alarm: condition.id });
      if (refused) return OF_REFUSAL[refused];
    } catch (error) {
      this.use.logger.info('An OPC UA method on an alarm could not be carried out', {
        user: user.name,
        alarm: condition.id,
        reason: messageOf(error),
      });
      return statusOfError(error);
    }
    if (prepared.action === 'comment') {
      node.state.remarked({
        text: prepared.comment ?? '',
        user: user.name,
        at: this.use.clock.now(),
      });
      this.conditions.tell(node);
    }
    return StatusCodes.Good;
  }
}

function faultOf(wanted: readonly DataType[], given: readonly Variant[]): CallMethodResult | undefined {
  if (given.length < wanted.length)
    return new CallMethodResult({ statusCode: StatusCodes.BadArgumentsMissing });
  if (given.length > wanted.length)
    return new CallMethodResult({ statusCode: StatusCodes.BadTooManyArguments });
  const inputArgumentResults = wanted.map((dataType, i) => fits(given[i], dataType));
  return inputArgumentResults.every((status) => status.isGood())
    ? undefined
    : new CallMethodResult({ statusCode: StatusCodes.BadInvalidArgument, inputArgumentResults });
}

/** Null stands for no comment. */
const fits = (variant: Variant | undefined, dataType: DataType): StatusCode =>
  variant?.arrayType === VariantArrayType.Scalar &&
  (variant.dataType === dataType || (variant.dataType === DataType.Null && dataType === COMMENT))
    ? StatusCodes.Good
    : StatusCodes.BadTypeMismatch;
