export type { AccountSecurity } from './account-security';
export type * from './api-key-ports';
export { DEFAULT_KEY_DAYS, LONGEST_KEY_DAYS, isApiKey, isKeyPrincipal, requirePerson, type ApiKeys, type NewApiKey, type ShownApiKey } from './api-keys'; // prettier-ignore
export { AuthService, type AuthDependencies, type Credentials, type TokenSet } from './auth-service';
export { authorise, authorisedTenant, permissionThatCounts } from './authorise';
export type { LockedUser } from './lockout';
export { EXTERNAL_PASSWORD, Mfa, type MfaEnrolment, type MfaStatus } from './mfa';
export type * from './mfa-ports';
export { keyFile } from './io/key-files';
export type { KeyRotation } from './key-rotation';
export { SigningKeys, type KeyStore, type ListedKey, type StoredKey } from './keys';
export { LEAST_PASSWORD_LENGTH, MOST_PASSWORD_MINIMUM, requireGoodPassword } from './password-policy';
export { Passwords, hashPassword, passwords, type ScryptCost } from './passwords';
export {
  PERMISSIONS,
  allows,
  isPermission,
  leastRoleOf,
  may,
  permissionsOf,
  permissionRow,
  type Permission,
  type PermissionRow,
} from './permissions';
export { OIDC_LOGIN_MS, type OidcLogin } from './oidc/login';
export type * from './oidc/ports';
export { OidcSettings, type OidcInput } from './oidc/settings';
export type * from './ports';
export { isPlatformUser, type Principal } from './principal';
export {
  QUOTA_NAMES,
  QuotaExceeded,
  type QuotaName,
  type QuotaSource,
  type QuotaState,
  type Quotas,
} from './quotas';
export { mayOnlyChangePassword, principalOf, sameRights } from './principal-of';
export { requireNoMoreThan } from './users/giving';
export { peopleOf, type People } from './users/people';
export { givablePermissions, shownInList, shownRole, shownUser } from './users/shown';
export { ROLES, type Role } from './roles';
export { ThrottledError, networkOf } from './throttle';
export { AccessTokens, type VerifiedToken } from './tokens';
