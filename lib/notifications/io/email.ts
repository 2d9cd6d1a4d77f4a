import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { createTransport, type Transporter } from 'nodemailer';
import type SMTPPool from 'nodemailer/lib/smtp-pool';
import { isThermaCoreError } from '../../core/errors';
import type { Sender, Sending } from '../ports';
import { SendError, inWords } from '../send-error';
import type { SettingsOf } from '../target';
import { mailOf } from '../text/mail';
import type { Network } from './network';

interface Attachment {
  readonly filename: string;
  readonly content: string;
  readonly contentType: string;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;
/** Connections to SMTP servers that are kept for the next message. */
const MAX_KEPT = 20;
/** Replies after which the same message would be refused again: no such mailbox, not allowed (RFC 5321, 4.2.3). */
const FINAL: ReadonlySet<number> = new Set([550, 551, 553, 554]);

const PRIORITY = { critical: 'high', high: 'high', medium: 'normal', low: 'low', journal: 'low' } as const;

type Pool = Transporter<SMTPPool.SentMessageInfo, SMTPPool.Options>;

interface Open {
  readonly transporter: Pool;
  readonly print: string;
}

/** Sends mail over SMTP, with a connection kept for each server and login. */
export class EmailSender implements Sender {
  private readonly kept = new Map<string, Open>();

  constructor(
    private readonly network: Network,
    /** The file of a report; rejects `not-found` when it is gone. */
    private readonly fileOf?: (tenant: string, run: string) => Promise<string>,
  ) {}

  async send(sending: Sending<SettingsOf<'email'>>, signal: AbortSignal): Promise<void> {
    const { id, settings, content, tenant } = sending;
    const transporter = await this.transporterOf(sending);
    const attachments = await this.attachmentsOf(sending);
    const { from, to } = settings;
    const domain = from.slice(from.lastIndexOf('@') + 1);
    const sent = transporter.sendMail({
      from: { name: content.plant, address: from },
      to: [...to],
      subject: content.subject,
      text: content.text,
      html: mailOf(content),
      attachments,
      // The same for each attempt, so that a mail program shows a repeat once.
      messageId: `<${id}@${domain}>`,
      date: content.at,
      priority: PRIORITY[content.priority],
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'X-ThermaCore-Tenant': tenant,
        'X-ThermaCore-Kind': content.kind,
      },
    });
    try {
      await Promise.race([sent, aborted(signal)]);
    } catch (error) {
      sent.catch(() => undefined);
      throw failure(error, settings.host);
    }
  }

  async close(): Promise<void> {
    for (const { transporter } of this.kept.values()) transporter.close();
    this.kept.clear();
    return Promise.resolve();
  }

  private async attachmentsOf({ tenant, content: { report } }: Sending): Promise<Attachment[]> {
    if (!report || !this.fileOf) return [];
    try {
      const content = await this.fileOf(tenant, report.run);
      return [{ filename: report.fileName, content, contentType: 'text/html; charset=utf-8' }];
    } catch (error) {
      if (!isThermaCoreError(error) || error.code !== 'not-found') throw error;
      throw new SendError('The report was removed before it could be mailed.', {
        isFinal: true,
        cause: error,
      });
    }
  }

  private async transporterOf({ tenant, settings, secrets }: Sending<SettingsOf<'email'>>): Promise<Pool> {
    const { host, port, security, verify, ca, username } = settings;
    const address = await this.network.addressOf(host);
    const login = username === undefined ? undefined : { user: username, pass: secrets['password'] ?? '' };
    const key = `${tenant} ${host}:${port} ${username ?? ''}`;
    const print = createHash('sha256')
      .update(JSON.stringify([address, security, verify, ca, login]))
      .digest('hex');
    const known = this.kept.get(key);
    this.kept.delete(key);
    const fits = known?.print === print ? known : undefined;
    if (!fits) known?.transporter.close();
    const options: SMTPPool.Options = {
      host: address,
      port,
      pool: true,
      maxConnections: 1,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: {
        rejectUnauthorized: verify,
        // An address is no name that TLS could send.
        ...(isIP(host) ? {} : { servername: host }),
        ...(ca === undefined ? {} : { ca }),
      },
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      // No address and no file of this machine gets into a mail.
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(login ? { auth: login } : {}),
    };
    const open: Open = fits ?? { print, transporter: createTransport(options) };
    this.kept.set(key, open);
    const [oldest] = this.kept;
    if (this.kept.size > MAX_KEPT && oldest) {
      oldest[1].transporter.close();
      this.kept.delete(oldest[0]);
    }
    return open.transporter;
  }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const fail = (): void => reject(Object.assign(new Error('there is no answer'), { code: 'ETIMEDOUT' }));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });

function failure(error: unknown, host: string): SendError {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  if (code === 'EAUTH')
    return new SendError(`${host} refuses the login (${responseCode ?? code}).`, { cause: error });
  if (responseCode !== undefined)
    return new SendError(`${host} refuses the mail (${responseCode}).`, {
      isFinal: FINAL.has(responseCode),
      cause: error,
    });
  return new SendError(`${host} cannot be reached: ${inWords(error)}.`, { cause: error });
}
