export { AuthService, type AuthDependencies, type Credentials, type TokenSet } from './auth-service';
export { authorise, authorisedTenant } from './authorise';
export { keyFile } from './io/key-files';
export { SigningKeys, type KeyStore, type StoredKey } from './keys';
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
export type * from './ports';
export { isPlatformUser, type Principal } from './principal';
export { mayOnlyChangePassword } from './principal-of';
export { peopleOf, type People } from './users/people';
export { givablePermissions, shownRole, shownUser } from './users/shown';
export type { Quotas, QuotaSource } from './quotas';
export { ROLES, type Role } from './roles';
export { ThrottledError } from './throttle';
export { AccessTokens, type VerifiedToken } from './tokens';
