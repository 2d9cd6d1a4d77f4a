import { z } from 'zod';
import { Key } from '../../core/plant';
import { route } from '../contract';

const tags = ['Sessions'] as const;

export const Session = z
  .object({
    id: z.string(),
    createdAt: z.string(),
    lastSeenAt: z.string().describe('When it was last renewed; what is in use does that every few minutes'),
    expiresAt: z.string(),
    from: z.string().optional().describe('Address that the login came from'),
    userAgent: z.string().optional().describe('What the client called itself'),
    actingTenant: Key.optional().describe('Of a user of the platform'),
    current: z.boolean().describe('The session that asks'),
  })
  .meta({ id: 'Session' });
export const SessionList = z.object({ items: z.array(Session) }).meta({ id: 'SessionList' });
export const EndedSessions = z.object({ ended: z.int() }).meta({ id: 'EndedSessions' });

const SessionId = z.string().min(1).max(100);
const SessionParams = z.object({ session: SessionId }).strict();
const UserParams = z.object({ user: z.string().min(1).max(100) }).strict();
const UserSessionParams = UserParams.extend({ session: SessionId }).strict();

const example = {
  id: 'pW3mN0b2TqyBzvJ0k3Qx7A',
  createdAt: '2026-11-27T06:00:00.000Z',
  lastSeenAt: '2026-11-27T09:00:00.000Z',
  expiresAt: '2026-12-04T09:00:00.000Z',
  from: '192.0.2.17',
  userAgent: 'Mozilla/5.0',
  current: true,
};
const END =
  'Its tokens stop working, and what it has open is closed: at once here, within 30 s in other processes.';

export const listOwnSessions = route({
  operationId: 'listOwnSessions',
  method: 'GET',
  path: '/me/sessions',
  permission: 'session:read',
  response: SessionList,
  summary: 'Where one is logged in, newest first',
  tags,
  examples: { response: { items: [example] } },
});

export const endOwnSession = route({
  operationId: 'endOwnSession',
  method: 'DELETE',
  path: '/me/sessions/{session}',
  permission: 'session:read',
  params: SessionParams,
  summary: 'End one of one’s own sessions',
  description: END,
  tags,
  errors: ['not-found'],
});

export const endOtherSessions = route({
  operationId: 'endOtherSessions',
  method: 'DELETE',
  path: '/me/sessions',
  permission: 'session:read',
  response: EndedSessions,
  summary: 'End all of one’s own sessions but the one that asks',
  description: END,
  tags,
  examples: { response: { ended: 2 } },
});

export const listUserSessions = route({
  operationId: 'listUserSessions',
  method: 'GET',
  path: '/users/{user}/sessions',
  permission: 'session:manage',
  params: UserParams,
  response: SessionList,
  summary: 'Where a user is logged in, newest first',
  tags,
  errors: ['not-found'],
  examples: { response: { items: [{ ...example, current: false }] } },
});

export const endUserSession = route({
  operationId: 'endUserSession',
  method: 'DELETE',
  path: '/users/{user}/sessions/{session}',
  permission: 'session:manage',
  params: UserSessionParams,
  summary: 'End a session of a user',
  description: END,
  tags,
  errors: ['not-found'],
});

export const endUserSessions = route({
  operationId: 'endUserSessions',
  method: 'DELETE',
  path: '/users/{user}/sessions',
  permission: 'session:manage',
  params: UserParams,
  response: EndedSessions,
  summary: 'End all sessions of a user',
  description: END,
  tags,
  errors: ['not-found'],
  examples: { response: { ended: 3 } },
});

export const sessionRoutes = [
  listOwnSessions,
  endOwnSession,
  endOtherSessions,
  listUserSessions,
  endUserSession,
  endUserSessions,
] as const;
