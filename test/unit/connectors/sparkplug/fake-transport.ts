import type { LinkStatus } from '../../../../lib/connectors/connector';
import type { SparkplugTransport, TopicListener } from '../../../../lib/connectors/sparkplug';
import { parseEdgeTopic, type Publish } from '../../../../lib/connectors/sparkplug/topics';
import { decoded } from './fixture';

/** A connection in the hands of a test. */
export class FakeTransport implements SparkplugTransport {
  readonly sent: Publish[] = [];
  reconnects = 0;
  answers = true;
  private connected = false;
  private link: ((status: LinkStatus) => void) | undefined;
  private readonly unanswered: ((error: Error) => void)[] = [];
  readonly listeners = new Map<string, TopicListener>();

  onLink(listener: (status: LinkStatus) => void): () => void {
    this.link = listener;
    return () => (this.link = undefined);
  }

  listen(filter: string, listener: TopicListener): () => void {
    this.listeners.set(filter, listener);
    return () => this.listeners.delete(filter);
  }

  send(publish: Publish): boolean {
    if (this.connected) this.sent.push(publish);
    return this.connected;
  }

  echo(): Promise<void> {
    if (this.answers) return Promise.resolve();
    return new Promise((_, reject) => this.unanswered.push(reject));
  }

  reconnect(): void {
    this.reconnects++;
    this.cut();
  }

  connect(): void {
    this.connected = true;
    this.link?.({ state: 'connected', text: 'connected', since: 0 });
  }

  cut(): void {
    this.connected = false;
    for (const reject of this.unanswered.splice(0)) reject(new Error('cut'));
    this.link?.({ state: 'error', text: 'cut', since: 0 });
  }

  /** Values of data since the beginning, with whether they were said to be from the past. */
  data(): [value: unknown, isHistorical: boolean][] {
    return this.sent
      .filter(({ topic }) => parseEdgeTopic(topic)?.type === 'DDATA')
      .flatMap((publish) => decoded(publish).metrics)
      .map(({ value, isHistorical }) => [value, isHistorical === true]);
  }
}
