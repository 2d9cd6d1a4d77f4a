export { Authority, makeAuthority, type AuthorityMaterial, type Revoked } from './authority';
export { checkChain, hostsOf, issuerOf, pemOfChain, readChain, subjectOf } from './chain';
export { keyName, makeKey, pemOfKey, readKey, sha256Of, spkiOf } from './keys';
export { renewsAt, warningOf, WARNING_DAYS } from './renewal';
export { makeRequest, readRequest, type SigningRequest } from './request';
