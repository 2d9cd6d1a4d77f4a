import type { ErrorWithReasonCode } from 'mqtt';
import { socketFault } from '../socket-fault';
import { ToldLink } from '../told-link';

const QUICK_LOSS_MS = 5000;
const TAKEOVERS = 3;

/** What a broker's refusal means and what to do: MQTT 3.1.1 §3.2.2.3, MQTT 5 §3.2.2.2. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'the broker does not speak this MQTT version: choose the other one',
  2: 'the broker refuses the client id',
  3: 'the broker is not available',
  4: 'wrong user name or password',
  5: 'not authorised: check user name and password',
  132: 'the broker does not speak this MQTT version: choose the other one',
  133: 'the broker refuses the client id',
  134: 'wrong user name or password',
  135: 'not authorised: check user name and password',
  137: 'the broker is busy',
  142: 'another client took over the session: is the client id used twice?',
};

/** Why a connection failed, in words for a status line. */
export function describeFault(error: unknown, url: string): string {
  const { code } = error as Partial<ErrorWithReasonCode>;
  return (typeof code === 'number' ? REFUSALS[code] : undefined) ?? socketFault(error, url, 'the broker');
}

/** The link to a broker, with a nose for a client id that is used twice. */
export class Link extends ToldLink {
  private connectedAt = -Infinity;
  private quickLosses = 0;

  connected(): void {
    this.connectedAt = this.clock.monotonic();
  }

  /** True while connections are lost right after they were made. */
  get isFlapping(): boolean {
    return this.quickLosses >= TAKEOVERS;
  }

  /** A connection that had been accepted is gone: a text if that happens again and again right after connecting. */
  lost(): string | undefined {
    const lasted = this.clock.monotonic() - this.connectedAt;
    this.quickLosses = lasted < QUICK_LOSS_MS ? this.quickLosses + 1 : 0;
    return this.isFlapping
      ? 'connection is taken over again and again: is the client id used twice?'
      : undefined;
  }
}
