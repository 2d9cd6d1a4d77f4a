import type { Database, Permission, Platform, Principal, Route, Store } from '../../lib/platform';
import type { FlowMessage } from './register';

/** A question with the rights it comes with. */
export interface Asked {
  /** Limited to `units`, where they are. Services that live longer than a question have `database.store`. */
  readonly store: Store;
  /** Keys of the units that the user is limited to; undefined: all of the tenant. */
  readonly units: readonly string[] | undefined;
  readonly database: Database;
  /** The only tenant whose data may be touched. */
  readonly tenant: string;
  /** Absent when the tenant comes from the node's form. */
  readonly principal: Principal | undefined;
  /** Epoch ms. */
  readonly now: number;
  readonly platform: Platform;
  /** Goes into the audit log with the change, such as what was there before. */
  readonly note: (detail: object) => void;
}

/** A question about the installation itself, which touches no tenant's data. */
export type AskedOfInstallation = Omit<Asked, 'tenant'>;

export interface OperationRules {
  readonly permission: Permission;
  /** Who has this one instead may ask too. */
  readonly orPermission?: Permission | undefined;
  /** What of the API it answers, if it does. */
  readonly route?: Pick<Route, 'method' | 'path'>;
  /** Throws where the message does not fit that; what it throws is what `run` would throw. */
  readonly check?: (platform: Platform, message: FlowMessage) => void;
  /** Answers with a stream of bytes, which only `api out` can pass on. */
  readonly streams?: boolean;
  /** True when it changes something, which is then written to the audit log. */
  readonly changes?: boolean;
}

export interface TenantOperation extends OperationRules {
  readonly ofInstallation?: never;
  /** Keeps to the units of a user who is limited to them (within-units.ts); without it such a user is refused. */
  readonly withinUnits?: boolean;
  run(asked: Asked, message: FlowMessage): Promise<unknown>;
  /** What a platform user gets that acts in no tenant yet. Without it, such a user is refused. */
  withoutTenant?(store: Store, principal: Principal): Promise<unknown>;
}

/** Only for messages with a user: no tenant that is chosen in a form could stand for the installation. */
export interface InstallationOperation extends OperationRules {
  readonly ofInstallation: true;
  readonly withinUnits?: never;
  run(asked: AskedOfInstallation, message: FlowMessage): Promise<unknown>;
}

export type Operation = TenantOperation | InstallationOperation;
