/** Status codes of a control (IEEE 1815-2012, table A-18), each with what it means for the operator. */
export const CommandStatus = {
  Success: 0,
  Timeout: 1,
  NoSelect: 2,
  FormatError: 3,
  NotSupported: 4,
  AlreadyActive: 5,
  HardwareError: 6,
  Local: 7,
  TooManyObjects: 8,
  NotAuthorised: 9,
  AutomationInhibit: 10,
  ProcessingLimited: 11,
  OutOfRange: 12,
  DownstreamLocal: 13,
  AlreadyComplete: 14,
  Blocked: 15,
  Cancelled: 16,
  BlockedOtherMaster: 17,
  DownstreamFail: 18,
  NonParticipating: 126,
  Undefined: 127,
} as const;

export type CommandStatus = (typeof CommandStatus)[keyof typeof CommandStatus];

const WORDS: ReadonlyMap<number, string> = new Map([
  [CommandStatus.Success, 'accepted'],
  [CommandStatus.Timeout, 'the operate came too long after the select'],
  [CommandStatus.NoSelect, 'no matching select came before the operate'],
  [CommandStatus.FormatError, 'the device finds an error in the request'],
  [CommandStatus.NotSupported, 'the point does not support this control'],
  [CommandStatus.AlreadyActive, 'the point is in operation already, or its queue is full'],
  [CommandStatus.HardwareError, 'a fault of the control hardware'],
  [CommandStatus.Local, 'the local/remote switch stands on local'],
  [CommandStatus.TooManyObjects, 'too many controls in one request'],
  [CommandStatus.NotAuthorised, 'not authorised'],
  [CommandStatus.AutomationInhibit, 'inhibited by a local automation'],
  [CommandStatus.ProcessingLimited, 'the device cannot process it at present'],
  [CommandStatus.OutOfRange, 'the value is beyond what the point accepts'],
  [CommandStatus.DownstreamLocal, 'a device further down stands on local'],
  [CommandStatus.AlreadyComplete, 'the operation was complete already'],
  [CommandStatus.Blocked, 'the operation is blocked'],
  [CommandStatus.Cancelled, 'the operation was cancelled'],
  [CommandStatus.BlockedOtherMaster, 'another master holds the point'],
  [CommandStatus.DownstreamFail, 'a device further down failed'],
  [CommandStatus.NonParticipating, 'the point does not take part in the operation'],
  [CommandStatus.Undefined, 'undefined failure'],
]);

/** E.g. `status 7 (the local/remote switch stands on local)`. */
export function statusWords(status: number): string {
  return `status ${status} (${WORDS.get(status) ?? 'unknown'})`;
}
