import { X509Certificate } from 'node:crypto';
import { POLICY_URI, discover, type ClientPki } from './endpoint';
import { failureOf } from './failure';
import { loadOpcua } from './library';
import { showCertificate } from './pki/shown';
import { POLICIES, type OpcuaConfig } from './spec';

/** One way in that a server offers, for the engineer who chooses. */
export interface Offer {
  /** As `security` and `mode` of the settings have it; undefined where we do not speak it, or nobody should. */
  readonly choice?: { readonly security: OpcuaConfig['security']; readonly mode?: OpcuaConfig['mode'] };
  readonly policy: string;
  readonly mode: string;
  /** As whom a session can be opened. */
  readonly identities: readonly OpcuaConfig['identity'][];
  /** Of the server; `sha256` in hex is what `fingerprint` takes. */
  readonly certificate?: { readonly subject: string; readonly sha256: string; readonly validTo: string };
}

export type Offers =
  { readonly ok: true; readonly offers: readonly Offer[] } | { readonly ok: false; readonly answer: string };

/** A person waits. */
const LONGEST_MS = 8000;
/** UserTokenType (OPC 10000-4 §7.42). */
const IDENTITIES: Readonly<Record<number, OpcuaConfig['identity']>> = {
  0: 'anonymous',
  1: 'user',
  2: 'certificate',
};

/**
 * What a server offers, the strongest first. Anybody can ask, and anybody can answer: a certificate is worth what its
 * fingerprint is once somebody has compared it.
 */
export async function offersOf(
  config: Pick<OpcuaConfig, 'endpoint' | 'timeoutMs' | 'sessionTimeoutMs'>,
  pki: () => Promise<ClientPki>,
): Promise<Offers> {
  try {
    const opcua = await loadOpcua();
    const timeoutMs = Math.min(config.timeoutMs, LONGEST_MS);
    const signal = AbortSignal.timeout(LONGEST_MS);
    const found = await discover(opcua, { ...config, timeoutMs }, await pki(), signal);
    const offers = found
      .filter(({ transportProfileUri }) => !transportProfileUri || /uatcp/.test(transportProfileUri))
      .map((endpoint): Offer => {
        const policy = (endpoint.securityPolicyUri ?? '').replace(POLICY_URI, '');
        const mode = opcua.MessageSecurityMode[endpoint.securityMode] ?? '';
        const tokens = endpoint.userIdentityTokens ?? [];
        const choice = choiceOf(policy, mode);
        const certificate = certificateOf(endpoint.serverCertificate);
        return {
          policy,
          mode,
          identities: [...new Set(tokens.flatMap(({ tokenType }) => IDENTITIES[tokenType] ?? []))],
          ...(choice ? { choice } : {}),
          ...(certificate ? { certificate } : {}),
        };
      });
    return { ok: true, offers: offers.sort((a, b) => strengthOf(b) - strengthOf(a)) };
  } catch (error) {
    return { ok: false, answer: `No list of endpoints: ${failureOf(error, config.endpoint).message}.` };
  }
}

function choiceOf(policy: string, mode: string): Offer['choice'] {
  if (policy === 'None') return { security: 'none' };
  const security = POLICIES.find((name) => name === policy);
  if (!security || (mode !== 'Sign' && mode !== 'SignAndEncrypt')) return undefined;
  return { security, mode };
}

/** Those that we do not speak stand last, below none at all. */
function strengthOf({ choice }: Offer): number {
  if (!choice) return -1;
  if (choice.security === 'none') return 0;
  const rank = POLICIES.length - POLICIES.findIndex((name) => name === choice.security);
  return 2 * rank + (choice.mode === 'SignAndEncrypt' ? 1 : 0);
}

function certificateOf(certificate: Buffer | null | undefined): Offer['certificate'] {
  if (!certificate?.length) return undefined;
  try {
    // The first of a chain: DER says where it ends.
    const { subject, sha256, validTo } = showCertificate(new X509Certificate(certificate));
    return { subject, sha256, validTo };
  } catch {
    return undefined;
  }
}
