import { z } from 'zod';
import { route } from '../contract';

const tags = ['System'] as const;

export const Liveness = z.object({ status: z.literal('ok') }).meta({ id: 'Liveness' });

export const Readiness = z
  .object({
    status: z.enum(['ok', 'degraded', 'unavailable']).describe('`degraded`: it serves, but a part is away'),
    parts: z
      .array(
        z.object({
          name: z.string(),
          status: z.enum(['ok', 'degraded', 'unavailable']),
          detail: z.string().optional(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Readiness' });

export const healthLive = route({
  operationId: 'healthLive',
  method: 'GET',
  path: '/health/live',
  root: true,
  permission: 'public',
  allowance: 'health',
  response: Liveness,
  summary: 'The process answers',
  tags,
  examples: { response: { status: 'ok' } },
});

export const healthReady = route({
  operationId: 'healthReady',
  method: 'GET',
  path: '/health/ready',
  root: true,
  permission: 'public',
  allowance: 'health',
  response: Readiness,
  statuses: { 503: 'It cannot serve requests now' },
  summary: 'The process can serve requests',
  tags,
  examples: { response: { status: 'ok', parts: [{ name: 'database', status: 'ok' }] } },
});

export const jwks = route({
  operationId: 'jwks',
  method: 'GET',
  path: '/.well-known/jwks.json',
  root: true,
  permission: 'public',
  response: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).meta({ id: 'JsonWebKeySet' }),
  summary: 'The public keys that verify access tokens (RFC 7517)',
  tags,
});

export const openapiDocument = route({
  operationId: 'openapi',
  method: 'GET',
  path: '/openapi.json',
  permission: 'public',
  response: z.record(z.string(), z.unknown()),
  summary: 'This description (OpenAPI 3.1)',
  tags,
});

export const getProblem = route({
  operationId: 'getProblem',
  method: 'GET',
  path: '/problems/{problem}',
  permission: 'public',
  params: z.object({ problem: z.string().max(64) }).strict(),
  response: z.object({ type: z.string(), title: z.string(), status: z.int() }).meta({ id: 'ProblemKind' }),
  summary: 'What a problem’s `type` means',
  tags,
  errors: ['not-found'],
  examples: { response: { type: '/api/v1/problems/not-found', title: 'Not found', status: 404 } },
});

export const live = route({
  operationId: 'live',
  method: 'GET',
  path: '/live',
  permission: 'live:subscribe',
  summary: 'Live readings over WebSocket (RFC 6455); a plain GET is answered with 426',
  tags: ['Readings'],
});
