import type { NotificationContent } from '../content';
import type { Sender, Sending } from '../ports';
import { SendError } from '../send-error';
import type { SettingsOf } from '../target';

/** What pages show for a while. */
export interface DashboardNote {
  readonly type: 'notification';
  readonly id: string;
  /** Seconds; a critical one stays until it is put away. */
  readonly seconds: number;
  readonly priority: NotificationContent['priority'];
  readonly subject: string;
  readonly text: string;
  readonly count: number;
  readonly at: string;
}

export type NoteListener = (tenant: string, note: DashboardNote) => void;

/** The way to the dashboards: the flows that listen hand it on to their pages. */
export class DashboardNotes implements Sender {
  private readonly listeners = new Set<{
    readonly tenant: string | undefined;
    readonly tell: NoteListener;
  }>();

  /** `tenant` undefined: those of all tenants. Returns the way to end it. */
  listen(tenant: string | undefined, tell: NoteListener): () => void {
    const listener = { tenant, tell };
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async send({ tenant, id, settings, content }: Sending<SettingsOf<'dashboard'>>): Promise<void> {
    const listeners = [...this.listeners].filter((one) => one.tenant === undefined || one.tenant === tenant);
    if (listeners.length === 0)
      throw new SendError('No flow shows notifications. Deploy a "notify" node whose second output leads to the pages.'); // prettier-ignore
    const { priority, subject, text, count, at } = content;
    const note = {
      type: 'notification',
      id,
      seconds: settings.seconds,
      priority,
      subject,
      text,
      count,
      at,
    } as const;
    for (const { tell } of listeners) tell(tenant, note);
    return Promise.resolve();
  }
}
