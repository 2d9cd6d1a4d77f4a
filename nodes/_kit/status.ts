import type { Node, NodeStatusFill } from 'node-red';

export type StatusState = 'ok' | 'busy' | 'warn' | 'error' | 'off';

export interface StatusLine {
  /** Shows a state and a text in words. The same line twice is sent once. */
  set(state: StatusState, text: string): void;
  /**
   * For hot paths: `read` is asked at most once a second, and only if `touch` was called meanwhile or it said that it
   * is still `moving` (a rate that falls when nothing comes any more).
   */
  live(read: () => { state: StatusState; text: string; moving?: boolean }): { touch(): void };
  stop(): void;
}

const LOOK: Record<StatusState, { fill: NodeStatusFill; shape: 'dot' | 'ring' }> = {
  ok: { fill: 'green', shape: 'dot' },
  busy: { fill: 'blue', shape: 'ring' },
  warn: { fill: 'yellow', shape: 'ring' },
  error: { fill: 'red', shape: 'ring' },
  off: { fill: 'grey', shape: 'ring' },
};
const REFRESH_MS = 1000;
const MAX_TEXT = 80;

export function createStatus(node: Node): StatusLine {
  let shown = '';
  const timers: NodeJS.Timeout[] = [];
  const set = (state: StatusState, text: string): void => {
    const line = `${state} ${text}`;
    if (line === shown) return;
    shown = line;
    node.status({ ...LOOK[state], text: text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text });
  };
  return {
    set,
    live(read) {
      let touched = true;
      const refresh = (): void => {
        if (!touched) return;
        touched = false;
        const { state, text, moving = false } = read();
        touched = moving;
        set(state, text);
      };
      const timer = setInterval(refresh, REFRESH_MS);
      timer.unref();
      timers.push(timer);
      refresh();
      return { touch: () => void (touched = true) };
    },
    stop: () => timers.splice(0).forEach((timer) => clearInterval(timer)),
  };
}
