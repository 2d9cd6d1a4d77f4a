import { ThermaCoreError } from '../core/errors';

type Headers = Readonly<Record<string, string | undefined>>;

const REQUEST_HEADERS =
  'authorization, content-type, idempotency-key, if-match, if-none-match, if-range, range, x-request-id';
const EXPOSED_HEADERS =
  'accept-ranges, content-disposition, content-range, etag, idempotent-replayed, location, ratelimit, ratelimit-policy, retry-after, x-request-id';
const PREFLIGHT_SECONDS = '600';
const MOST_ORIGINS = 50;

/**
 * Which web pages of other origins may use the API from a browser (https://fetch.spec.whatwg.org/#http-cors-protocol).
 * None, unless the installation names them. Cookies are never allowed: the API does not look at any, its clients send
 * their token by themselves.
 */
export class Cors {
  private origins: ReadonlySet<string> = new Set();

  /** Origins as browsers write them, or `*` for any. Throws `configuration` that names the first that is none. */
  allow(origins: readonly string[]): void {
    const wrong = origins.find((origin) => !isOrigin(origin));
    if (wrong !== undefined || origins.length > MOST_ORIGINS)
      throw new ThermaCoreError(
        'configuration',
        wrong === undefined
          ? `There are more than ${MOST_ORIGINS} allowed origins.`
          : `"${wrong.slice(0, 100)}" is not an origin.`,
        {
          field: 'corsOrigins',
          advice: 'Write scheme, host and port, such as https://hmi.example.com:8443.',
        },
      );
    this.origins = new Set(origins);
  }

  /** What goes with every answer. */
  headers(asked: Headers): Record<string, string> {
    if (this.origins.size === 0) return {};
    const origin = asked['origin'];
    // With a list the answer depends on who asks, also where it is no.
    const vary: Record<string, string> = this.origins.has('*') ? {} : { vary: 'origin' };
    if (origin === undefined || !this.allows(origin)) return vary;
    return {
      ...vary,
      'access-control-allow-origin': this.origins.has('*') ? '*' : origin,
      'access-control-expose-headers': EXPOSED_HEADERS,
      // Allowed origins may also read what a page embeds.
      'cross-origin-resource-policy': 'cross-origin',
    };
  }

  /** What goes with the answer to a preflight request beside; nothing for an OPTIONS that is none. */
  preflight(asked: Headers, allowed: string): Record<string, string> {
    const { origin } = asked;
    if (origin === undefined || asked['access-control-request-method'] === undefined) return {};
    if (!this.allows(origin)) return {};
    return {
      'access-control-allow-methods': allowed,
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': PREFLIGHT_SECONDS,
    };
  }

  allows(origin: string): boolean {
    return this.origins.has('*') || this.origins.has(origin);
  }
}

/** As a browser writes it, or `*` for any: without a path, in lower case, without the scheme's own port. */
export const isOrigin = (text: string): boolean =>
  text === '*' || (/^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text);

/** Puts `vary` of two sides together; everything else of the second wins. */
export function joinHeaders(
  first: Record<string, string>,
  second: Record<string, string>,
): Record<string, string> {
  const vary = [first['vary'], second['vary']].filter(Boolean).join(', ');
  return { ...first, ...second, ...(vary ? { vary } : {}) };
}
