import type { Block, Incident, SecurityEvent } from '../../security/intrusion';

const text = (at: number): string => new Date(at).toISOString();

/** As clients get it. */
export const shownIncident = ({ firstAt, lastAt, ...incident }: Incident) => ({
  ...incident,
  firstAt: text(firstAt),
  lastAt: text(lastAt),
});

export const shownBlock = ({ createdAt, expiresAt, ...block }: Block) => ({
  ...block,
  createdAt: text(createdAt),
  expiresAt: text(expiresAt),
});

export const shownSecurityEvent = ({ at, tenant: _tenant, ...event }: SecurityEvent) => ({
  ...event,
  at: text(at),
});
