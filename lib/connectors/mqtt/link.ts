import type { ErrorWithReasonCode } from 'mqtt';
import type { Clock } from '../../core/clock';
import { messageOf } from '../../core/errors';
import type { LinkState, LinkStatus } from '../connector';

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

/** TLS 1.3, RFC 8446 §6.2: the other side wants a certificate, or another one. */
const CLIENT_CERTIFICATE_ALERT =
  /ALERT_(CERTIFICATE_(REQUIRED|EXPIRED|REVOKED|UNKNOWN)|BAD_CERTIFICATE|UNKNOWN_CA)$/;

/** Why a connection failed, in words for a status line. */
export function describeFault(error: unknown, url: string): string {
  const { code } = error as Partial<ErrorWithReasonCode> & NodeJS.ErrnoException;
  if (typeof code === 'number' && REFUSALS[code]) return REFUSALS[code];
  switch (String(code)) {
    case 'ECONNREFUSED':
      return `no broker answers at ${url}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host in ${url} is unknown`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
      return `${url} cannot be reached`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `the broker's certificate is not trusted (${String(code)}): give its certificate authority`;
    case 'CERT_HAS_EXPIRED':
      return "the broker's certificate has expired";
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return "the broker's certificate is for another name: give the name expected in it";
    default:
  }
  if (CLIENT_CERTIFICATE_ALERT.test(String(code)))
    return 'the broker does not accept our client certificate: give one that it trusts, with its key';
  return messageOf(error);
}

/** The state of a connection, told in words to whoever listens, and a nose for a client id that is used twice. */
export class Link {
  private readonly listeners = new Set<(status: LinkStatus) => void>();
  private connectedAt = -Infinity;
  private quickLosses = 0;
  status: LinkStatus;

  constructor(private readonly clock: Clock) {
    this.status = { state: 'stopped', text: 'stopped', since: clock.now() };
  }

  set(state: LinkState, text: string): void {
    if (state === this.status.state && text === this.status.text) return;
    this.status = { state, text, since: this.clock.now() };
    for (const listener of this.listeners) listener(this.status);
  }

  listen(listener: (status: LinkStatus) => void): () => void {
    this.listeners.add(listener);
    listener(this.status);
    return () => void this.listeners.delete(listener);
  }

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
