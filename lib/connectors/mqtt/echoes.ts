import type { MqttClient } from 'mqtt';

interface Asked {
  readonly ping: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Finds out when a broker has dealt with messages of QoS 0, which it does not confirm: it takes packets of a connection
 * in their order, so an answer to a ping (MQTT 3.1.1 §3.12) says that all before it have come.
 */
export class Echoes {
  private client: MqttClient | undefined;
  private sent = 0;
  private answered = 0;
  private readonly asked: Asked[] = [];

  /** Counts the pings of a client, those that only keep it alive too. */
  follow(client: MqttClient): void {
    client.on('packetsend', ({ cmd }) => {
      if (cmd === 'pingreq') this.sent++;
    });
    client.on('packetreceive', ({ cmd }) => {
      // Before it there can be no ping.
      if (cmd === 'connack') this.begin(client);
      else if (cmd === 'pingresp' && client === this.client) this.answer();
    });
  }

  ask(): Promise<void> {
    const { client } = this;
    if (!client?.connected) return Promise.reject(new Error('there is no connection'));
    return new Promise((resolve, reject) => {
      this.asked.push({ ping: this.sent + 1, resolve, reject });
      client.sendPing();
    });
  }

  lost(): void {
    for (const { reject } of this.asked.splice(0)) reject(new Error('the connection is lost'));
  }

  private begin(client: MqttClient): void {
    this.lost();
    this.client = client;
    this.sent = 0;
    this.answered = 0;
  }

  private answer(): void {
    this.answered++;
    while (this.asked[0] && this.asked[0].ping <= this.answered) this.asked.shift()?.resolve();
  }
}
