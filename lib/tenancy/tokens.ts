import { SignJWT, decodeProtectedHeader, jwtVerify } from 'jose';
import type { Clock } from '../core/clock';
import { ThermaCoreError } from '../core/errors';
import { randomId } from '../core/ids';
import { ALGORITHM, type SigningKeys } from './keys';
import type { Principal } from './principal';
import { ROLES } from './roles';

export const ISSUER = 'thermacore';
export const AUDIENCE = 'thermacore-api';

/** Clocks of machines that verify our tokens may differ by this much, in seconds. */
const CLOCK_TOLERANCE_S = 5;
/** All that a session may that has to set up a second factor first. */
export const ENROL_ONLY: readonly string[] = ['session:read'];

const MAX_TOKEN_LENGTH = 4096;
const MAX_CACHED = 10_000;
/** No access token lives longer, whatever the `security` node says; its form ends at an hour. */
const LONGEST_LIFETIME_MS = 2 * 60 * 60 * 1000;

export interface VerifiedToken {
  readonly principal: Principal;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/**
 * The last character of a signature carries unused bits, so several texts decode to one signature (RFC 4648 §3.5).
 * Only the one that we wrote counts: a token has one spelling, and one place in the cache.
 */
function isCanonical(token: string): boolean {
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.from(signature, 'base64url').toString('base64url') === signature;
}

const textOrNull = (claim: unknown): string | null => (typeof claim === 'string' ? claim : null);

const refused = (cause?: unknown): ThermaCoreError =>
  new ThermaCoreError('unauthenticated', 'The access token is not valid or has expired.', {
    advice: 'Log in again, or refresh the session.',
    cause,
  });

/**
 * Access tokens: signed JWTs (RFC 7519) of a few minutes.
 *
 * Verifying costs some 80 µs, so verified tokens are remembered until they expire; a revoked session is forgotten at
 * once. The memory is bounded and holds only tokens whose signature was checked.
 */
export class AccessTokens {
  private readonly verified = new Map<string, VerifiedToken>();
  /** Session → when its tokens, issued before, stopped counting. Pruned when the last of them has expired. */
  private readonly revoked = new Map<string, number>();
  lifetimeSeconds = 15 * 60;

  constructor(
    readonly keys: SigningKeys,
    private readonly clock: Clock,
  ) {}

  get jwks(): SigningKeys['jwks'] {
    return this.keys.jwks;
  }

  async issue(principal: Principal): Promise<string> {
    const { kid, privateKey } = this.keys.signing;
    const now = Math.floor(this.clock.now() / 1000);
    return new SignJWT({
      name: principal.username,
      role: principal.role,
      tenant: principal.homeTenant,
      acting: principal.homeTenant === null ? principal.tenant : null,
      sid: principal.sessionId,
      ...(principal.grants === ENROL_ONLY ? { enrol: true } : {}),
    })
      .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(principal.userId)
      .setJti(randomId())
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifetimeSeconds)
      .sign(privateKey);
  }

  /** Throws `unauthenticated` for anything but a valid token of ours. */
  async verify(token: string): Promise<VerifiedToken> {
    const known = this.verified.get(token);
    if (known) {
      if (known.expiresAt > this.clock.now()) return known;
      this.verified.delete(token);
    }
    const fresh = await this.check(token);
    // The session may have ended while the signature was being checked.
    if (this.revoked.has(fresh.principal.sessionId)) throw refused();
    if (this.verified.size >= MAX_CACHED) this.evict();
    this.verified.set(token, fresh);
    return fresh;
  }

  /** Every access token of the session ends now. */
  revokeSession(sessionId: string): void {
    const now = this.clock.now();
    this.revoked.set(sessionId, now);
    for (const [token, { principal }] of this.verified)
      if (principal.sessionId === sessionId) this.verified.delete(token);
    for (const [id, at] of this.revoked) if (at < now - LONGEST_LIFETIME_MS) this.revoked.delete(id);
  }

  private async check(token: string): Promise<VerifiedToken> {
    if (token.length > MAX_TOKEN_LENGTH || !isCanonical(token)) throw refused();
    try {
      const key = this.keys.find(decodeProtectedHeader(token).kid);
      if (!key) throw refused();
      const { payload } = await jwtVerify(token, key.publicKey, {
        // Pinned: neither `none` nor a symmetric algorithm with our public key as its secret (RFC 8725 §3.1).
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: 'at+jwt',
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(this.clock.now()),
      });
      const { sub, name, role, tenant, acting, sid, exp } = payload;
      const known = ROLES.find((candidate) => candidate === role);
      if (!sub || !known || typeof name !== 'string' || typeof sid !== 'string' || exp === undefined)
        throw refused();
      if (this.revoked.has(sid)) throw refused();
      const homeTenant = textOrNull(tenant);
      return {
        principal: {
          userId: sub,
          username: name,
          role: known,
          homeTenant,
          tenant: homeTenant ?? textOrNull(acting),
          sessionId: sid,
          ...(payload['enrol'] === true ? { grants: ENROL_ONLY } : {}),
        },
        expiresAt: exp * 1000,
      };
    } catch (error) {
      throw refused(error);
    }
  }

  private evict(): void {
    const now = this.clock.now();
    for (const [token, { expiresAt }] of this.verified) if (expiresAt <= now) this.verified.delete(token);
    // Still full: the oldest entries go (a Map iterates in the order of insertion).
    for (const token of this.verified.keys()) {
      if (this.verified.size < MAX_CACHED / 2) break;
      this.verified.delete(token);
    }
  }
}
