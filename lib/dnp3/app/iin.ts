/**
 * Internal indications (IEEE 1815-2012, 4.2.2.6): IIN1 in the low octet, IIN2 in the high one, as the two follow each
 * other on the wire.
 */
export const Iin = {
  Broadcast: 0x0001,
  Class1Events: 0x0002,
  Class2Events: 0x0004,
  Class3Events: 0x0008,
  NeedTime: 0x0010,
  LocalControl: 0x0020,
  DeviceTrouble: 0x0040,
  DeviceRestart: 0x0080,
  FunctionNotSupported: 0x0100,
  ObjectUnknown: 0x0200,
  ParameterError: 0x0400,
  EventBufferOverflow: 0x0800,
  AlreadyExecuting: 0x1000,
  ConfigurationCorrupt: 0x2000,
} as const;

/** Bits by which an outstation refuses a request. */
export const REFUSALS =
  Iin.FunctionNotSupported | Iin.ObjectUnknown | Iin.ParameterError | Iin.AlreadyExecuting;

const NAMES: readonly (readonly [bit: number, name: string])[] = [
  [Iin.Broadcast, 'BROADCAST'],
  [Iin.Class1Events, 'CLASS_1_EVENTS'],
  [Iin.Class2Events, 'CLASS_2_EVENTS'],
  [Iin.Class3Events, 'CLASS_3_EVENTS'],
  [Iin.NeedTime, 'NEED_TIME'],
  [Iin.LocalControl, 'LOCAL_CONTROL'],
  [Iin.DeviceTrouble, 'DEVICE_TROUBLE'],
  [Iin.DeviceRestart, 'DEVICE_RESTART'],
  [Iin.FunctionNotSupported, 'NO_FUNC_CODE_SUPPORT'],
  [Iin.ObjectUnknown, 'OBJECT_UNKNOWN'],
  [Iin.ParameterError, 'PARAMETER_ERROR'],
  [Iin.EventBufferOverflow, 'EVENT_BUFFER_OVERFLOW'],
  [Iin.AlreadyExecuting, 'ALREADY_EXECUTING'],
  [Iin.ConfigurationCorrupt, 'CONFIG_CORRUPT'],
];

/** The set bits by their names in the standard. */
export function iinNames(iin: number): string[] {
  return NAMES.filter(([bit]) => (iin & bit) !== 0).map(([, name]) => name);
}
