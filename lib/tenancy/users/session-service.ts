import { ThermaCoreError } from '../../core/errors';
import { authorise } from '../authorise';
import type { SessionRecord, UserRecord } from '../ports';
import type { Principal } from '../principal';
import { principalOf } from '../principal-of';
import { requireNoMoreThan } from './giving';
import { audited, realmOf, type PeopleUse } from './ports';

/** A session as people see it: nothing in it opens anything. */
export interface ShownSession {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** When it was last renewed; a page or script that is in use does that every few minutes. */
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly from?: string;
  readonly userAgent?: string;
  /** The tenant that a user of the platform acts in. */
  readonly actingTenant?: string;
  /** The one that asks. */
  readonly current: boolean;
}

const noSession = (): ThermaCoreError =>
  new ThermaCoreError('not-found', 'There is no such session.', {
    field: 'session',
    advice: 'It may have ended by now.',
  });

/** Who is logged in where: one's own sessions, and for administrators those of their users. */
export class SessionService {
  constructor(private readonly use: PeopleUse) {}

  async own(by: Principal): Promise<ShownSession[]> {
    authorise(by, 'session:read');
    return this.shownOf(by, by.userId);
  }

  async endOwn(by: Principal, id: string): Promise<void> {
    authorise(by, 'session:read');
    await this.end(by, by.userId, id, by.username);
  }

  /** Ends all of one's own but the one that asks. Returns how many. */
  async endOthers(by: Principal): Promise<number> {
    authorise(by, 'session:read');
    const ended = await this.use.auth.endSessionsOf(by.userId, by.sessionId);
    await this.note(by, by.username, { ended });
    return ended;
  }

  async ofUser(by: Principal, userId: string): Promise<ShownSession[]> {
    await this.user(by, userId);
    return this.shownOf(by, userId);
  }

  async endOfUser(by: Principal, userId: string, id: string): Promise<void> {
    const { username } = await this.changeable(by, userId);
    await this.end(by, userId, id, username);
  }

  async endAllOfUser(by: Principal, userId: string): Promise<number> {
    const { username } = await this.changeable(by, userId);
    const ended = await this.use.auth.endSessionsOf(userId);
    await this.note(by, username, { ended });
    return ended;
  }

  private user(by: Principal, userId: string): Promise<UserRecord> {
    authorise(by, 'session:manage');
    return this.use.accounts.get(realmOf(by), userId);
  }

  private async changeable(by: Principal, userId: string): Promise<UserRecord> {
    const user = await this.user(by, userId);
    requireNoMoreThan(
      by,
      principalOf({ ...user, mustChangePassword: false }, { id: '', actingTenant: null }),
    );
    return user;
  }

  private async end(by: Principal, userId: string, id: string, username: string): Promise<void> {
    const sessions = await this.use.sessions.ofUser(userId, this.use.clock.now());
    if (!sessions.some((session) => session.id === id)) throw noSession();
    await this.use.auth.endSession(id);
    await this.note(by, username, { ended: 1 });
  }

  private async shownOf(by: Principal, userId: string): Promise<ShownSession[]> {
    const sessions = await this.use.sessions.ofUser(userId, this.use.clock.now());
    return sessions.map((session) => shown(session, by.sessionId));
  }

  private note(by: Principal, target: string, detail: Record<string, unknown>): Promise<void> {
    return audited(this.use, by, { action: 'session:end', outcome: 'ok', target, detail });
  }
}

const instant = (ms: number): string => new Date(ms).toISOString();

function shown(session: SessionRecord, current: string): ShownSession {
  const { id, createdAt, lastSeenAt, expiresAt, from, userAgent, actingTenant } = session;
  return {
    id,
    createdAt: instant(createdAt),
    lastSeenAt: instant(lastSeenAt ?? createdAt),
    expiresAt: instant(expiresAt),
    ...(from ? { from } : {}),
    ...(userAgent ? { userAgent } : {}),
    ...(actingTenant ? { actingTenant } : {}),
    current: id === current,
  };
}
