/** Function codes of the application layer (IEEE 1815-2012, 4.2.2.5, table 4-2). */
export const FunctionCode = {
  Confirm: 0x00,
  Read: 0x01,
  Write: 0x02,
  Select: 0x03,
  Operate: 0x04,
  DirectOperate: 0x05,
  DirectOperateNoAck: 0x06,
  ImmediateFreeze: 0x07,
  ImmediateFreezeNoAck: 0x08,
  FreezeClear: 0x09,
  FreezeClearNoAck: 0x0a,
  FreezeAtTime: 0x0b,
  FreezeAtTimeNoAck: 0x0c,
  ColdRestart: 0x0d,
  WarmRestart: 0x0e,
  EnableUnsolicited: 0x14,
  DisableUnsolicited: 0x15,
  AssignClass: 0x16,
  DelayMeasure: 0x17,
  RecordCurrentTime: 0x18,
  OpenFile: 0x19,
  CloseFile: 0x1a,
  DeleteFile: 0x1b,
  GetFileInfo: 0x1c,
  AuthenticateFile: 0x1d,
  AbortFile: 0x1e,
  AuthenticationRequest: 0x20,
  AuthenticationRequestNoAck: 0x21,
  Response: 0x81,
  UnsolicitedResponse: 0x82,
  AuthenticationResponse: 0x83,
} as const;

export type FunctionCode = (typeof FunctionCode)[keyof typeof FunctionCode];

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(FunctionCode).map(([name, code]) => [
    code,
    name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
  ]),
);

/** In the standard's capitals, e.g. `DIRECT_OPERATE`; an unknown code as `FUNCTION_0x45`. */
export function functionName(code: number): string {
  return NAMES.get(code) ?? `FUNCTION_0x${code.toString(16).padStart(2, '0')}`;
}

/** Responses bear internal indications, requests do not. */
export function isResponse(code: number): boolean {
  return code >= 0x80;
}

/** Requests that are never answered (4.2.2.5: the "no acknowledgement" codes, and the confirmation). */
export function isUnanswered(code: number): boolean {
  switch (code) {
    case FunctionCode.Confirm:
    case FunctionCode.DirectOperateNoAck:
    case FunctionCode.ImmediateFreezeNoAck:
    case FunctionCode.FreezeClearNoAck:
    case FunctionCode.FreezeAtTimeNoAck:
    case FunctionCode.AuthenticationRequestNoAck:
      return true;
    default:
      return false;
  }
}

const BROADCAST: ReadonlySet<number> = new Set([
  FunctionCode.Write,
  FunctionCode.DirectOperateNoAck,
  FunctionCode.ImmediateFreezeNoAck,
  FunctionCode.FreezeClearNoAck,
  FunctionCode.FreezeAtTimeNoAck,
  FunctionCode.EnableUnsolicited,
  FunctionCode.DisableUnsolicited,
  FunctionCode.AssignClass,
  FunctionCode.RecordCurrentTime,
]);

/** What every outstation of a line may be told at once, and acts upon: nobody answers a broadcast. */
export function isForBroadcast(code: number): boolean {
  return BROADCAST.has(code);
}

/**
 * Whether the objects of a fragment with this function bring data, or are only named. Freeze-at-time brings the time
 * (group 50) and names the counters.
 */
export function bringsData(code: number, group: number): boolean {
  if (isResponse(code)) return true;
  switch (code) {
    case FunctionCode.Write:
    case FunctionCode.Select:
    case FunctionCode.Operate:
    case FunctionCode.DirectOperate:
    case FunctionCode.DirectOperateNoAck:
      return true;
    case FunctionCode.FreezeAtTime:
    case FunctionCode.FreezeAtTimeNoAck:
      return group === 50;
    default:
      return false;
  }
}
