import type { NodeAPI } from 'node-red';
import type { ConnectionTest } from '../../lib/connectors/connector';
import type { MqttConfig } from '../../lib/connectors/mqtt/spec';
import { isThermaCoreError } from '../../lib/core/errors';
import { mqttSpec } from '../../lib/platform';
import { leasePlatform } from '../_kit/lease';

/** What the editor sends for a password that the user has not touched: it never got the real one. */
const UNCHANGED = '__PWRD__';

type Form = Record<string, unknown>;

function withStoredSecrets(RED: NodeAPI, id: unknown, form: Form): Form {
  const stored = typeof id === 'string' ? (RED.nodes.getCredentials(id) as Form | undefined) : undefined;
  const entries = Object.entries(form).map(([name, value]) => [
    name,
    value === UNCHANGED ? stored?.[name] : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== '' && value !== null)) as Form;
}

/**
 * The form's "Test connection". It opens a connection to wherever the caller says, so it takes the right to deploy,
 * and with an editor that has no login it is not there at all.
 */
export function serveConnectionTest(RED: NodeAPI, configOf: (form: Form) => MqttConfig): void {
  const hasLogin = Boolean((RED.settings as unknown as { adminAuth?: unknown }).adminAuth);
  RED.httpAdmin.post(
    '/thermacore/mqtt-broker/test',
    RED.auth.needsPermission('thermacore.write'),
    (request, response) => {
      const answer = async (): Promise<ConnectionTest> => {
        if (!hasLogin)
          return { ok: false, answer: 'Testing needs an editor with a login (adminAuth in settings.js).' };
        const { id, form } = (request.body ?? {}) as { id?: unknown; form?: Form };
        try {
          return await mqttSpec.test(configOf(withStoredSecrets(RED, id, form ?? {})), leasePlatform(RED));
        } catch (error) {
          return {
            ok: false,
            answer: isThermaCoreError(error) ? error.sentence : 'The form has a field that is not valid.',
          };
        }
      };
      void answer().then((result) => response.json(result));
    },
  );
}
