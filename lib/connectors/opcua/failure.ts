import { messageOf } from '../../core/errors';
import { socketFault } from '../socket-fault';

/** What a StatusCode means to an engineer and what to do; those that are not here are told by their name. */
const WORDS: Readonly<Record<string, string>> = {
  BadCertificateUntrusted:
    'the server’s certificate is not trusted: approve it among the OPC UA certificates',
  BadCertificateTimeInvalid: 'the server’s certificate has expired, or is not valid yet',
  BadCertificateIssuerTimeInvalid: 'the certificate of the server’s issuer has expired',
  BadCertificateHostNameInvalid:
    'the server’s certificate is for another host: use the name in it, or give its fingerprint',
  BadCertificateUriInvalid: 'the server’s certificate is for another application than the server says it is',
  BadCertificateRevoked: 'the server’s certificate has been revoked',
  BadCertificateIssuerRevoked: 'the certificate of the server’s issuer has been revoked',
  BadCertificateRevocationUnknown: 'the revocation list of the server’s issuer is missing: add it',
  BadCertificateIssuerRevocationUnknown: 'the revocation list of the server’s issuer is missing: add it',
  BadCertificateChainIncomplete: 'the issuer of the server’s certificate is missing: add it as issuer',
  BadCertificateInvalid: 'the server’s certificate is not valid',
  BadSecurityChecksFailed: 'the server does not accept our certificate: let it trust it, then try again',
  BadSecurityPolicyRejected: 'the server does not take this security policy, or only to say which it has',
  BadUserAccessDenied: 'the server does not let this user in, or not do this',
  BadIdentityTokenRejected:
    'wrong user name or password, or a user certificate that the server does not trust',
  BadIdentityTokenInvalid: 'the server does not take this kind of login',
  BadTooManySessions: 'the server has no session left',
  BadTooManyMonitoredItems: 'the server takes no more monitored items',
  BadTooManySubscriptions: 'the server takes no more subscriptions',
  BadNodeIdUnknown: 'the server has no such node',
  BadNodeIdInvalid: 'the node id is not valid for the server',
  BadAttributeIdInvalid: 'the node is no variable',
  BadNotReadable: 'the node cannot be read',
  BadNotWritable: 'the node cannot be written',
  BadTypeMismatch: 'the value has not the type of the node',
  BadOutOfRange: 'the value is out of the range of the node',
  BadMonitoredItemFilterUnsupported: 'the server does not support this deadband for the node',
  BadDeadbandFilterInvalid: 'the server does not support this deadband for the node',
  BadFilterNotAllowed: 'the server takes no deadband for the node',
  BadEventIdUnknown: 'the alarm has changed meanwhile',
  BadConditionDisabled: 'the alarm is disabled there',
  BadConditionAlreadyShelved: 'the alarm is shelved there already',
  BadShelvingTimeOutOfRange: 'the alarm cannot be shelved for that long there',
  BadTimeout: 'no answer in time',
  BadConnectionClosed: 'the server ended the connection',
  BadSessionClosed: 'the server ended the session',
  BadSessionIdInvalid: 'the server does not know the session any more',
  BadServerHalted: 'the server is halted',
  BadShutdown: 'the server is shutting down',
  BadTcpEndpointUrlInvalid: 'the server does not know this address: check the part after the port',
  BadTcpMessageTooLarge: 'an answer is larger than the server may send',
  BadResponseTooLarge: 'an answer is larger than the server may send',
};

/** Why something did not succeed, in words that begin a sentence’s end: for a status line or an outcome. */
export class OpcuaFailure extends Error {
  constructor(
    message: string,
    /** Name of the StatusCode, where the server or a certificate gave one. */
    readonly status?: string,
  ) {
    super(message);
    this.name = 'OpcuaFailure';
  }

  static of(status: string): OpcuaFailure {
    const words = WORDS[status];
    return new OpcuaFailure(words === undefined ? status : `${words} (${status})`, status);
  }

  /** Whether the field may have acted on the request although we do not know. */
  get isUncertain(): boolean {
    return this.status === 'BadTimeout' || this.status === 'BadConnectionClosed' || this.status === undefined;
  }
}

/** What the library says where the server offers no such login at the chosen endpoint. */
const NO_LOGIN = /cannot find \w+ user token policy/i;
const STATUS = /\b((?:Bad|Uncertain)[A-Z]\w+)/;
const NO_ANSWER = /transaction has timed out|timed out|timeout/i;
const CUT = /connection.*(break|closed|abort)|not connected|socket has been (closed|disconnected)|premature/i;

/** What node-opcua throws or calls back with, as one of ours. */
export function failureOf(error: unknown, where: string): OpcuaFailure {
  if (error instanceof OpcuaFailure) return error;
  const text = messageOf(error);
  const status = STATUS.exec(text)?.[1];
  if (status !== undefined) return OpcuaFailure.of(status);
  if (NO_LOGIN.test(text)) return OpcuaFailure.of('BadIdentityTokenInvalid');
  const code = /\b(E[A-Z]{4,}|EAI_AGAIN)\b/.exec(text)?.[1] ?? (error as NodeJS.ErrnoException).code;
  if (code !== undefined) return new OpcuaFailure(socketFault({ code, message: text }, where, 'the server'));
  if (NO_ANSWER.test(text)) return OpcuaFailure.of('BadTimeout');
  if (CUT.test(text)) return OpcuaFailure.of('BadConnectionClosed');
  return new OpcuaFailure(text.split('\n', 1)[0]?.trim() ?? 'failed');
}

/** Where to go, for those that an administrator of ours can put right. */
export const adviceOf = ({ status }: OpcuaFailure): string | undefined =>
  status === 'BadCertificateUntrusted'
    ? 'Approve it on the dashboard page “OPC UA certificates”, or over the API under /opcua/certificates.'
    : undefined;
