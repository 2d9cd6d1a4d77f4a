import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Timer } from '../../core/clock';
import { ThermaCoreError } from '../../core/errors';
import { randomId } from '../../core/ids';
import type { ConnectionTest, ConnectorContext } from '../connector';
import { clientOptions } from './client-options';
import { describeFault } from './link';
import type { MqttConfig } from './spec';

const TIMEOUT_MS = 10_000;
const VERSION_WAIT_MS = 500;
const VERSION_TOPIC = '$SYS/broker/version';

/** Connects once, with a session of its own, and says what happened. Never rejects; answers within 10 s. */
export function testConnection(
  config: MqttConfig,
  { clock }: Pick<ConnectorContext, 'clock'>,
  open: (url: string, options: IClientOptions) => MqttClient = connect,
): Promise<ConnectionTest> {
  const [url = ''] = config.urls;
  return new Promise((resolve) => {
    let client: MqttClient | undefined;
    let versionWait: Timer | undefined;
    let answered = false;
    const answer = (ok: boolean, text: string): void => {
      // Ending the client is reported as a closed connection, too.
      if (answered) return;
      answered = true;
      timer.stop();
      versionWait?.stop();
      client?.end(true);
      resolve({ ok, answer: text });
    };
    const timer = clock.after(TIMEOUT_MS, () =>
      answer(false, `${url} did not answer within ${TIMEOUT_MS / 1000} s.`),
    );
    try {
      // Not the configured client id: a test must not throw out the running connection.
      client = open(url, { ...clientOptions({ ...config, clean: true }), clientId: `test-${randomId()}` });
    } catch (error) {
      answer(false, error instanceof ThermaCoreError ? error.sentence : describeFault(error, url));
      return;
    }
    client.on('error', (error) => answer(false, `${capital(describeFault(error, url))}.`));
    client.on('close', () => answer(false, `${url} closed the connection.`));
    client.on('connect', () => {
      const done = (version?: string): void =>
        answer(true, `Connected to ${url} with MQTT ${config.version}${version ? ` (${version})` : ''}.`);
      client?.on('message', (_topic, payload) => done(payload.toString().slice(0, 100)));
      client?.subscribe(VERSION_TOPIC, () => {
        if (!answered) versionWait = clock.after(VERSION_WAIT_MS, () => done());
      });
    });
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
