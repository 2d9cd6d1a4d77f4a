import type { NodeAPI } from 'node-red';
import { z } from 'zod';
import { ThermaCoreError } from '../../lib/core/errors';
import { nameField, whole } from '../_kit/fields';
import { defineNode } from '../_kit/register';
import type { DatabaseService } from '../_kit/services';

const MEGABYTE = 1024 ** 2;

const config = z.object({
  name: nameField,
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, 'must look like postgresql://user:password@host:5432/database')
    .optional()
    .describe(
      'Connection string of the role that owns the database; empty: the database of this installation',
    ),
  poolSize: whole(1, 100).default(10).describe('Connections for questions; writing has its own'),
  spoolLimitMb: whole(16, 1_048_576)
    .default(1024)
    .describe('Largest size in MB of the spool on disk that keeps readings while the database is away'),
});

const register = defineNode({
  name: 'database',
  config,
  secrets: { url: 'password' },
  create({ config: { url, poolSize, spoolLimitMb }, node, platform, fail }) {
    const lease: DatabaseService = platform.database({ url, poolSize, spoolLimit: spoolLimitMb * MEGABYTE });
    const stopStatus = lease.onStatus(({ state, text }) => {
      if (state === 'failed') fail(new ThermaCoreError('unavailable', text));
      else node.debug(`database ${state}: ${text}`);
    });
    return {
      service: lease,
      async close() {
        stopStatus();
        await lease.release();
      },
    };
  },
});

export = (RED: NodeAPI): void => {
  register(RED);
  // For the form: in words, never the connection string.
  RED.httpAdmin.get(
    '/thermacore/database/:id/status',
    RED.auth.needsPermission('nodes.read'),
    ({ params: { id } }, response) => {
      const node = RED.nodes.getNode(String(id)) as { thermacoreService?: DatabaseService } | null;
      const status = node?.thermacoreService?.status();
      if (status) response.json(status);
      else response.status(404).json({ state: 'unknown', text: 'not deployed yet' });
    },
  );
};
