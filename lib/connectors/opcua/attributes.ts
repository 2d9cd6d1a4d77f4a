/** Attributes by number (OPC 10000-6 Table A.1). */
export const ATTRIBUTE = {
  NodeId: 1,
  NodeClass: 2,
  BrowseName: 3,
  DisplayName: 4,
  Description: 5,
  EventNotifier: 12,
  Value: 13,
  DataType: 14,
  ValueRank: 15,
  UserAccessLevel: 18,
  Historizing: 20,
} as const;
