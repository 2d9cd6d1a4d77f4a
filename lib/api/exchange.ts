import type { Clock } from '../core/clock';
import { ThermaCoreError, type ErrorCode } from '../core/errors';
import type { Logger } from '../core/logger';
import { isThermaCoreError } from '../core/errors';
import type { ReplyOptions, Route } from './contract';
import { HttpError, titleOf } from './problem';
import type { StreamSource } from './stream';
import { faultOf } from './validate';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: no content. */
  readonly result: unknown;
}

/**
 * One call from its start to its one answer. Whatever comes first counts: the listener's reply or error, the route's
 * time-out, or the client that leaves. What comes later is told that it came too late.
 */
export class Exchange {
  /** Settles with the answer, or rejects with the error for the client. Never stays open beyond the time-out. */
  readonly answer: Promise<Answer>;
  readonly signal: AbortSignal;
  private settled = false;
  private readonly abort = new AbortController();
  private readonly resolve: (answer: Answer) => void;
  private readonly reject: (error: Error) => void;
  private readonly cleanUp: () => void;

  constructor(
    private readonly route: Route,
    private readonly logger: Logger,
    clock: Clock,
    client?: AbortSignal,
  ) {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.answer = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.signal = this.abort.signal;
    const gone = (): void => void this.end(clientGone());
    const timer = clock.after(route.timeoutMs, () => void this.end(timedOut(route)));
    this.cleanUp = () => {
      timer.stop();
      client?.removeEventListener('abort', gone);
    };
    client?.addEventListener('abort', gone, { once: true });
    if (client?.aborted) gone();
  }

  /** False when it was too late, or does not fit: then the client gets a 500, and the log names the field. */
  reply(result: unknown, options: ReplyOptions = {}): boolean {
    if (this.settled) return false;
    const { response, status, statuses } = this.route;
    const chosen = options.status ?? status;
    if (chosen !== status && !(statuses && Object.hasOwn(statuses, chosen)))
      return this.badAnswer(`its route does not list the status ${chosen}`);
    if (!response) return this.finish({ status: chosen, headers: options.headers ?? {}, result: undefined });
    const parsed = response.safeParse(result);
    if (!parsed.success) return this.badAnswer(faultOf(parsed.error));
    const type = this.route.stream && (parsed.data as StreamSource).contentType;
    if (type !== undefined && !this.route.stream?.includes(type))
      return this.badAnswer(`its route does not list the type ${type}`);
    return this.finish({ status: chosen, headers: options.headers ?? {}, result: parsed.data });
  }

  /** Answers with what was checked before: an answer that is given again. */
  repeat(answer: Answer): boolean {
    return !this.settled && this.finish(answer);
  }

  fail(error: unknown): boolean {
    if (!this.settled && !isThermaCoreError(error))
      this.logger.error('An operation failed', { operation: this.route.operationId, error });
    return this.end(
      error instanceof Error ? error : new ThermaCoreError('internal', titleOf('internal'), { cause: error }),
    );
  }

  private badAnswer(fault: string): boolean {
    this.logger.error('An answer does not fit its route', { operation: this.route.operationId, fault });
    this.end(new ThermaCoreError('internal', 'The answer does not fit its route.'));
    return false;
  }

  private finish(answer: Answer): boolean {
    this.settle();
    this.resolve(answer);
    return true;
  }

  private end(error: Error): boolean {
    if (this.settled) return false;
    this.settle();
    this.abort.abort(error);
    this.reject(error);
    return true;
  }

  private settle(): void {
    this.settled = true;
    this.cleanUp();
  }
}

/** nginx's 499: nobody reads it, but the metrics tell it from our own failures. */
const CLIENT_GONE = 499;

const clientGone = (): HttpError =>
  new HttpError('timeout' satisfies ErrorCode, 'The client has gone.', { status: CLIENT_GONE });

const timedOut = (route: Route): ThermaCoreError =>
  new ThermaCoreError(
    'timeout',
    `The operation "${route.operationId}" did not answer within ${route.timeoutMs / 1000} s.`,
    {
      advice:
        'Try again; if it stays so, look at the flow behind it: does every path end in an "api out" node?',
    },
  );
