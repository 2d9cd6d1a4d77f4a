export { AuthService, type AuthDependencies, type Credentials, type TokenSet } from './auth-service';
export { authorise, authorisedTenant } from './authorise';
export { keyFile } from './io/key-files';
export { SigningKeys, type KeyStore, type StoredKey } from './keys';
export { Passwords, hashPassword, requirePasswordPolicy, type ScryptCost } from './passwords';
export {
  PERMISSIONS,
  allows,
  isPermission,
  may,
  permissionsOf,
  permissionRow,
  type Permission,
  type PermissionRow,
} from './permissions';
export type * from './ports';
export { isPlatformUser, type Principal } from './principal';
export type { Quotas, QuotaSource } from './quotas';
export { ROLES, type Role } from './roles';
export { ThrottledError, networkOf } from './throttle';
export { AccessTokens, type VerifiedToken } from './tokens';
