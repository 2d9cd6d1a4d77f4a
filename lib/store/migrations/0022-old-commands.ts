import type { Migration } from './migration';

/**
 * Commands that ended more than 400 days ago go, some at a time: what a season did can be compared with the one a year
 * before. The audit log has its own record of each.
 */
export const oldCommands: Migration = {
  name: '0022-old-commands',
  sql: () => `
create index commands_ended on thermacore.commands (ended_at) where state = 'done';
create function thermacore.delete_old_commands(p_rows int) returns int language plpgsql security definer
  set search_path = thermacore, pg_temp as $$
declare v_count int;
begin
  delete from thermacore.commands where id in (
    select id from thermacore.commands where state = 'done' and ended_at < now() - interval '400 days' limit p_rows);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
revoke all on function thermacore.delete_old_commands from public;
`,
};
