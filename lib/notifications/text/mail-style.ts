import type { Priority } from '../../alarms/condition';

/** The colours of the pages (dashboards/templates/theme.css), which a mail cannot refer to. */
export const PALETTE: Readonly<Record<Priority, { readonly fill: string; readonly ink: string }>> = {
  critical: { fill: '#b3261e', ink: '#ffffff' },
  high: { fill: '#f0b03a', ink: '#1f1500' },
  medium: { fill: '#e3d98a', ink: '#262100' },
  low: { fill: '#9fb6c6', ink: '#10202b' },
  journal: { fill: '#b9bfc4', ink: '#171c20' },
};

/** What a mail program that knows dark mode does with it; the others keep to the light styles on the elements. */
export const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.sheet{border-radius:0!important}}
@media (prefers-color-scheme:dark){
.page{background:#1a1e21!important}
.sheet{background:#25292d!important;border-color:#454d53!important}
.line,.foot{border-color:#454d53!important}
.ink{color:#e8ebed!important}
.soft{color:#adb6bc!important}
.sign-critical,.head-critical{background:#d0382e!important}
}`;
