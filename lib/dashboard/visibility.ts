import { isPlatformUser, ROLES, type Principal } from '../tenancy';

interface Item {
  readonly className?: unknown;
  readonly [property: string]: unknown;
}

interface Widget extends Item {
  readonly props?: Item;
}

/** What Dashboard 2.0 sends as `ui-config`, as far as the guard reads it. */
export interface UiConfig {
  readonly pages?: Readonly<Record<string, Item>>;
  readonly groups?: Readonly<Record<string, Item>>;
  readonly widgets?: Readonly<Record<string, Widget>>;
  readonly [part: string]: unknown;
}

const MARK = /^(role|tenant)-(.+)$/;

/**
 * Whether a page, group or widget with these CSS classes is for the principal. The class is the one field that every
 * Dashboard form has, so it carries the rule: `role-operator` (that role or a higher one), `role-platform` (platform
 * users), `tenant-aqua` (users of that tenant; several may be named). An unknown role shows it to nobody.
 */
export function isFor(principal: Principal, className: unknown): boolean {
  if (className === undefined || className === null || className === '') return true;
  if (typeof className !== 'string') return false;
  const marks = className.split(/\s+/).map((name) => MARK.exec(name));
  const tenants = marks.filter((mark) => mark?.[1] === 'tenant').map((mark) => mark?.[2]);
  if (tenants.length > 0 && !tenants.includes(principal.tenant ?? undefined)) return false;
  return marks.every((mark) => mark?.[1] !== 'role' || hasRole(principal, mark[2] ?? ''));
}

function hasRole(principal: Principal, wanted: string): boolean {
  if (wanted === 'platform') return isPlatformUser(principal);
  const rank = ROLES.findIndex((role) => role === wanted);
  return rank >= 0 && ROLES.indexOf(principal.role) >= rank;
}

/** The part of a `ui-config` that is for the principal. Never changes the original, which all sockets share. */
export function visiblePart(config: UiConfig, principal: Principal): UiConfig {
  const pages = pick(config.pages, (page) => isFor(principal, page.className));
  const groups = pick(
    config.groups,
    (group) => isFor(principal, group.className) && isThere(pages, group['page']),
  );
  const widgets = pick(config.widgets, ({ className, props }) => {
    const own = props ?? {};
    return (
      isFor(principal, className) &&
      isFor(principal, own.className) &&
      isThere(groups, own['group']) &&
      isThere(pages, own['page'])
    );
  });
  return withoutUsers({ ...config, pages, groups, widgets });
}

/** `_users` lists the ids of all nodes that refer to a configuration, also of those that are not for the principal. */
function withoutUsers(config: UiConfig): UiConfig {
  const parts = Object.entries(config).map(([name, part]) => [
    name,
    typeof part === 'object' && part !== null
      ? Object.fromEntries(
          Object.entries(part).map(([id, item]: [string, unknown]) => [
            id,
            typeof item === 'object' && item !== null && '_users' in item ? { ...item, _users: [] } : item,
          ]),
        )
      : part,
  ]);
  return Object.fromEntries(parts) as UiConfig;
}

function pick<T>(
  items: Readonly<Record<string, T>> | undefined,
  keep: (item: T) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(items ?? {}).filter(([, item]) => keep(item)));
}

/** Widgets that belong to no group or page name none. */
const isThere = (items: Readonly<Record<string, unknown>>, id: unknown): boolean =>
  id === undefined || id === null || id === '' || (typeof id === 'string' && Object.hasOwn(items, id));
