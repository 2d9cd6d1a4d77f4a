import type * as Library from 'openid-client';
import { ThermaCoreError } from '../../core/errors';
import type { ProviderIdentity } from './ports';
import { mayBePlain, type OidcSettings } from './settings';

export interface Person {
  readonly identity: ProviderIdentity;
  readonly claims: Readonly<Record<string, unknown>>;
  /** For the logout at the provider. */
  readonly idToken: string | undefined;
}

/** What a login keeps between its two halves. Each is used for one login only. */
export interface Handshake {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

const TIMEOUT_S = 10;

// An ES module that a start without a provider need not load.
let library: Promise<typeof Library> | undefined;
const openid = (): Promise<typeof Library> => (library ??= import('openid-client'));

const away = (settings: OidcSettings, cause: unknown): ThermaCoreError =>
  new ThermaCoreError('unavailable', `The identity provider of ${settings.label} does not answer.`, {
    advice: 'Try again soon, or log in with user name and password.',
    cause,
  });
const noProvider = ({ label }: OidcSettings, cause: unknown): ThermaCoreError =>
  new ThermaCoreError('unavailable', `What answers for ${label} is no OpenID provider of this name.`, {
    advice: 'Log in with user name and password, and tell an administrator to check the issuer.',
    cause,
  });
const refused = (cause: unknown): ThermaCoreError =>
  new ThermaCoreError(
    'unauthenticated',
    'The login at the identity provider cannot be trusted, or was broken off.',
    {
      advice: 'Begin again on the login page.',
      cause,
    },
  );

/**
 * One provider: authorization code with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 9700 2.1), an ID token whose
 * signature is checked even though TLS brought it, and the `iss` of the answer against mix-up (RFC 9207).
 */
export class OidcProvider {
  private found: Promise<Library.Configuration> | undefined;

  constructor(readonly settings: OidcSettings) {}

  /** Where the browser goes, and what to keep until it comes back. Throws `unavailable`. */
  async begin(redirectUri: string): Promise<{ url: string; handshake: Handshake }> {
    const client = await openid();
    const configuration = await this.configuration();
    const verifier = client.randomPKCECodeVerifier();
    const handshake = { state: client.randomState(), nonce: client.randomNonce(), verifier, redirectUri };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: scopesOf(this.settings),
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: handshake.state,
      nonce: handshake.nonce,
    });
    return { url: url.href, handshake };
  }

  /** Who came back with these query parameters. Throws `unauthenticated` for whatever does not fit, or `unavailable`. */
  async finish(query: string, { state, nonce, verifier, redirectUri }: Handshake): Promise<Person> {
    const client = await openid();
    const configuration = await this.configuration();
    const answer = new URL(redirectUri);
    answer.search = query;
    try {
      const tokens = await client.authorizationCodeGrant(configuration, answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('no ID token');
      const more = await this.moreClaims(client, configuration, tokens.access_token, claims);
      return {
        identity: { issuer: claims.iss, subject: claims.sub },
        claims: { ...more, ...claims },
        idToken: tokens.id_token,
      };
    } catch (error) {
      throw isAway(error) ? away(this.settings, error) : refused(error);
    }
  }

  /** Where to log out at the provider (OpenID Connect RP-Initiated Logout 1.0); undefined when it offers none. */
  async logoutUrl(idToken: string | undefined, backTo: string): Promise<string | undefined> {
    const client = await openid();
    const configuration = await this.configuration();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    return client.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: backTo,
      ...(idToken ? { id_token_hint: idToken } : {}),
    }).href;
  }

  /** Groups may stand in the ID token or at the userinfo endpoint only. */
  private async moreClaims(
    client: typeof Library,
    configuration: Library.Configuration,
    accessToken: string,
    claims: Library.IDToken,
  ): Promise<Record<string, unknown>> {
    const there = configuration.serverMetadata().userinfo_endpoint !== undefined;
    if (!there || claims[this.settings.groupsClaim] !== undefined) return {};
    return client.fetchUserInfo(configuration, accessToken, claims.sub);
  }

  /** What the provider says of itself: asked once, and again after it did not answer. */
  private configuration(): Promise<Library.Configuration> {
    this.found ??= this.discover();
    this.found.catch(() => (this.found = undefined));
    return this.found;
  }

  private async discover(): Promise<Library.Configuration> {
    const client = await openid();
    const { issuer, clientId, clientSecret } = this.settings;
    const url = new URL(issuer);
    try {
      return await client.discovery(
        url,
        clientId,
        undefined,
        clientSecret ? client.ClientSecretBasic(clientSecret) : client.None(),
        {
          timeout: TIMEOUT_S,
          execute: [
            client.enableNonRepudiationChecks,
            // The settings allow it to the machine itself only.
            ...(mayBePlain(url) ? [client.allowInsecureRequests] : []),
          ],
        },
      );
    } catch (error) {
      throw isAway(error) ? away(this.settings, error) : noProvider(this.settings, error);
    }
  }
}

const scopesOf = ({ scopes }: OidcSettings): string =>
  scopes.split(/\s+/).includes('openid') ? scopes : `openid ${scopes}`;

/** Nobody answered; anything else was an answer that does not hold. */
const isAway = (error: unknown): boolean =>
  error instanceof Error && (/fetch failed|timed? ?out/i.test(error.message) || isAway(error.cause));
