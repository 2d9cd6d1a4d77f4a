/** Who a session belongs to. It sees its tenant and nothing else. */
export interface ServedUser {
  /** As in the log-in and the audit log. */
  readonly name: string;
  readonly tenant: string;
  readonly mayCommand: boolean;
  /** Nobody's account, whatever accounts there are of that name. */
  readonly anonymous?: true;
}
